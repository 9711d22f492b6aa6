/**
 * The ESTree nodes that the rest of `analysis/` and `compile/` read, and one table of what each kind of node holds. The
 * order in the table is the order of evaluation, so that a walk sees reads and writes as they happen; keys that are
 * absent (positions, raw text, `shorthand`) carry no meaning and are never hashed.
 */
import type { ESTree } from 'meriyah'

export type Node = ESTree.Node
export type Program = ESTree.Program
export type Identifier = ESTree.Identifier

const keysOf: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  `AccessorProperty: decorators static computed key value
  ArrayExpression: elements
  ArrayPattern: elements
  ArrowFunctionExpression: async params body
  AssignmentExpression: operator right left
  AssignmentPattern: right left
  AwaitExpression: argument
  BinaryExpression: operator left right
  BlockStatement: body
  BreakStatement: label
  CallExpression: callee optional arguments
  CatchClause: param body
  ChainExpression: expression
  ClassBody: body
  ClassDeclaration: id decorators superClass body
  ClassExpression: id decorators superClass body
  ConditionalExpression: test consequent alternate
  ContinueStatement: label
  Decorator: expression
  DoWhileStatement: body test
  ExportAllDeclaration: exported source attributes
  ExportDefaultDeclaration: declaration
  ExportNamedDeclaration: declaration specifiers source attributes
  ExportSpecifier: local exported
  ExpressionStatement: expression
  ForInStatement: right left body
  ForOfStatement: await right left body
  ForStatement: init test body update
  FunctionDeclaration: id async generator params body
  FunctionExpression: id async generator params body
  Identifier: name
  IfStatement: test consequent alternate
  ImportAttribute: key value
  ImportDeclaration: phase specifiers source attributes
  ImportDefaultSpecifier: local
  ImportExpression: phase source options
  ImportNamespaceSpecifier: local
  ImportSpecifier: imported local
  LabeledStatement: label body
  Literal: value
  LogicalExpression: operator left right
  MemberExpression: object computed optional property
  MetaProperty: meta property
  MethodDefinition: decorators kind static computed key value
  NewExpression: callee arguments
  ObjectExpression: properties
  ObjectPattern: properties
  ParenthesizedExpression: expression
  PrivateIdentifier: name
  Program: body
  Property: kind computed method key value
  PropertyDefinition: decorators static computed key value
  RestElement: argument
  ReturnStatement: argument
  SequenceExpression: expressions
  SpreadElement: argument
  StaticBlock: body
  SwitchCase: test consequent
  SwitchStatement: discriminant cases
  TaggedTemplateExpression: tag quasi
  TemplateElement: value
  TemplateLiteral: quasis expressions
  ThrowStatement: argument
  TryStatement: block handler finalizer
  UnaryExpression: operator argument
  UpdateExpression: operator prefix argument
  VariableDeclaration: kind declarations
  VariableDeclarator: init id
  WhileStatement: test body
  YieldExpression: delegate argument`
    .split('\n')
    .map(line => line.trim().split(/:? /))
    .map(([type, ...keys]) => [type, keys]),
)

const none: readonly string[] = []

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** What a node says, by key, in order of evaluation: nodes, lists of nodes and plain facts such as an operator. */
export const partsOf = (node: Node): readonly string[] => keysOf[node.type] ?? none

export const partOf = (node: Node, key: string): unknown => (node as unknown as Record<string, unknown>)[key]

/** Visits the nodes directly below. */
export const eachChild = (node: Node, visit: (child: Node) => void): void => {
  for (const key of partsOf(node)) {
    const part = partOf(node, key)
    if (Array.isArray(part)) {
      for (const item of part) if (isNode(item)) visit(item)
    } else if (isNode(part)) visit(part)
  }
}

export type FunctionNode = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression
export type ClassNode = ESTree.ClassDeclaration | ESTree.ClassExpression

/** Is it one, or does one stand anywhere in it? */
export const contains = (node: Node, isOne: (node: Node) => boolean): boolean => {
  let found = isOne(node)
  eachChild(node, child => {
    found ||= contains(child, isOne)
  })
  return found
}

/** What parentheses stand around. */
export const inParentheses = (node: Node): Node =>
  node.type === 'ParenthesizedExpression' ? inParentheses(node.expression as Node) : node

export const isFunction = (node: Node): node is FunctionNode =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'

export const isClass = (node: Node): node is ClassNode =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression'

export type LoopNode =
  | ESTree.ForStatement
  | ESTree.ForInStatement
  | ESTree.ForOfStatement
  | ESTree.WhileStatement
  | ESTree.DoWhileStatement

export const isLoop = (node: Node): node is LoopNode =>
  node.type === 'ForStatement' ||
  node.type === 'ForInStatement' ||
  node.type === 'ForOfStatement' ||
  node.type === 'WhileStatement' ||
  node.type === 'DoWhileStatement'

/** The identifiers that a binding pattern binds. */
export const boundBy = (pattern: Node): readonly Identifier[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => (element ? boundBy(element) : []))
    case 'ObjectPattern':
      return pattern.properties.flatMap(property => boundBy(property.type === 'Property' ? property.value : property))
    default:
      return []
  }
}

/** The direct parts of a pattern. */
export const eachTarget = (pattern: Node, visit: (part: Node) => void): void => {
  switch (pattern.type) {
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) visit(element)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) visit(property)
      return
    case 'RestElement':
      return visit(pattern.argument)
    case 'AssignmentPattern':
      return visit(pattern.left)
    case 'Property':
      return visit(pattern.value)
    default:
  }
}
