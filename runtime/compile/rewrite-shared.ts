/**
 * A variable that closures share and somebody assigns becomes a box that never changes: the closures can be read, compared, put back and
 * stored like any that hold an object. It isn't slower: V8 keeps numbers in objects better than in variables of closures.
 */
import type { ESTree } from 'meriyah'
import type { FunctionNode, Identifier, Node } from '../analysis/syntax-tree.ts'
import { sharedBoxOf } from './box-text.ts'
import type { Rewriter } from './rewriter.ts'

/** `let n = 0` as `let $$1n={v:0}`; the first value is rewritten already. */
export const declareShared = (to: Rewriter, id: Identifier, init: ESTree.Expression | null): void => {
  to.replace(id, init ? sharedBoxOf(id.name) : `${sharedBoxOf(id.name)}={v:void 0}`)
  if (!init) return
  to.before(init, '{v:')
  to.after(init, '}')
}

/** A parameter gets its box as the function's body begins. */
export const boxParameters = (to: Rewriter, fn: FunctionNode): void => {
  const names = to.spelling.sharedParametersOf(fn)
  if (names.length === 0) return
  const boxes = `let ${names.map(({ name }) => `${sharedBoxOf(name)}={v:${name}}`).join(',')};`
  const body = fn.body as Node
  if (body.type === 'BlockStatement') return void to.text.appendLeft(body.start! + 1, boxes)
  // What stands in parentheses begins before its node does.
  to.text.appendLeft(arrowOf(to.js, fn, body) + 2, `{${boxes}return (`)
  to.after(fn, ')}')
}

const arrowOf = (js: string, fn: FunctionNode, body: Node): number => {
  const start = (fn.params.at(-1) as Node).end!
  const between = js.slice(start, body.start!)
  return start + between.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, comment => ' '.repeat(comment.length)).indexOf('=>')
}
