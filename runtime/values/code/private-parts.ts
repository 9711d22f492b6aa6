/**
 * What a class's text says of its private members, and how its instances get them without running what the user wrote: the text that makes the
 * class again skips its constructor and initialisers while `$$0blank` is set. Where that can't be done it says why not.
 */
import type { ESTree } from 'meriyah'
import type { Node } from '../../analysis/syntax.ts'
import {
  boundBy,
  type ClassNode,
  contains,
  eachChild,
  inParentheses,
  isClass,
  isFunction,
} from '../../analysis/syntax-tree.ts'
import { type Edit, insertion } from '../../text-edits.ts'

export interface PrivateParts {
  /** Instances have a name for the class, by which its private methods and accessors know them. */
  readonly methods: boolean
  /** `#n`, of instances, in the order in which they get them. */
  readonly fields: readonly string[]
  /** `#n`, of the class itself. */
  readonly statics: readonly string[]
  /** Of its constructor. */
  readonly parameters: number
  /** Making an instance does nothing but give it its fields. */
  readonly harmless: boolean
  /** Its text asks `$$0blank`, as those of modules do where making an instance isn't harmless. */
  readonly asksBlank: boolean
  readonly whyNot?: string
}

export const blankVariable = '$$0blank'

type Member = ESTree.MethodDefinition | ESTree.PropertyDefinition
type PrivateMember = Member & { readonly key: ESTree.PrivateIdentifier }

export const privatePartsOf = (node: ClassNode): PrivateParts | undefined => {
  const members = membersOf(node)
  const named = members.filter(isPrivate)
  if (named.length === 0) return undefined
  const constructor = constructorOf(members)
  const values = members.filter(isInstanceField).flatMap(({ value }) => (value == null ? [] : [value as Node]))
  const refused = [...values.map(whyNotSkipped), ...parametersOf(constructor).map(whyNotGiven)].find(
    why => why !== undefined,
  )
  const names = (fields: readonly PrivateMember[]) => fields.map(({ key }) => `#${key.name}`)
  return {
    methods: named.some(member => !member.static && member.type === 'MethodDefinition'),
    fields: names(named.filter(isInstanceField)),
    statics: names(named.filter(member => member.static && member.type === 'PropertyDefinition')),
    parameters: parametersOf(constructor).length,
    asksBlank: contains(node, part => part.type === 'Identifier' && part.name === blankVariable),
    harmless: values.every(value => isHarmless(value)) && isHarmlessConstructor(constructor, members),
    ...(refused === undefined ? {} : { whyNot: refused }),
  }
}

/** Of a class that its text is not all of. */
export const usesOuterPrivates = (root: Node): boolean => {
  const uses = (node: Node, declared: readonly string[]): boolean => {
    if (node.type === 'PrivateIdentifier') return !declared.includes(node.name)
    const within = isClass(node)
      ? [
          ...declared,
          ...membersOf(node)
            .filter(isPrivate)
            .map(({ key }) => key.name),
        ]
      : declared
    let found = false
    eachChild(node, child => {
      found ||= uses(child, within)
    })
    return found
  }
  return uses(root, [])
}

/** The text that makes the class again makes a blank instance, too. */
export const givesBlank = (parts: PrivateParts | undefined): parts is PrivateParts =>
  parts !== undefined && parts.whyNot === undefined && (parts.methods || parts.fields.length > 0)

/** `offset` is where the text starts in what was parsed. */
export const blankEdits = (node: ClassNode, offset: number): readonly Edit[] => {
  const members = membersOf(node)
  const skipped = members.filter(isInstanceField).flatMap(({ value }) => {
    if (value == null || isHarmless(value as Node)) return []
    const { start, end } = value as Node
    return [insertion(start! - offset, `${blankVariable}?void 0:(`), insertion(end! - offset, ')')]
  })
  const constructor = constructorOf(members)
  const body =
    constructor === undefined || isHarmlessConstructor(constructor, members) ? undefined : bodyOf(constructor)
  if (body === undefined) return skipped
  const leave = node.superClass == null ? 'return' : '{super();return}'
  return [...skipped, insertion(body.start! + 1 - offset, `if(${blankVariable})${leave};`)]
}

const membersOf = (node: ClassNode): readonly Member[] =>
  (node.body.body as readonly Node[]).filter(
    (member): member is Member => member.type === 'MethodDefinition' || member.type === 'PropertyDefinition',
  )

const isPrivate = (member: Member): member is PrivateMember => member.key?.type === 'PrivateIdentifier'

