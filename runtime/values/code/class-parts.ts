/**
 * What a class's text says: which functions come with it, and the text that makes it again without running what ran when it
 * was first made. Static fields and blocks go, because their effects come back as own properties; what it extends
 * becomes a parameter. Classes whose making can't be repeated that way say why not.
 */
import type { Node } from '../../analysis/syntax.ts'
import { type ClassNode, contains } from '../../analysis/syntax-tree.ts'
import { type Edit, edited } from '../../text-edits.ts'
import { blankEdits, blankVariable, givesBlank, type PrivateParts, privatePartsOf } from './private-parts.ts'

export interface ClassParts {
  /** Functions that the text makes. */
  readonly methods: readonly MethodPart[]
  /** It has members with a `#`. */
  readonly privates?: PrivateParts
  readonly extends: boolean
  readonly expression?: string
  readonly whyNot?: string
}

export interface MethodPart {
  readonly static: boolean
  readonly key: MemberKey
  readonly role: 'value' | 'get' | 'set'
  /** As `Function.prototype.toString` gives it. */
  readonly text: string
}

/** A name, `iterator` of `Symbol.iterator`, or `x` of `Symbol.for('x')`. */
export type MemberKey = { readonly [kind in 'name' | 'wellKnown' | 'registered']?: string }

const heritageName = '$$heritage'

/** `offset` is where the text starts in what was parsed. */
export const partsOfClass = (node: ClassNode, text: string, offset: number): ClassParts => {
  const members = node.body.body as readonly Node[]
  const methods = members.flatMap(member => methodOf(member, text, offset))
  const privates = privatePartsOf(node)
  const facts = { methods, ...(privates && { privates }), extends: node.superClass != null }
  const whyNot = members.map(obstacle).find(reason => reason !== undefined)
  if (whyNot !== undefined) return { ...facts, whyNot }
  const isBlank = givesBlank(privates)
  const edits = members.flatMap(member => withoutInitialiser(member, offset))
  if (isBlank) edits.push(...blankEdits(node, offset))
  if (node.superClass) edits.push({ ...span(node.superClass, offset), text: heritageName })
  const source = edited(text, edits)
  const heritage = node.superClass ? heritageName : ''
  // Its name is the user's to give: no place of ours may name a nameless class.
  const blank = `(function $$0class(${heritage}) { let ${blankVariable} = true; return [${source}\n, () => { ${blankVariable} = false }] })`
  return { ...facts, expression: isBlank ? blank : heritage ? `((${heritage}) => (${source}\n))` : `(${source}\n)` }
}

/** A private static field has to be declared. */
const withoutInitialiser = (member: Node, offset: number): readonly Edit[] => {
  if (!isStaticInitialiser(member)) return []
  if (member.type !== 'PropertyDefinition' || !isPrivateName(member.key)) return [{ ...span(member, offset), text: '' }]
  if (member.value == null) return []
  return [{ start: (member.key as Node).end! - offset, end: (member.value as Node).end! - offset, text: ';' }]
}

const span = (node: Node, offset: number): { readonly start: number; readonly end: number } => ({
  start: (node.start as number) - offset,
  end: (node.end as number) - offset,
})

const methodOf = (member: Node, text: string, offset: number): readonly MethodPart[] => {
  if (
    member.type !== 'MethodDefinition' ||
    member.kind === 'constructor' ||
    !member.key ||
    member.key.type === 'PrivateIdentifier'
  )
    return []
  const key = keyOf(member.key, member.computed ?? false)
  if (key === undefined) return []
  const { start, end } = span(member, offset)
  const whole = text.slice(start, end)
  return [
    {
      static: member.static,
      key,
      role: member.kind === 'get' || member.kind === 'set' ? member.kind : 'value',
      text: member.static ? whole.replace(/^static\s+/, '') : whole,
    },
  ]
}

/** Undefined where only running the code would tell. */
export const keyOf = (key: Node, computed: boolean): MemberKey | undefined => {
  if (!computed && key.type === 'Identifier') return { name: key.name }
  if (key.type === 'Literal')
    return typeof key.value === 'string' || typeof key.value === 'number' ? { name: String(key.value) } : undefined
  if (key.type === 'MemberExpression' && !key.computed && isSymbol(key.object) && key.property.type === 'Identifier') {
    return { wellKnown: key.property.name }
  }
  if (key.type !== 'CallExpression' || key.callee.type !== 'MemberExpression') return undefined
  const { object, property } = key.callee
  const name = key.arguments[0]
  const isFor = isSymbol(object) && property.type === 'Identifier' && property.name === 'for'
  return isFor && name?.type === 'Literal' && typeof name.value === 'string' ? { registered: name.value } : undefined
}

const isSymbol = (node: Node): boolean => node.type === 'Identifier' && node.name === 'Symbol'

const isStaticInitialiser = (member: Node): boolean =>
  member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static)

const isPrivateName = (key: Node | null | undefined): boolean => key?.type === 'PrivateIdentifier'

/** What can't be made again from the text. */
const obstacle = (member: Node): string | undefined => {
  if (member.type === 'StaticBlock') return declaresPrivately(member) ? 'a class with private static state' : undefined
  if (member.type === 'AccessorProperty') return 'a class with auto-accessors'
  if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') return undefined
  if (member.computed && member.key && !isStaticInitialiser(member) && keyOf(member.key, true) === undefined)
    return 'a class with computed member names'
  return undefined
}

/** A static block may hand private access to the outside. */
const declaresPrivately = (block: Node): boolean => contains(block, isPrivateName)
