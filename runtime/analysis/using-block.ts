/**
 * Recognises what oxc makes of a top-level `using`: everything after it moves into a `try` whose first statement opens a
 * disposal context. That block is still the top of the cell, so its declarations and its last expression count.
 */
import type { ESTree } from 'meriyah'
import type { Node, Program } from './syntax-tree.ts'

/** The name under which `erase.ts` has oxc call its helpers. */
export const helperObject = 'babelHelpers'

export const loweredUsing = (program: Program): ESTree.TryStatement | undefined => {
  const last = program.body.findLast(statement => statement.type !== 'EmptyStatement')
  return last?.type === 'TryStatement' && usingContextOf(last) ? last : undefined
}

/** The statements that are the cell's top level. */
export const topStatements = (program: Program): readonly Node[] => {
  const lowered = loweredUsing(program)
  return lowered ? [...program.body.filter(statement => statement !== lowered), ...lowered.block.body] : program.body
}

/** The name of the variable that holds the disposal context. It belongs to no one but the `try` around it. */
export const disposalContext = (program: Program): string | undefined => {
  const lowered = loweredUsing(program)
  const id = lowered && usingContextOf(lowered)?.id
  return id?.type === 'Identifier' ? id.name : undefined
}

const usingContextOf = (statement: ESTree.TryStatement): ESTree.VariableDeclarator | undefined => {
  const first = statement.block.body[0]
  if (first?.type !== 'VariableDeclaration') return undefined
  const declarator = first.declarations[0]
  const call = declarator?.init
  if (call?.type !== 'CallExpression' || call.callee?.type !== 'MemberExpression') return undefined
  const { object, property } = call.callee
  const isHelper = object.type === 'Identifier' && object.name === helperObject
  return isHelper && property?.type === 'Identifier' && property.name === 'usingCtx' ? declarator : undefined
}
