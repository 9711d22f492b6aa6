/**
 * Which variables that a function has from around it never change once they have a value: a closure (or class) over these alone is its text and
 * their values. It judges the text that runs, not what the user wrote. In doubt a variable is one that changes.
 */
import type { BindingKind } from './hoist.ts'
import { type Binding, type Reference, resolve, type Scopes } from './scopes.ts'
import { scriptTree } from './script-tree.ts'
import {
  boundBy,
  contains,
  eachChild,
  type FunctionNode,
  type Identifier,
  isClass,
  isFunction,
  type Node,
} from './syntax-tree.ts'

export interface ConstantCaptures {
  /** The names that mean only such variables in the function or class of this text which stands around the offset. */
  of(offset: number, text: string): Constants
}

/** By its name, whether a variable has its value as soon as there is such a function: undefined is one then. */
export type Constants = ReadonlyMap<string, boolean>

/** `var` has a value for each time round a loop, and all of them in one variable. */
const kinds: readonly BindingKind[] = ['const', 'let', 'parameter', 'function', 'class', 'catch', 'self']

export const constantCaptures = (text: string): ConstantCaptures => {
  const program = scriptTree(text)
  if (program === undefined) return { of: () => none }
  const { references, bindings } = resolve(program)
  const changing = changingAmong(references, unseenWrites(program, bindings))
  const constantsAt = ({ start, around }: Place, length: number): Constants => {
    const given = new Set(around.flatMap(({ params }) => params.flatMap(boundBy)).map(id => bindings.get(id)))
    const own = references.filter(({ identifier: { start: at } }) => at! >= start && at! < start + length)
    return constantAmong(own, binding =>
      !kinds.includes(binding.kind) || changing.has(binding) ? undefined : given.has(binding),
    )
  }
  const found = new Map<number, Constants>()
  return {
    of(offset, functionText) {
      const known = found.get(offset)
      if (known !== undefined) return known
      const place = placeOf(program, text, { offset, functionText })
      const constants = place === undefined ? none : constantsAt(place, functionText.length)
      found.set(offset, constants)
      return constants
    },
  }
}

const none: Constants = new Map()

/** What the variables of code that is made again are assigned from, once they are made too and before anybody has the code. */
export const givenVariables = '$$0given'

/**
 * `i++` of `for (let i = 0; …; i++)`, by its variable: each time round has a variable of its own, and the step changes that of the next time,
 * which no closure holds yet. And what gives code that is made again its variables.
 */
const unseenWrites = (program: Node, bindings: Scopes['bindings']): ReadonlyMap<Binding, Node> => {
  const writes = new Map<Binding, Node>()
  const add = (identifiers: readonly Identifier[], write: Node): void => {
    for (const id of identifiers) {
      const binding = bindings.get(id)
      if (binding !== undefined) writes.set(binding, write)
    }
  }
  const visit = (node: Node): void => {
    if (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration' && node.update) {
      const step: Node = node.update
      if (!contains(step, part => isFunction(part) || isClass(part)))
        add(
          node.init.declarations.flatMap(({ id }) => boundBy(id)),
          step,
        )
    }
    if (node.type === 'AssignmentExpression' && node.right.type === 'Identifier' && node.right.name === givenVariables)
      add(boundBy(node.left), node)
    eachChild(node, visit)
  }
  visit(program)
  return writes
}

const changingAmong = (references: readonly Reference[], unseen: ReadonlyMap<Binding, Node>): ReadonlySet<Binding> => {
  const declared = new Set<Binding>()
  const changing = new Set<Binding>()
  for (const { identifier, binding, access } of references) {
    if (binding === undefined || access === 'read') continue
    const write = unseen.get(binding)
    if (write !== undefined && identifier.start! >= write.start! && identifier.start! < write.end!) continue
    if (access !== 'declare' || declared.has(binding) || !kinds.includes(binding.kind)) changing.add(binding)
    declared.add(binding)
  }
  return changing
}

/** undefined: it may change. */
type Judgement = (binding: Binding) => boolean | undefined

const constantAmong = (references: readonly Reference[], judge: Judgement): Constants => {
  const constants = new Map<string, boolean>()
  const others = new Set<string>()
  for (const { identifier, binding } of references) {
    const hasValue = binding && judge(binding)
    if (hasValue === undefined) others.add(identifier.name)
    else constants.set(identifier.name, hasValue && constants.get(identifier.name) !== false)
  }
  for (const name of others) constants.delete(name)
  return constants
}

interface Place {
  readonly start: number
  /** The functions whose bodies it stands in. */
  readonly around: readonly FunctionNode[]
}

/** A method's text begins with its name. */
const placeOf = (
  root: Node,
  text: string,
  { offset, functionText }: { readonly offset: number; readonly functionText: string },
): Place | undefined => {
  let place: Place | undefined
  const visit = (node: Node, around: readonly FunctionNode[]): void => {
    const from = node.start as number
    if (from > offset || (node.end as number) < offset) return
    const isText =
      isFunction(node) || isClass(node) || (node.type === 'Property' && (node.method || node.kind !== 'init'))
    if (isText && text.startsWith(functionText, from) && from + functionText.length === node.end)
      place = { start: from, around }
    eachChild(node, child => visit(child, isFunction(node) && child === node.body ? [...around, node] : around))
  }
  visit(root, [])
  return place
}
