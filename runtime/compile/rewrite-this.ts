/**
 * An arrow function keeps the `this` of where it stands, and nothing outside V8 can read which. In compiled code it uses a variable
 * instead, as any closure does: objects with handlers (`onClick = () => this.count++`) can be read, compared, put back and stored.
 */
import type { ESTree } from 'meriyah'
import { eachChild, inParentheses, isClass, isFunction, type Node } from '../analysis/syntax-tree.ts'
import { thisVariable } from './compiled.ts'
import type { Rewriter } from './rewriter.ts'

type PlainFunction = ESTree.FunctionDeclaration | ESTree.FunctionExpression

/** A function has the variable from its start on, a constructor from when it has called `super`. */
export const rewriteThisOf = (to: Rewriter, { body: block }: PlainFunction): void => {
  if (block == null) return
  const statements: readonly Node[] = block.body
  const afterSuper = statements.findIndex(s => s.type === 'ExpressionStatement' && isSuperCall(s.expression)) + 1
  const own = statements.slice(afterSuper)
  if (own.some(callsSuper) || !replaceIn(to, own)) return
  const place = afterSuper === 0 ? block.start! + 1 : (statements[afterSuper - 1] as Node).end!
  to.text.appendLeft(place, `;const ${thisVariable}=this;`)
}

/** A field's initialiser has no place for a variable but the parameter of a function around it. */
export const rewriteThisOfField = (to: Rewriter, { key, computed, value }: ESTree.PropertyDefinition): void => {
  if (value == null || isClass(value)) return
  const isArrow = inParentheses(value).type === 'ArrowFunctionExpression'
  const name = computed ? undefined : nameOf(key as Node)
  if ((isArrow && name === undefined) || !replaceIn(to, [value])) return
  // An arrow function is called what its field is called.
  const [before, after] = isArrow ? [`({[${name}]:`, `})[${name}]`] : ['(', ')']
  to.before(value, `(${thisVariable}=>${before}`)
  to.after(value, `${after})(this)`)
}

/** The `this` of arrow functions becomes the variable. Was there any? */
const replaceIn = (to: Rewriter, nodes: readonly Node[]): boolean => {
  let found = false
  const visit = (node: Node, inArrow: boolean): void => {
    if (node.type === 'ThisExpression' && inArrow) {
      to.replace(node, thisVariable)
      found = true
    }
    eachOfSameThis(node, child => visit(child, inArrow || node.type === 'ArrowFunctionExpression'))
  }
  for (const node of nodes) visit(node, false)
  return found
}

/** The parts of a node where `this` is what it is around the node. */
const eachOfSameThis = (node: Node, visit: (child: Node) => void): void => {
  if (isFunction(node) && node.type !== 'ArrowFunctionExpression') return
  if (!isClass(node)) return eachChild(node, visit)
  if (node.superClass) visit(node.superClass)
  for (const member of node.body.body as readonly Node[])
    if ('computed' in member && member.computed && 'key' in member && member.key) visit(member.key as Node)
}

const isSuperCall = (node: Node): boolean => node.type === 'CallExpression' && (node.callee as Node).type === 'Super'

const callsSuper = (node: Node): boolean => {
  if (isSuperCall(node)) return true
  let found = false
  eachOfSameThis(node, child => {
    found ||= callsSuper(child)
  })
  return found
}

/** As an expression. */
const nameOf = (key: Node): string | undefined => {
  if (key.type === 'Identifier') return JSON.stringify(key.name)
  if (key.type === 'PrivateIdentifier') return JSON.stringify(`#${key.name}`)
  return key.type === 'Literal' ? JSON.stringify(String(key.value)) : undefined
}
