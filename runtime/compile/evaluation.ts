/**
 * The parts of a node in the order they are evaluated, each with how often. Keys, labels and what a nested function holds
 * are no part of it: functions are given as wholes. Where JavaScript's order can't be told, it says `maybe`.
 */
import { eachChild, isLoop, type LoopNode, type Node } from '../analysis/syntax-tree.ts'

/** `again`: a loop's body, any number of times. */
export type Often = 'always' | 'maybe' | 'again'
type Step = (part: Node, often: Often) => void

export const inOrder = (node: Node, step: Step): void => {
  switch (node.type) {
    case 'MemberExpression':
      step(node.object, 'always')
      if (node.computed) step(node.property as Node, 'always')
      return
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      if (node.computed && node.key) step(node.key, 'always')
      if (node.value) step(node.value, 'always')
      return
    case 'AssignmentExpression':
      return assignment(node, step)
    case 'AssignmentPattern':
      if (node.right) step(node.right, 'maybe')
      return step(node.left, 'always')
    case 'ConditionalExpression':
    case 'IfStatement':
      step(node.test, 'always')
      step(node.consequent, 'maybe')
      if (node.alternate) step(node.alternate, 'maybe')
      return
    case 'LogicalExpression':
      step(node.left, 'always')
      return step(node.right, 'maybe')
    case 'ChainExpression':
      return step(node.expression, 'maybe')
    case 'SwitchStatement':
      step(node.discriminant, 'always')
      for (const clause of node.cases) step(clause, 'maybe')
      return
    case 'TryStatement':
      step(node.block, 'maybe')
      if (node.handler) step(node.handler, 'maybe')
      if (node.finalizer) step(node.finalizer, 'always')
      return
    case 'LabeledStatement':
      // A `break` may leave the rest of a labelled block out.
      return step(node.body, isLoop(node.body) || node.body.type === 'LabeledStatement' ? 'always' : 'maybe')
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ExportAllDeclaration':
      return
    case 'ExportNamedDeclaration':
      if (node.declaration) step(node.declaration, 'always')
      return
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) step(local, 'always')
      return
    case 'ClassDeclaration':
      eachChild(node, child => {
        if (child !== node.id) step(child, 'always')
      })
      if (node.id) step(node.id, 'always')
      return
    default:
      if (isLoop(node)) loopInOrder(node, step)
      else eachChild(node, child => step(child, 'always'))
  }
}

const assignment = (node: Node & { readonly type: 'AssignmentExpression' }, step: Step): void => {
  const isLogical = node.operator === '??=' || node.operator === '||=' || node.operator === '&&='
  // A plain name or pattern is written last; a member, and what an operator reads, comes before the right side.
  const leftFirst = node.operator !== '=' || node.left.type === 'MemberExpression'
  if (leftFirst) step(node.left, 'always')
  step(node.right, isLogical ? 'maybe' : 'always')
  if (!leftFirst) step(node.left, 'always')
}

export const loopInOrder = (node: LoopNode, step: Step): void => {
  switch (node.type) {
    case 'ForStatement':
      if (node.init) step(node.init, 'always')
      if (node.test) step(node.test, 'always')
      step(node.body, 'again')
      if (node.update) step(node.update, 'again')
      return
    case 'ForInStatement':
    case 'ForOfStatement':
      step(node.right, 'always')
      step(node.left, 'again')
      return step(node.body, 'again')
    case 'WhileStatement':
      step(node.test, 'always')
      return step(node.body, 'again')
    case 'DoWhileStatement':
      step(node.body, 'again')
      return step(node.test, 'again')
    default:
      node satisfies never
  }
}
