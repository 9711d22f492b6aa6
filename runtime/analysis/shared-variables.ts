/**
 * The variables inside a cell that closures share and somebody assigns: counters, module patterns, accumulators. V8 keeps them where nothing
 * can tell which closures share one; the text alone can. Where a box in a variable's place could be noticed, the variable stays as it is.
 */
import type { ESTree } from 'meriyah'
import { getOrInsert } from '../get-or-insert.ts'
import { type DeclaredAt, declarationsIn, type Declared } from './declarations.ts'
import type { Dissection } from './dissect.ts'
import type { Binding } from './scopes.ts'
import { contains, type FunctionNode, type Identifier, isClass, isFunction, type Node } from './syntax-tree.ts'

export interface SharedVariables {
  /** Where they are read and assigned: so does a `var`, but for what its pattern declares. */
  readonly references: ReadonlySet<Identifier>
  /** Of these, those that may be assigned before the declaration has run: a function that is hoisted may be called there. */
  readonly early: ReadonlySet<Identifier>
  /** What `let` declares, but for the heads of `for … of` and `for … in`, and a pattern of `var`. */
  readonly declared: ReadonlySet<Identifier>
  /** Parameters, and what the head of a `for … of` or `for … in` declares: the body begins with their values. */
  readonly given: ReadonlyMap<Node, readonly Identifier[]>
  /** What `var` declares. */
  readonly vars: ReadonlyMap<FunctionNode, ReadonlySet<string>>
  /** Of what a counting loop's head declares, each round has its own, with the value of the one before. */
  readonly counted: ReadonlyMap<ESTree.ForStatement, readonly Identifier[]>
}

export const noSharedVariables: SharedVariables = {
  references: new Set(),
  early: new Set(),
  declared: new Set(),
  given: new Map(),
  vars: new Map(),
  counted: new Map(),
}

export const sharedVariables = ({ program, scopes }: Pick<Dissection, 'program' | 'scopes'>): SharedVariables => {
  // An eval's text knows variables by their names.
  if (scopes.references.some(({ visible }) => visible !== undefined)) return noSharedVariables
  const { declared: all, owners } = declarationsIn(program)
  const uses = new Map<Binding, Use>()
  const useOf = (binding: Binding): Use => {
    const use = uses.get(binding) ?? { references: [], owners: new Set(), initialised: [], changed: [], declared: [] }
    uses.set(binding, use)
    return use
  }
  for (const { identifier, access, binding } of scopes.references) {
    if (binding === undefined || binding.top) continue
    const use = useOf(binding)
    use.owners.add(owners.get(identifier))
    if (access === 'declare') use.initialised.push(identifier)
    else use.references.push(identifier)
    if (access === 'write' || access === 'update') use.changed.push(identifier)
  }
  for (const one of all) {
    const binding = scopes.bindings.get(one.identifier)
    if (binding === undefined || binding.top) continue
    const use = useOf(binding)
    use.declared.push(one)
    use.owners.add(owners.get(one.identifier))
  }
  const usesOf = (identifier: Identifier): readonly Identifier[] => {
    const binding = scopes.bindings.get(identifier)
    return (binding && uses.get(binding)?.references) ?? []
  }
  return boxes([...uses.values()].filter(use => isShared(use) && isUnnoticed(use, { owners, usesOf })))
}

interface Use {
  /** Declarations left out. */
  readonly references: Identifier[]
  /** The functions and classes in which it stands. */
  readonly owners: Set<Node | undefined>
  /** Where it is declared with a value. */
  readonly initialised: Identifier[]
  readonly changed: Identifier[]
  readonly declared: Declared[]
}

interface Around {
  readonly owners: ReadonlyMap<Identifier, Node | undefined>
  readonly usesOf: (identifier: Identifier) => readonly Identifier[]
}

/** A `var` has one value for all rounds of a loop, and none above its declaration: it counts as one that changes. */
const isShared = ({ owners, changed, declared }: Use): boolean =>
  owners.size > 1 && (changed.length > 0 || declared.some(({ by }) => by === 'var'))

/** Would a box in its place do the same, errors and all? */
const isUnnoticed = (use: Use, around: Around): boolean => {
  const { declared, initialised } = use
  const [first] = declared
  // A function of its name is there from the start.
  if (first === undefined || !initialised.every(id => declared.some(({ identifier }) => identifier === id)))
    return false
  switch (first.by) {
    case 'var':
      return declared.every(one => one.by === 'var' && isUnseenVar(one, use, around))
    case 'parameter':
    case 'each':
      return inBody(use, first.body)
    case 'let':
      return isPlain(first.at) || isUnseenBefore(first.at, use, around)
    case 'count':
      return isOwnEachRound(first, use, around)
  }
}

