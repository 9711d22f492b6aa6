/**
 * Where compiled code catches: errors that V8 worded after our text are said in the user's (native-message.ts). And around an `await`,
 * what is awaited may be rejected by code of another run: then too the code behind it, in `catch` and `finally`, goes on as its own run's.
 */
import type { ESTree } from 'meriyah'
import { awaitsHere } from '../analysis/analyse.ts'
import { eachChild, type Identifier, type Node } from '../analysis/syntax-tree.ts'
import type { Rewriter } from './rewriter.ts'

export const rewriteTry = (to: Rewriter, node: ESTree.TryStatement): void => {
  eachChild(node, to.visit)
  if (node.handler?.param) rewriteCaught(to, node.handler.param as Node, node.handler.body)
  if (!awaitsHere(node.block)) return
  to.before(node, '{const $$0o=$$0rt.suspend();')
  for (const block of [node.handler?.body, node.finalizer] as readonly (Node | null | undefined)[])
    if (block) to.text.appendLeft(block.start! + 1, '$$0rt.resume($$0o,0);')
  to.after(node, '}')
}

/** A pattern takes its names from the error inside the block, once that is mended. */
const rewriteCaught = (to: Rewriter, param: Node, body: Node): void => {
  const inside = body.start! + 1
  if (param.type === 'Identifier') {
    to.text.appendLeft(inside, `${mending(to, param)};`)
    return
  }
  to.text.appendLeft(param.start!, '$$0e')
  to.before(param, 'let ')
  to.after(param, '=$$0rt.helpers.caught($$0e);')
  to.text.move(param.start!, param.end!, inside)
}

/** `.catch(error => …)`, `.then(…, error => …)`: the handler is a function, written there. */
export const rewriteHandler = (to: Rewriter, { callee, arguments: given }: ESTree.CallExpression): void => {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return
  const place = ['catch', 'then'].indexOf(callee.property.name)
  const handler: Node | undefined = place < 0 ? undefined : given[place]
  if (handler?.type !== 'ArrowFunctionExpression' && handler?.type !== 'FunctionExpression') return
  const [param] = handler.params as readonly Node[]
  if (param?.type !== 'Identifier') return
  const body = handler.body as Node
  if (body.type === 'BlockStatement') return rewriteCaught(to, param, body)
  // It has become statements.
  if (to.spelling.boxesAtStartOf(handler).length > 0) return
  to.before(body, `(${mending(to, param)},`)
  to.after(body, ')')
}

const mending = (to: Rewriter, param: Identifier): string =>
  `$$0rt.helpers.caught(${to.spelling.read(param) ?? param.name})`
