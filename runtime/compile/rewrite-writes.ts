/**
 * Assignments, updates and declarations of boxed names. A mark of a write comes after the value, because the value may
 * still read the name; an update is marked ahead, because it reads first.
 */
import type { ESTree } from 'meriyah'
import { eachTarget, type Identifier, isFunction, type Node } from '../analysis/syntax-tree.ts'
import { naming } from './box-text.ts'
import { read, written } from './mark-bits.ts'
import { declarePattern, isPlainPattern } from './declare-pattern.ts'
import { acts, assignEarly, assignShared, declareShared } from './rewrite-shared.ts'
import type { Rewriter } from './rewriter.ts'

export const rewriteUpdate = (to: Rewriter, node: ESTree.UpdateExpression): void => {
  const argument: Node = node.argument
  if (!to.spelling.isBoxed(argument)) return to.visit(argument)
  to.replace(argument, to.spelling.place(argument))
  if (!to.spelling.isVariable(argument)) markAhead(to, node, argument)
}

/** `(marks,node)` */
const markAhead = (to: Rewriter, node: Node, identifier: Identifier): void => {
  const marks = to.spelling.marksOf(identifier)
  if (!marks) return
  to.before(node, `(${marks},`)
  to.after(node, ')')
}

export const rewriteAssignment = (
  to: Rewriter,
  node: ESTree.AssignmentExpression,
  options: { readonly isValueUsed: boolean },
): void => {
  const left: Node = node.left
  const right: Node = node.right
  to.visit(right)
  if (!to.spelling.isBoxed(left)) return rewriteTarget(to, left)
  const isLogical = node.operator === '??=' || node.operator === '||=' || node.operator === '&&='
  if (node.operator === '=' || isLogical) nameAnonymous(to, left, right)
  if (node.operator === '=' && to.spelling.isEarly(left) && acts(right)) return assignEarly(to, node, left, options)
  to.replace(left, to.spelling.place(left))
  if (to.spelling.isVariable(left)) return
  if (node.operator === '=') return markAssigned(to, node, left, options)
  if (isLogical && to.spelling.bitsOf(left) & written) return assignMaybe(to, node, left)
  markAhead(to, node, left)
}

const markAssigned = (
  to: Rewriter,
  node: Node,
  left: Identifier,
  { isValueUsed }: { readonly isValueUsed: boolean },
): void => {
  const marks = to.spelling.marksOf(left)
  if (!marks) return
  if (!isValueUsed) return to.after(node, `,${marks}`)
  to.before(node, '(')
  to.after(node, `,${marks},${to.spelling.value(left)})`)
}

/** `x ??= y` writes only when it has to: `x ?? (x = y)` */
const assignMaybe = (to: Rewriter, node: ESTree.AssignmentExpression, left: Identifier): void => {
  const { spelling } = to
  const value = spelling.value(left)
  const at = to.js.indexOf(node.operator, left.end!)
  to.text.update(at, at + node.operator.length, `${node.operator.slice(0, -1)} (${value} =`)
  to.before(node, spelling.bitsOf(left) & read ? `(${spelling.marks(left.name, read)},` : '(')
  to.after(node, `,${spelling.marks(left.name, written)},${value}))`)
}

/** What stands left of `=`, `of` and `in`, or is bound: names in patterns set their marks as they are written. */
export const rewriteTarget = (to: Rewriter, node: Node): void => {
  switch (node.type) {
    case 'Identifier':
      return to.spelling.isBoxed(node) ? to.replace(node, targetOf(to, node)) : to.visit(node)
    case 'AssignmentPattern':
      return rewriteDefault(to, node)
    case 'RestElement':
    case 'ArrayPattern':
    case 'ObjectPattern':
      return eachTarget(node, part => rewriteTarget(to, part))
    case 'Property': {
      if (node.computed) to.visit(node.key)
      const value: Node = node.value
      const named = value.type === 'AssignmentPattern' ? value.left : value
      const isRespelled = node.shorthand && named.type === 'Identifier' && to.spelling.read(named) !== undefined
      rewriteTarget(to, value)
      if (isRespelled) to.text.prependRight(node.start!, `${named.name}:`)
      return
    }
    default:
      to.visit(node)
  }
}

/** V8 looks for the box before it takes the value out of what is taken apart: where the box may be missing, a setter looks for it. */
const targetOf = ({ spelling }: Rewriter, node: Identifier): string =>
  spelling.isEarly(node) ? `({set _($$0_){${spelling.place(node)}=$$0_}})._` : spelling.markingPlace(node)

export const rewriteDefault = (to: Rewriter, node: ESTree.AssignmentPattern): void => {
  if (node.right) {
    to.visit(node.right)
    if (to.spelling.isBoxed(node.left)) nameAnonymous(to, node.left, node.right)
  }
  rewriteTarget(to, node.left)
}

/** A box gives no name to the function it is assigned; an object's property does. */
export const nameAnonymous = (to: Rewriter, left: Identifier, right: Node): void => {
  const isAnonymous =
    right.type === 'ArrowFunctionExpression' || ((isFunction(right) || right.type === 'ClassExpression') && !right.id)
  if (!isAnonymous || to.spelling.isVariable(left)) return
  const { before, after } = naming(left.name)
  to.before(right, before)
  to.after(right, after)
}

export const rewriteVariables = (to: Rewriter, node: ESTree.VariableDeclaration): void => {
  const isOfNotebook = node.declarations.some(({ id }) => to.spelling.bindsBoxes(id))
  if (isOfNotebook && isPlainPattern(node)) return declarePattern(to, node)
  if (isOfNotebook) to.text.remove(node.start!, node.start! + node.kind.length)
  for (const declarator of node.declarations) {
    if (isOfNotebook) rewriteDeclarator(to, declarator, node.kind)
    else if (to.spelling.assignsShared(node, declarator.id)) assignShared(to, declarator)
    else rewriteLocal(to, declarator)
  }
}

const rewriteLocal = (to: Rewriter, declarator: ESTree.VariableDeclarator): void => {
  const { id, init } = declarator
  if (!to.spelling.declaresShared(id)) to.visit(id)
  if (init) to.visit(init)
  if (init && to.spelling.declaresShared(id)) nameAnonymous(to, id, init)
  declareShared(to, declarator)
}

const rewriteDeclarator = (to: Rewriter, declarator: ESTree.VariableDeclarator, kind: string): void => {
  const { id, init } = declarator
  if (init) to.visit(init)
  if (id.type !== 'Identifier') {
    rewriteTarget(to, id)
    to.before(declarator, '(')
    return to.after(declarator, ')')
  }
  if (!init && kind === 'var') return to.replace(id, 'void 0')
  if (init) nameAnonymous(to, id, init)
  const marks = to.spelling.isVariable(id) ? '' : to.spelling.marksOf(id)
  to.replace(id, `${to.spelling.place(id)}${init ? '' : '=void 0'}`)
  if (marks) to.after(declarator, `,${marks}`)
}
