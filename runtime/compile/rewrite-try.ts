/**
 * A `try` around an `await`: what is awaited may be rejected by code of another run, and then too the code behind it, in `catch` and
 * `finally`, goes on as its own run's. Any other `try` stays as it is.
 */
import type { ESTree } from 'meriyah'
import { awaitsHere } from '../analysis/analyse.ts'
import { eachChild, type Node } from '../analysis/syntax-tree.ts'
import type { Rewriter } from './rewriter.ts'

export const rewriteTry = (to: Rewriter, node: ESTree.TryStatement): void => {
  eachChild(node, to.visit)
  if (!awaitsHere(node.block)) return
  to.before(node, '{const $$0o=$$0rt.suspend();')
  for (const block of [node.handler?.body, node.finalizer] as readonly (Node | null | undefined)[])
    if (block) to.text.appendLeft(block.start! + 1, '$$0rt.resume($$0o,0);')
  to.after(node, '}')
}
