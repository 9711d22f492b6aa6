/**
 * Which variables around a function nobody assigns any more once the functions that declare them have ended: those that only these assign,
 * and no function inside them. Told from the text of a script; in doubt a variable is open. Pure.
 */
import { getOrInsert } from '../get-or-insert.ts'
import { lexicalNames, varNames } from './hoist.ts'
import { type Binding, resolve, type Scopes } from './scopes.ts'
import { scriptTree } from './script-tree.ts'
import {
  boundBy,
  eachChild,
  type FunctionNode,
  type Identifier,
  isClass,
  isFunction,
  type Node,
} from './syntax-tree.ts'

export interface SettledVariables {
  /** Of the names that the function of this text, which the offset stands in, sees around it. */
  around(offset: number, functionText: string): ReadonlySet<string>
}

export const settledVariables = (text: string): SettledVariables => {
  const program = scriptTree(text)
  if (program === undefined) return { around: () => none }
  const scopes = resolve(program)
  const settled = settledAmong(program, scopes)
  const namesAround = (offset: number, functionText: string): ReadonlySet<string> => {
    const path = pathTo(program, offset)
    const innermost = path.findLastIndex(isFunction)
    const start = ((path[innermost]?.end as number | undefined) ?? 0) - functionText.length
    if (innermost < 0 || start < 0 || !text.startsWith(functionText, start)) return none
    const visible = new Map<string, Binding | undefined>()
    for (const node of path.slice(0, innermost))
      declaredBy(node, identifier => void visible.set(identifier.name, scopes.bindings.get(identifier)))
    const names = [...visible].filter(([, binding]) => binding !== undefined && settled.has(binding))
    return new Set(names.map(([name]) => name))
  }
  const found = new Map<string, ReadonlySet<string>>()
  return {
    around: (offset, functionText) =>
      getOrInsert(found, `${offset} ${functionText.length}`, () => namesAround(offset, functionText)),
  }
}

const none: ReadonlySet<string> = new Set()

/** Variables of functions that end as they are called; those of the text's top may be assigned by what runs there later. */
const settledAmong = (program: Node, { references, bindings }: Scopes): ReadonlySet<Binding> => {
  const owners = new Map<Binding, FunctionNode>()
  /** The function whose own code an identifier stands in; none in a class, whose parts run when they please. */
  const homes = new Map<Node, FunctionNode>()
  /** Whoever has the `arguments` of sloppy code may assign its parameters. */
  const lending = new Set<FunctionNode>()
  const visit = (node: Node, home: FunctionNode | undefined, around: readonly FunctionNode[]): void => {
    if (node.type === 'Identifier') {
      if (home !== undefined) homes.set(node, home)
      const lender =
        node.name === 'arguments' ? around.findLast(fn => fn.type !== 'ArrowFunctionExpression') : undefined
      if (lender !== undefined && ![program, ...around].some(isStrict)) lending.add(lender)
    }
    const inner = isFunction(node) ? node : isClass(node) ? undefined : home
    const within = isFunction(node) ? [...around, node] : around
    declaredBy(node, identifier => {
      const binding = bindings.get(identifier)
      if (binding !== undefined && inner !== undefined && !owners.has(binding)) owners.set(binding, inner)
    })
    const ownName = isClass(node) || node.type === 'FunctionDeclaration' ? node.id : undefined
    eachChild(node, child => visit(child, child === ownName ? home : inner, child === ownName ? around : within))
  }
  visit(program, undefined, [])
  const settled = new Set<Binding>()
  for (const [binding, { async, type, ...owner }] of owners) {
    const mayStillRun =
      async === true || (type !== 'ArrowFunctionExpression' && 'generator' in owner && owner.generator)
    const isLent = binding.kind === 'parameter' && lending.has(owners.get(binding) as FunctionNode)
    if (!mayStillRun && !isLent) settled.add(binding)
  }
  for (const { identifier, access, binding } of references)
    if (binding !== undefined && access !== 'read' && homes.get(identifier) !== owners.get(binding))
      settled.delete(binding)
  return settled
}

/** By what it says itself: it is a module, or has the directive. */
const isStrict = (node: Node): boolean => {
  const body =
    node.type === 'Program' ? node.body : isFunction(node) && node.body?.type === 'BlockStatement' ? node.body.body : []
  return body.some(
    statement =>
      /^(Im|Ex)port/.test(statement.type) ||
      (statement.type === 'ExpressionStatement' && 'directive' in statement && statement.directive === 'use strict'),
  )
}

/** The names that this very node declares for what stands inside it. */
const declaredBy = (node: Node, declare: (identifier: Identifier) => void): void => {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      for (const parameter of node.params) for (const identifier of boundBy(parameter)) declare(identifier)
      if (node.body?.type === 'BlockStatement') varNames(node.body, declare)
      return
    case 'Program':
      varNames(node, declare)
      return lexicalNames(node.body, declare)
    case 'BlockStatement':
    case 'StaticBlock':
      return lexicalNames(node.body, declare)
    case 'SwitchStatement':
      return lexicalNames(
        node.cases.flatMap(({ consequent }) => consequent),
        declare,
      )
    case 'ForStatement':
      return node.init?.type === 'VariableDeclaration' ? lexicalNames([node.init], declare) : undefined
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? lexicalNames([node.left], declare) : undefined
    case 'CatchClause':
      return node.param ? boundBy(node.param).forEach(declare) : undefined
    default:
  }
}

/** From the root to the innermost node that the offset stands in. */
const pathTo = (root: Node, offset: number): readonly Node[] => {
  const path: Node[] = [root]
  for (let next: Node | undefined = root; next !== undefined; ) {
    const at: Node = next
    next = undefined
    eachChild(at, child => {
      if ((child.start as number) <= offset && offset < (child.end as number)) next = child
    })
    if (next !== undefined) path.push(next)
  }
  return path
}
