/**
 * Which `var`s have to exist before the cell's first statement: those that may be seen before they are first assigned. The
 * others aren't touched early, so that a cell which only assigns a name doesn't also read it.
 */
import type { Name } from '../brand.ts'
import type { Dissection } from '../analysis/dissect.ts'
import { unexported } from '../analysis/hoist.ts'
import { boundBy, eachChild, type Identifier, type Node } from '../analysis/syntax-tree.ts'
import { topStatements } from '../analysis/using-block.ts'
import type { CellNames } from './cell-names.ts'

export const varsToHoist = (cell: Dissection, names: CellNames): readonly Name[] => {
  const vars = [...cell.scopes.top.values()].filter(({ kind, name }) => kind === 'var' && names.isBoxed(name))
  if (vars.length === 0) return []
  const statements = topStatements(cell.program)
  const assigned = new Set(statements.flatMap(surelyAssigned))
  const seenByFunctions = new Set<Name>()
  for (const statement of statements) {
    if (unexported(statement).type === 'FunctionDeclaration') gatherNames(statement, names, seenByFunctions)
  }
  const first = new Map<Name, Identifier>()
  const firstInClosure = new Map<Name, number>()
  for (const { identifier, deferred } of names.boxed.values()) {
    const { name } = identifier
    if (!deferred && !first.has(name)) first.set(name, identifier)
    if (deferred) firstInClosure.set(name, Math.min(identifier.start!, firstInClosure.get(name) ?? Infinity))
  }
  return vars.flatMap(({ name }) => {
    const identifier = first.get(name)
    const isFirst = identifier && assigned.has(identifier) && (firstInClosure.get(name) ?? Infinity) > identifier.start!
    return isFirst && !seenByFunctions.has(name) ? [] : [name]
  })
}

/** Targets that a top-level statement is certain to assign. */
const surelyAssigned = (outer: Node): readonly Identifier[] => {
  const statement = unexported(outer)
  const declaration = statement.type === 'ForStatement' && statement.init ? statement.init : statement
  if (declaration.type !== 'VariableDeclaration') return []
  return declaration.declarations.flatMap(({ id, init }) => (init ? boundBy(id) : []))
}

const gatherNames = (node: Node, names: CellNames, into: Set<Name>): void => {
  if (node.type === 'Identifier' && names.boxed.get(node)?.deferred) into.add(node.name)
  eachChild(node, child => gatherNames(child, names, into))
}
