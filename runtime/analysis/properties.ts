/** Property names that code mentions, in members, literals and patterns: what it can reach of patched built-ins. */
import { eachChild, type Node } from './syntax-tree.ts'

export interface Properties {
  readonly names: ReadonlySet<string>
  /** Some key is computed, so any name may be meant. */
  readonly computed: boolean
  /** `for … in`, which finds what stands on prototypes. */
  readonly enumerates: boolean
}

export const mentionedProperties = (root: Node): Properties => {
  const names = new Set<string>()
  let computed = false
  let enumerates = false
  const mention = (key: Node, isComputed: boolean): void => {
    if (key.type === 'Literal') names.add(String(key.value))
    else if (isComputed) computed = true
    else if (key.type === 'Identifier') names.add(key.name)
  }
  const visit = (node: Node): void => {
    if (node.type === 'MemberExpression') {
      mention(node.property as Node, node.computed ?? false)
      if (isGlobalObject(node.object) && !node.computed) return
    } else if (node.type === 'Property') mention(node.key, node.computed)
    // `'x' in o`, `Reflect.has(o, 'x')`: a text may be a key.
    else if (node.type === 'Literal' && typeof node.value === 'string') names.add(node.value)
    // Handed on whole, it may be read at any key.
    else if (isGlobalObject(node)) computed = true
    enumerates ||= node.type === 'ForInStatement'
    eachChild(node, visit)
  }
  visit(root)
  return { names, computed, enumerates }
}

const isGlobalObject = (node: Node): boolean =>
  node.type === 'Identifier' && (node.name === 'globalThis' || node.name === 'global')