const isInstanceField = (member: Member): boolean => member.type === 'PropertyDefinition' && !member.static

const constructorOf = (members: readonly Member[]): Member | undefined =>
  members.find(member => member.type === 'MethodDefinition' && member.kind === 'constructor')

const parametersOf = (constructor: Member | undefined): readonly Node[] =>
  constructor === undefined ? [] : ((constructor.value as ESTree.FunctionExpression).params as readonly Node[])

const bodyOf = (constructor: Member): ESTree.BlockStatement | undefined =>
  (constructor.value as ESTree.FunctionExpression).body ?? undefined

/** An initialiser. A class that is made there is called what its field is called, which it would not be where it is skipped. */
const whyNotSkipped = (value: Node): string | undefined =>
  inParentheses(value).type === 'ClassExpression' && !isHarmless(value)
    ? 'an object with private fields whose class makes classes'
    : undefined

/** A parameter. What it is given has every property and endlessly many elements: a default is never asked for. */
const whyNotGiven = (parameter: Node): string | undefined => {
  const refuses = (node: Node): boolean => {
    if (node.type === 'AssignmentPattern') return refuses(node.left)
    if (node.type === 'ArrayPattern' && node.elements.some(element => element?.type === 'RestElement')) return true
    if (node.type === 'Property') return node.computed || refuses(node.value)
    let found = false
    eachChild(node, child => {
      found ||= refuses(child)
    })
    return found
  }
  return refuses(parameter) ? 'an object with private fields whose constructor takes its arguments apart' : undefined
}

/** Nothing that the user wrote runs, where `given` are arguments that anything may be asked of. */
const isHarmless = (value: Node, given: readonly string[] = []): boolean => {
  const node = inParentheses(value)
  const all = (nodes: readonly (Node | null)[]) => nodes.every(part => part !== null && isHarmless(part, given))
  switch (node.type) {
    case 'Literal':
      return true
    case 'Identifier':
      return node.name === 'undefined' || given.includes(node.name)
    case 'MemberExpression':
      return !node.computed && (node.object as Node).type === 'Identifier' && all([node.object as Node])
    case 'TemplateLiteral':
      return node.expressions.length === 0
    case 'UnaryExpression':
      return ['-', '!', 'void', 'typeof'].includes(node.operator) && all([node.argument])
    case 'LogicalExpression':
      return all([node.left, node.right])
    case 'ConditionalExpression':
      return all([node.test, node.consequent, node.alternate])
    case 'NewExpression':
      return node.arguments.length === 0 && node.callee.type === 'Identifier' && calm.includes(node.callee.name)
    case 'ArrayExpression':
      return all(node.elements as readonly (Node | null)[])
    case 'ObjectExpression':
      return (node.properties as readonly Node[]).every(
        property => property.type === 'Property' && !property.computed && all([property.value]),
      )
    case 'ClassExpression':
      return node.superClass == null && (node.body.body as readonly Node[]).every(isHarmlessMember)
    default:
      return isFunction(node)
  }
}

/** Built-ins that make an object and do nothing else. */
const calm = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']

const isHarmlessMember = (member: Node): boolean =>
  (member.type === 'MethodDefinition' && !member.computed) ||
  (member.type === 'PropertyDefinition' && !member.computed && !member.static)

/** It puts what it is given into fields; a private accessor is none. */
const isHarmlessConstructor = (constructor: Member | undefined, members: readonly Member[]): boolean => {
  if (constructor === undefined) return true
  const parameters = parametersOf(constructor)
  if (parameters.some(parameter => whyNotGiven(parameter) !== undefined)) return false
  const given = parameters.flatMap(boundBy).map(({ name }) => name)
  const isField = ({ type, name }: { readonly type: string; readonly name?: string }): boolean =>
    type === 'Identifier' || members.some(m => isInstanceField(m) && isPrivate(m) && m.key.name === name)
  return ((bodyOf(constructor)?.body ?? []) as readonly Node[]).every(statement => {
    if (statement.type !== 'ExpressionStatement') return false
    const { expression } = statement
    if (expression.type === 'CallExpression')
      return (
        (expression.callee as Node).type === 'Super' &&
        (expression.arguments as readonly Node[]).every(part => isHarmless(part, given))
      )
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return false
    const { left, right } = expression
    const isOwn = left.type === 'MemberExpression' && (left.object as Node).type === 'ThisExpression'
    return isOwn && !left.computed && isField(left.property as { type: string }) && isHarmless(right, given)
  })
}
