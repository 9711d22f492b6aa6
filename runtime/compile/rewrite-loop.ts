/**
 * Loops: marks set once ahead of them, names that nobody else can see kept in plain variables while they run and written back
 * when they end. If such a name isn't defined yet, the loop runs on boxes instead and fails where the name stands.
 */
import { eachChild, isLoop, type LoopNode, type Node } from '../analysis/syntax-tree.ts'
import { boxOf, valueOf } from './box-text.ts'
import type { LoopPlan } from './loop-plan.ts'
import { written } from './mark-bits.ts'
import { boxesAtStart, boxNextRound } from './rewrite-shared.ts'
import { rewriteAssignment, rewriteTarget } from './rewrite-writes.ts'
import type { Rewriter } from './rewriter.ts'

/** `statement` is the loop or its outermost label. */
export const rewriteLoop = (to: Rewriter, statement: Node): void => {
  let loop = statement
  while (loop.type === 'LabeledStatement') loop = loop.body
  if (!isLoop(loop)) return to.visit(loop)
  const node = loop
  const plan = to.plan.loops.get(node)
  if (!plan) return rewriteParts(to, node)
  to.spelling.withVariables(plan, variables => {
    rewriteParts(to, node)
    enter(to, { statement, loop: node, plan, variables })
  })
}

const rewriteParts = (to: Rewriter, loop: LoopNode): void => {
  if (loop.type === 'ForInStatement' || loop.type === 'ForOfStatement') return rewriteHead(to, loop)
  const init = loop.type === 'ForStatement' ? loop.init : undefined
  eachChild(loop, child => {
    if (child === init && to.withoutInit.has(loop)) to.text.remove(child.start!, child.end!)
    else if (child.type === 'AssignmentExpression' && child !== loop.test)
      rewriteAssignment(to, child, { isValueUsed: false })
    else to.visit(child)
  })
  if (loop.type === 'ForStatement') boxNextRound(to, loop)
}

const rewriteHead = (to: Rewriter, loop: LoopNode & { readonly left: Node; readonly right: Node }): void => {
  to.visit(loop.right)
  if (loop.type === 'ForOfStatement' && loop.await) {
    to.before(loop.right, '$$0rt.helpers.resuming($$0rt,')
    to.after(loop.right, ')')
  }
  to.visit(loop.body)
  let target = loop.left
  if (target.type === 'VariableDeclaration') {
    const id = target.declarations[0]!.id
    const isAssigned = to.spelling.bindsBoxes(id) || to.spelling.assignsShared(target, id)
    if (!isAssigned) {
      eachChild(target, to.visit)
      return boxesAtStart(to, loop)
    }
    to.text.remove(target.start!, id.start!)
    target = id
  }
  if (!to.spelling.isBoxed(target) || to.spelling.isVariable(target)) return rewriteTarget(to, target)
  const marks = to.spelling.marksOf(target)
  to.replace(target, to.spelling.place(target))
  if (!marks) return
  to.before(loop.body, `{${marks};`)
  to.after(loop.body, '}')
}

interface Entered {
  readonly statement: Node
  readonly loop: LoopNode
  readonly plan: LoopPlan
  readonly variables: ReadonlyMap<string, string>
}

const enter = (to: Rewriter, { statement, loop, plan, variables }: Entered): void => {
  const marks = [...plan.marks].map(([name, bits]) => `${to.spelling.marks(name, bits)};`).join('')
  if (variables.size === 0) {
    if (!marks) return
    to.before(statement, `{${marks}`)
    return to.after(statement, '}')
  }
  const taken = `let ${[...variables].map(([name, variable]) => `${variable}=${plan.locals.get(name)?.initial ?? valueOf(name)}`).join(',')};`
  const back = [...plan.locals].map(([name, { isWritten, marksWrite }]) => {
    if (!isWritten) return ''
    return `${valueOf(name)}=${variables.get(name)};${marksWrite ? `${to.spelling.marks(name, written)};` : ''}`
  })
  // A loop that throws fails its cell, and all of it is undone; where someone catches that, the names must be right. `finally` costs a
  // loop half its speed.
  const needsFinally = plan.mayBeLeft && back.some(Boolean)
  const [open, close] = needsFinally ? ['try{', `}finally{${back.join('')}}`] : ['', back.join('')]
  const guard = plan.guards.map(name => `${boxOf(name)}.has`).join('&&')
  const slow = guard && `if(!(${guard})){${to.slowLoop(statement)}}else{`
  to.before(statement, `${marks}${slow}${taken}${open}`)
  to.after(statement, `${close}${guard && '}'}}`)
  openBlock(to, { statement, loop, plan })
}

/** A first part that isn't the loop's own declaration runs before names go into variables. */
const openBlock = (to: Rewriter, { statement, loop, plan }: Omit<Entered, 'variables'>): void => {
  if (loop.type !== 'ForStatement' || !loop.init || !plan.initFirst) return to.before(statement, '{')
  to.before(loop.init, '{')
  to.after(loop.init, ';')
  to.text.move(loop.init.start!, loop.init.end!, statement.start!)
}
