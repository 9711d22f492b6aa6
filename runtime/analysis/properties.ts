/** Property names that code mentions, in members, literals and patterns: what it can reach of patched built-ins. */
import { eachChild, type Node } from './syntax-tree.ts'

export interface Properties {
  readonly names: ReadonlySet<string>
  /** Some key is computed, so any name may be meant. */
  readonly computed: boolean
}

export const mentionedProperties = (root: Node): Properties => {
  const names = new Set<string>()
  let computed = false
  const mention = (key: Node, isComputed: boolean): void => {
    if (key.type === 'Literal') names.add(String(key.value))
    else if (isComputed) computed = true
    else if (key.type === 'Identifier') names.add(key.name)
  }
  const visit = (node: Node): void => {
    if (node.type === 'MemberExpression') mention(node.property as Node, node.computed ?? false)
    else if (node.type === 'Property') mention(node.key, node.computed)
    eachChild(node, visit)
  }
  visit(root)
  return { names, computed }
}
