/**
 * Which variables that a function has from around it never change once they have a value: a closure over these alone is its text and
 * their values. It judges the text that runs, not what the user wrote. In doubt a variable is one that changes.
 */
import type { BindingKind } from './hoist.ts'
import { type Binding, type Reference, resolve } from './scopes.ts'
import { parse } from './syntax.ts'
import { eachChild, isFunction, type Node } from './syntax-tree.ts'

export interface ConstantCaptures {
  /** The names that mean only such variables in the function of this text which stands around the offset. */
  of(offset: number, text: string): ReadonlySet<string>
}

/** `var` has a value for each time round a loop, and all of them in one variable. */
const kinds: readonly BindingKind[] = ['const', 'let', 'parameter', 'function', 'class', 'catch', 'self']

/** characters; a longer text would take a second to parse. */
const longest = 1_000_000

export const constantCaptures = (text: string): ConstantCaptures => {
  const program = text.length > longest || /\beval\b/.test(text) ? undefined : parsed(text)
  if (program === undefined) return { of: () => none }
  const { references } = resolve(program)
  const changing = changingAmong(references)
  const found = new Map<number, ReadonlySet<string>>()
  return {
    of(offset, functionText) {
      const known = found.get(offset)
      if (known !== undefined) return known
      const start = startOf(program, text, { offset, functionText })
      const names = start === undefined ? none : constantIn(references, changing, start, start + functionText.length)
      found.set(offset, names)
      return names
    },
  }
}

const none: ReadonlySet<string> = new Set()

const parsed = (text: string): Node | undefined => {
  try {
    return parse(text)
  } catch {
    return undefined // Text that only V8 understands has no constants.
  }
}

const changingAmong = (references: readonly Reference[]): ReadonlySet<Binding> => {
  const declared = new Set<Binding>()
  const changing = new Set<Binding>()
  for (const { binding, access } of references) {
    if (binding === undefined || access === 'read') continue
    if (access !== 'declare' || declared.has(binding) || !kinds.includes(binding.kind)) changing.add(binding)
    declared.add(binding)
  }
  return changing
}

const constantIn = (
  references: readonly Reference[],
  changing: ReadonlySet<Binding>,
  start: number,
  end: number,
): ReadonlySet<string> => {
  const names = new Set<string>()
  const others = new Set<string>()
  for (const { identifier, binding } of references) {
    const at = identifier.start as number
    if (at < start || at >= end) continue
    const isConstant = binding !== undefined && kinds.includes(binding.kind) && !changing.has(binding)
    ;(isConstant ? names : others).add(identifier.name)
  }
  for (const name of others) names.delete(name)
  return names
}

/** A method's text begins with its name. */
const startOf = (
  root: Node,
  text: string,
  { offset, functionText }: { readonly offset: number; readonly functionText: string },
): number | undefined => {
  let start: number | undefined
  const visit = (node: Node): void => {
    const from = node.start as number
    if (from > offset || (node.end as number) < offset) return
    const isText = isFunction(node) || (node.type === 'Property' && (node.method || node.kind !== 'init'))
    if (isText && text.startsWith(functionText, from) && from + functionText.length === node.end) start = from
    eachChild(node, visit)
  }
  visit(root)
  return start
}
