/**
 * What kind of thing each top-level name of a cell is. Enums and namespaces are told from the JavaScript that they become,
 * since no other code looks like it.
 */
import type { ESTree } from 'meriyah'
import type { Name } from '../brand.ts'
import type { DefinitionKind } from './analysis.ts'
import { unexported } from './hoist.ts'
import type { Scopes } from './scopes.ts'
import type { Identifier, Node, Program } from './syntax-tree.ts'
import { disposalContext, topStatements } from './using-block.ts'

export const definitionsOf = (program: Program, scopes: Scopes): Map<Name, DefinitionKind> => {
  const defines = new Map<Name, DefinitionKind>()
  const hidden = disposalContext(program)
  for (const { name, kind } of scopes.top.values()) {
    if (name !== hidden && isDeclaration(kind)) defines.set(name, kind)
  }
  for (const statement of topStatements(program)) nameEnum(statement, defines)
  for (const { identifier, access, binding, deferred } of scopes.references) {
    if (binding || deferred || access === 'read') continue
    if (!defines.has(identifier.name)) defines.set(identifier.name, 'assignment')
  }
  return defines
}

const isDeclaration = (kind: string): kind is Exclude<DefinitionKind, 'enum' | 'namespace' | 'assignment'> =>
  kind !== 'parameter' && kind !== 'catch' && kind !== 'self'

const nameEnum = (outer: Node, defines: Map<Name, DefinitionKind>): void => {
  const statement = unexported(outer)
  if (statement.type === 'VariableDeclaration') {
    for (const declarator of statement.declarations) if (isEnum(declarator)) defines.set(nameOf(declarator.id), 'enum')
  } else if (statement.type === 'ExpressionStatement') {
    const merged = mergedInto(statement.expression)
    if (merged && defines.has(merged.name)) defines.set(merged.name, merged.kind)
  }
}

const nameOf = (node: Node): string => (node.type === 'Identifier' ? node.name : '')

const isEnum = (declarator: ESTree.VariableDeclarator): boolean => mergeOf(declarator) !== undefined

/** The `E || {}` of `var E = function (E) { … return E }(E || {})` */
const mergeOf = ({ id, init }: ESTree.VariableDeclarator): ESTree.LogicalExpression | undefined => {
  if (init?.type !== 'CallExpression' || init.callee?.type !== 'FunctionExpression' || id.type !== 'Identifier')
    return undefined
  const argument: Node | undefined = init.arguments[0]
  return argument?.type === 'LogicalExpression' && nameOf(argument.left) === id.name ? argument : undefined
}

/**
 * An enum starts anew in its cell, as a class does: the earlier enum of that name that the emitted `E || {}` would take
 * in is not read. Each such `E`, with the expression it stands in.
 */
export const mergedEnums = (program: Program): ReadonlyMap<Identifier, ESTree.LogicalExpression> => {
  const merged = new Map<Identifier, ESTree.LogicalExpression>()
  for (const outer of topStatements(program)) {
    const statement = unexported(outer)
    if (statement.type !== 'VariableDeclaration') continue
    for (const declarator of statement.declarations) {
      const merge = mergeOf(declarator)
      if (merge?.left.type === 'Identifier') merged.set(merge.left, merge)
    }
  }
  return merged
}

/** `(function (N) { … })(N || (N = {}))`: a namespace, or with `N[N["A"] = 0] = "A"` in it TypeScript's form of an enum. */
const mergedInto = (call: Node): { readonly name: string; readonly kind: 'enum' | 'namespace' } | undefined => {
  if (call.type !== 'CallExpression' || call.callee?.type !== 'FunctionExpression') return undefined
  const argument: Node | undefined = call.arguments[0]
  if (argument?.type !== 'LogicalExpression' || argument.right.type !== 'AssignmentExpression') return undefined
  const name = nameOf(argument.left)
  if (name === '' || nameOf(argument.right.left) !== name) return undefined
  const first = call.callee.body?.body[0]
  const member =
    first?.type === 'ExpressionStatement' && first.expression.type === 'AssignmentExpression' && first.expression.left
  return { name, kind: member && member.type === 'MemberExpression' && member.computed ? 'enum' : 'namespace' }
}
