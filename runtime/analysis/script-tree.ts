/** A script's text as a tree, for whoever judges what its variables may still become. Pure. */
import { parse } from './syntax.ts'
import type { Node } from './syntax-tree.ts'

/** characters; a longer text would take a second to parse. */
const longest = 1_000_000

/** Undefined for text that only V8 understands, and where other text may be evaluated among its variables: nothing can be said of these. */
export const scriptTree = (text: string): Node | undefined => {
  if (text.length > longest || /\beval\b/.test(text)) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