/** A default value, or what a loop goes over, may hold the variable itself. */
const inBody = ({ references, declared: [, ...again] }: Use, body: Node): boolean =>
  references.every(isFrom(body.start!)) && again.every(one => one.by === 'var' && isPlain(one.at))

const isFrom =
  (place: number) =>
  ({ start }: Node): boolean =>
    start! >= place

const isWithin =
  ({ start, end }: Node) =>
  (node: Node): boolean =>
    node.start! >= start! && node.end! <= end!

/**
 * The box is made when the pattern has been taken apart, and what runs meanwhile (getters, defaults, iterators) may not ask for it:
 * nothing that knows it exists by then.
 */
const isUnseenBefore = (at: DeclaredAt, { references }: Use, { usesOf }: Around): boolean => {
  const isLater = isFrom(at.declarator.end!)
  if (at.list === undefined || !references.every(isLater)) return false
  const isHoisted = isInHoisted(at)
  if (!references.some(isHoisted)) return true
  return hoistedIn(at).every(({ id }) => id === null || usesOf(id).every(use => isHoisted(use) || isLater(use)))
}

const isPlain = ({ declarator }: DeclaredAt): boolean => declarator.id.type === 'Identifier'

const hoistedIn = ({ list = [] }: DeclaredAt) =>
  list.filter(({ type }) => type === 'FunctionDeclaration') as readonly ESTree.FunctionDeclaration[]

const isInHoisted = (at: DeclaredAt): ((node: Node) => boolean) => {
  const hoisted = hoistedIn(at)
  return node => hoisted.some(fn => isWithin(fn)(node))
}

/** In a block, it may be run again. */
const isUnseenVar = ({ fn, at }: Extract<Declared, { by: 'var' }>, use: Use, around: Around): boolean => {
  if (isPlain(at)) return fn !== undefined
  const body = fn?.body as Node | null | undefined
  return body?.type === 'BlockStatement' && at.list === body.body && isUnseenBefore(at, use, around)
}

/** Those that may run before the declaration has. */
const earlyOf = ({ declared: [first], changed }: Use): readonly Identifier[] => {
  if (first?.by !== 'let') return []
  const { at } = first
  if (at.list === undefined) return changed
  const isLater = isFrom(at.declarator.end!)
  const isHoisted = isInHoisted(at)
  return changed.filter(node => !isLater(node) || isHoisted(node))
}

/** What only the step of a counting loop assigns is constant for all that hold it, and no box is needed. */
const isOwnEachRound = (
  { identifier, declarator, loop }: Extract<Declared, { by: 'count' }>,
  { references, changed }: Use,
  { owners }: Around,
): boolean => {
  const { init, update } = loop as { readonly init: Node; readonly update: Node | null }
  if (!update || contains(update, part => isFunction(part) || isClass(part))) return false
  if (changed.every(isWithin(update))) return false
  // The closures of the first part have a variable of their own.
  const isApart = (at: Identifier): boolean => owners.get(at) !== owners.get(identifier)
  if (references.some(at => isWithin(init)(at) && isApart(at))) return false
  return declarator.id === identifier || references.every(isFrom(declarator.end!))
}

const boxes = (shared: readonly Use[]): SharedVariables => {
  const references = new Set<Identifier>()
  const early = new Set<Identifier>()
  const declared = new Set<Identifier>()
  const given = new Map<Node, Identifier[]>()
  const vars = new Map<FunctionNode, Set<string>>()
  const counted = new Map<ESTree.ForStatement, Identifier[]>()
  for (const use of shared) {
    for (const identifier of use.references) references.add(identifier)
    for (const identifier of earlyOf(use)) early.add(identifier)
    const [first] = use.declared
    for (const one of use.declared) {
      const { identifier } = one
      if (one.by === 'parameter' || one.by === 'each') getOrInsert(given, one.of, () => []).push(identifier)
      else if (one.by === 'var' && isPlain(one.at)) references.add(identifier)
      else declared.add(identifier)
      if (one.by === 'count') getOrInsert(counted, one.loop, () => []).push(identifier)
      if (one.by !== 'var' || first?.by !== 'var' || one.fn === undefined) continue
      getOrInsert(vars, one.fn, () => new Set()).add(identifier.name)
    }
  }
  return { references, early, declared, given, vars, counted }
}
