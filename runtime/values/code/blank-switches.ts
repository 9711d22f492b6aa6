/**
 * Classes of modules that make blank instances, too, while they are told to. Their module is loaded with a text that asks `$$0blank` where
 * the user's code would run, and with a switch for that variable.
 */
import { type AnyNode, codeStart, eachChild } from '../../analysis/any-node.ts'
import type { Node } from '../../analysis/syntax.ts'
import { isClass } from '../../analysis/syntax-tree.ts'
import { type Edit, insertion } from '../../text-edits.ts'
import { blankEdits, blankVariable, givesBlank, privatePartsOf } from './private-parts.ts'

type Switch = (on: boolean) => void

const key = 'cellar.blanks'
const switches: Switch[] = []

/** In the session; elsewhere (a worker thread of the user's) nobody makes blank instances. */
export const hearBlankSwitches = (): void => {
  const value = (of: Switch): void => void switches.push(of)
  Object.defineProperty(globalThis, key, { value, configurable: true })
}

export const whileBlank = <T>(work: () => T): T => {
  for (const turn of switches) turn(true)
  try {
    return work()
  } finally {
    for (const turn of switches) turn(false)
  }
}

/** Whether such a text could be it, before it is parsed. */
export const mayHavePrivates = (text: string): boolean => /#[\p{ID_Start}$_]/u.test(text) && /\bclass\b/.test(text)

export const blankEditsOf = (program: AnyNode): readonly Edit[] => {
  const found: Edit[] = []
  const look = (at: AnyNode): void => {
    const node = at as unknown as Node
    if (isClass(node) && givesBlank(privatePartsOf(node))) found.push(...blankEdits(node, 0))
    eachChild(at, look)
  }
  look(program)
  if (found.length === 0) return []
  // `var`: a function may make classes before its module begins.
  const teller = `;var ${blankVariable}=false;globalThis["${key}"]?.($$$$=>{${blankVariable}=$$$$});`
  return [insertion(codeStart(program), teller), ...found]
}
