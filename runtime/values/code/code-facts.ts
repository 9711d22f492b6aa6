/**
 * What the text of a function or class says: its meaning's hash, the boxes and other free names it mentions, and how it could
 * be made again from text alone. Facts depend on nothing but the text and are kept by it; a text that can't be parsed
 * (native, sloppy-only syntax) still has a hash and is never made again.
 */
import { createHash } from 'node:crypto'
import { freeVariables, type Node, normalHash, parse } from '../../analysis/syntax.ts'
import { eachChild, isClass, isFunction } from '../../analysis/syntax-tree.ts'
import type { Name } from '../../brand.ts'
import { SafeMap } from '../originals.ts'
import { type ClassParts, keyOf, partsOfClass } from './class-parts.ts'
import { boxesAmong, isCompiledName, needsCell, sharedBoxesWritten } from './compiled-names.ts'
import { usesOuterPrivates } from './private-parts.ts'

export interface CodeFacts {
  /** 32 bytes: the same for texts that mean the same. */
  readonly digest: Uint8Array
  /** Top-level names it may read or write when called. */
  readonly boxes: readonly Name[]
  /** Other names that it doesn't bind: globals, or variables it captures. */
  readonly free: readonly string[]
  /** Those of them that it assigns. */
  readonly assigned: readonly string[]
  /** An arrow function that uses the `this`, `super` or `new.target` of where it stands, which nothing can read. */
  readonly holdsThis: boolean
  readonly class?: ClassParts
  /** An expression that evaluates to it, given its boxes (and `$$heritage`, for a class that extends something). */
  readonly expression?: string
  /** Why there is no expression, to follow `x is `. */
  readonly whyNot?: string
}

/** texts remembered */
const limit = 4096
const known = new SafeMap<string, CodeFacts>()

export const codeFacts = (text: string): CodeFacts => {
  let facts = known.get(text)
  if (facts === undefined) {
    facts = read(text)
    if (known.size >= limit) known.clear()
    known.set(text, facts)
  }
  return facts
}

/** The ways a function's own text stands in code: by itself, or as a member of an object literal. */
type Form = 'expression' | 'member'

const read = (text: string): CodeFacts => {
  const found = parseAs(text, 'expression') ?? parseAs(text, 'member')
  if (found === undefined)
    return {
      digest: sha256(`text:${text}`),
      boxes: [],
      free: [],
      assigned: [],
      holdsThis: false,
      whyNot: 'code that Cellar does not understand',
    }
  const { node, form, computedKey } = found
  const { reads, writes } = freeVariables(node)
  const names = [...new Set([...reads, ...writes])]
  const parts = isClass(node) ? partsOfClass(node, text, 1) : undefined
  const facts = {
    digest: sha256(`${form}:${normalHash(node)}`),
    boxes: boxesAmong(names),
    free: (parts?.expression === undefined ? names : freeIn(parts.expression)).filter(name => !isCompiledName(name)),
    assigned: [...[...writes].filter(name => !isCompiledName(name)), ...sharedBoxesWritten(node)],
    holdsThis: holdsThis(node, form),
    ...(parts && { class: parts }),
  }
  const whyNot = needsCell(names)
    ? `a function that needs the run it was made in`
    : usesOuterPrivates(node)
      ? `${isClass(node) ? 'a class' : 'a function'} that uses private fields of the class around it`
      : computedKey
        ? 'a method with a computed name'
        : facts.class?.whyNot
  if (whyNot !== undefined) return { ...facts, whyNot }
  return {
    ...facts,
    expression: facts.class?.expression ?? (form === 'expression' ? `(${text})` : memberExpression(text)),
  }
}

/** What only ran as a class was made is not of it. */
const freeIn = (expression: string): readonly string[] => {
  const { reads, writes } = freeVariables(parse(expression))
  return [...new Set([...reads, ...writes])]
}

const parseAs = (
  text: string,
  form: Form,
): { readonly node: Node; readonly form: Form; readonly computedKey: boolean } | undefined => {
  try {
    const statement = parse(form === 'expression' ? `(${text}\n)` : `({${text}\n})`).body[0]
    if (statement?.type !== 'ExpressionStatement') return undefined
    if (form === 'expression') return { node: statement.expression, form, computedKey: false }
    const property = statement.expression.type === 'ObjectExpression' ? statement.expression.properties[0] : undefined
    if (property?.type !== 'Property') return undefined
    return { node: property.value, form, computedKey: property.computed && keyOf(property.key, true) === undefined }
  } catch {
    // Not in this form: the caller tries the next, or does without.
    return undefined
  }
}

const memberExpression = (text: string): string =>
  `((o) => { const p = Reflect.getOwnPropertyDescriptor(o, Reflect.ownKeys(o)[0]); return p.value ?? p.get ?? p.set })({${text}\n})`

const holdsThis = (node: Node, form: Form): boolean => {
  const inner = (at: Node): boolean => {
    if (at.type === 'Super' || (at.type === 'ThisExpression' && node.type === 'ArrowFunctionExpression')) return true
    if (at.type === 'MetaProperty') return node.type === 'ArrowFunctionExpression'
    if (at !== node && ((isFunction(at) && at.type !== 'ArrowFunctionExpression') || isClass(at))) return false
    let found = false
    eachChild(at, child => {
      found ||= inner(child)
    })
    return found
  }
  if (isClass(node)) return false
  return (node.type === 'ArrowFunctionExpression' || form === 'member') && inner(node)
}

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest()
