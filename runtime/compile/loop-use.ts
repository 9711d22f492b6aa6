/**
 * What a loop does with boxed names, itself and in the loops inside it, but not in functions it makes. From this the
 * marks of a loop are set once before it, and names that nothing else can see become plain variables while it runs.
 */
import type { Name } from '../brand.ts'
import { isFunction, type LoopNode, type Node } from '../analysis/syntax-tree.ts'
import type { CellNames } from './cell-names.ts'
import { inOrder, loopInOrder } from './evaluation.ts'

export interface LoopUse {
  read: boolean
  /** Read and written in one (`+=`, `++`). */
  updated: boolean
  /** Assigned without being read. */
  written: boolean
  /** Some read or update doesn't hang on a condition inside the loop. */
  surelyRead: boolean
  surelyUpdated: boolean
}

export const loopUse = (
  loop: LoopNode,
  names: CellNames,
  options: { readonly withoutInit: boolean },
): ReadonlyMap<Name, LoopUse> => {
  const uses = new Map<Name, LoopUse>()
  const visit = (node: Node, sure: boolean): void => {
    if (isFunction(node)) return
    if (node.type === 'PropertyDefinition' && !node.static) return
    if (node.type === 'Identifier') {
      const reference = names.boxed.get(node)
      if (reference) count(useOf(uses, node.name), reference.access, sure)
      return
    }
    inOrder(node, (part, often) => visit(part, sure && often !== 'maybe'))
  }
  loopInOrder(loop, (part, often) => {
    if (options.withoutInit && loop.type === 'ForStatement' && part === loop.init) return
    visit(part, often !== 'maybe')
  })
  return uses
}

const useOf = (uses: Map<Name, LoopUse>, name: Name): LoopUse => {
  let use = uses.get(name)
  if (!use) {
    use = { read: false, updated: false, written: false, surelyRead: false, surelyUpdated: false }
    uses.set(name, use)
  }
  return use
}

const count = (use: LoopUse, access: string, sure: boolean): void => {
  if (access === 'read') {
    use.read = true
    use.surelyRead ||= sure
  } else if (access === 'update') {
    use.updated = true
    use.surelyRead ||= sure
    use.surelyUpdated ||= sure
  } else use.written = true
}
