/**
 * A variable that closures share and somebody assigns becomes a box that never changes: the closures can be read, compared, put back and
 * stored like any that hold an object. It isn't slower: V8 keeps numbers in objects better than in variables of closures.
 */
import type { ESTree } from 'meriyah'
import { type FunctionNode, type Identifier, isFunction, type LoopNode, type Node } from '../analysis/syntax-tree.ts'
import { sharedBoxOf } from './box-text.ts'
import { nameAnonymous } from './rewrite-writes.ts'
import type { Rewriter } from './rewriter.ts'

/** `let n = 0` as `let $$1n={v:0}`, `let [n] = pair` as `let [n] = pair,$$1n={v:n}`; the first value is rewritten already. */
export const declareShared = (to: Rewriter, declarator: ESTree.VariableDeclarator): void => {
  const { id, init } = declarator
  if (!to.spelling.declaresShared(id)) {
    for (const box of to.spelling.boxesOfPattern(id)) to.after(declarator, `,${boxText(box)}`)
    return
  }
  to.replace(id, init ? sharedBoxOf(id.name) : boxText({ name: id.name, value: 'void 0' }))
  if (!init) return
  const { before, after } = boxAround(init)
  to.before(init, before)
  to.after(init, after)
}

/** A list stands in parentheses of its own, which are not part of it. */
export const boxAround = ({ type }: Node): { readonly before: string; readonly after: string } =>
  type === 'SequenceExpression' ? { before: '{v:(', after: ')}' } : { before: '{v:', after: '}' }

/**
 * `n = f()` as `({v:$$1n.v}={v:f()})`: V8 looks for the box first and then calls, but for what a pattern assigns to. A variable that has no value
 * yet is missed when `f` has been called.
 */
export const assignEarly = (
  to: Rewriter,
  node: ESTree.AssignmentExpression,
  left: Identifier,
  { isValueUsed }: { readonly isValueUsed: boolean },
): void => {
  const { before, after } = boxAround(node.right)
  to.replace(left, `{v:${to.spelling.place(left)}}`)
  to.before(node.right, before)
  to.after(node.right, after)
  // A statement that begins with a bracket may go on the line above.
  to.before(node, isValueUsed ? '(' : '0,')
  if (isValueUsed) to.after(node, ').v')
}

/** Could anybody tell whether it was evaluated? */
export const acts = ({ type }: Node): boolean =>
  type !== 'Literal' && type !== 'Identifier' && type !== 'FunctionExpression' && type !== 'ArrowFunctionExpression'

/** What a declaration of `var` declares where nothing is left of it. */
const noName = '$$0_'

/** `var n = 0` as `var $$0_=$$1n.v=0`, `var [n] = pair` as `var [n] = pair,$$0_=$$1n.v=n`: the box is there from the start of the function. */
export const assignShared = (to: Rewriter, declarator: ESTree.VariableDeclarator): void => {
  const { id, init } = declarator
  if (init) to.visit(init)
  if (id.type !== 'Identifier') {
    to.visit(id)
    for (const { name, value } of to.spelling.boxesOfPattern(id))
      to.after(declarator, `,${noName}=${sharedBoxOf(name)}.v=${value}`)
    return
  }
  if (!init) return to.replace(id, noName)
  nameAnonymous(to, id, init)
  to.replace(id, `${noName}=${to.spelling.place(id)}`)
}

/** What a function or a round of a loop is given, and what `var` declares, gets its box as the body begins. */
export const boxesAtStart = (to: Rewriter, node: FunctionNode | LoopNode): void => {
  const boxes = to.spelling.boxesAtStartOf(node)
  if (boxes.length === 0) return
  const text = `let ${boxes.map(boxText).join(',')};`
  const body = node.body as Node
  if (!isFunction(node) || body.type === 'BlockStatement') return beginBody(to, body, text)
  // What stands in parentheses begins before its node does.
  to.text.appendLeft(arrowOf(to.js, node, body) + 2, `{${text}return (`)
  to.after(node, ')}')
}

const boxText = ({ name, value }: { readonly name: string; readonly value: string }): string =>
  `${sharedBoxOf(name)}={v:${value}}`

const beginBody = (to: Rewriter, body: Node, text: string): void => {
  if (body.type === 'BlockStatement') return void to.text.appendLeft(body.start! + 1, text)
  to.before(body, `{${text}`)
  to.after(body, '}')
}

/** `i++` as `$$1i={v:$$1i.v},$$1i.v++`: the next round begins with a box of its own, which nobody holds yet. */
export const boxNextRound = (to: Rewriter, loop: ESTree.ForStatement): void => {
  const boxes = to.spelling.boxesOfRound(loop)
  if (loop.update && boxes.length > 0)
    to.before(loop.update, `${boxes.map(name => boxText({ name, value: `${sharedBoxOf(name)}.v` })).join(',')},`)
}

const arrowOf = (js: string, fn: FunctionNode, body: Node): number => {
  const start = (fn.params.at(-1) as Node).end!
  const between = js.slice(start, body.start!)
  return start + between.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, comment => ' '.repeat(comment.length)).indexOf('=>')
}
