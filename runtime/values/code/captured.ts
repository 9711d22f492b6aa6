/**
 * The variables that closures hold. The inspector tells their values and not which closures share them, so two closures are
 * taken to share a scope while they have scopes of one description, with the same names and identical values; they
 * part as soon as the values differ. What never changes nobody can see to be shared: of such variables, each closure has a scope of its
 * own. A module's own scope is captured state only where the module keeps some; else it has its name in the reference table.
 */
import { thisVariable } from '../../compile/compiled.ts'
import { isObject } from '../classify.ts'
import { type ClosureScope, type CodePlace, type Inspector, isModuleScript, variableIn } from '../inspector.ts'
import { functionText, hasOwn, ownKeys, same, SafeMap, SafeWeakMap } from '../originals.ts'
import type { CodeFacts } from './code-facts.ts'
import { isCompiledName } from './compiled-names.ts'
import { ScriptTexts } from './script-texts.ts'
import { SettledScopes } from './settled-scopes.ts'

/** One scope, as far as can be told. It stands in the graph as an object that its closures refer to. */
export class CapturedScope {
  /** Sorted. */
  readonly names: readonly string[]
  values: readonly unknown[]
  /** The reading that `values` are of. */
  reading: number
  /** Where to read it again. */
  readonly holder: object
  readonly #depth: number
  /** Nobody can assign what it holds. */
  readonly isConstant: boolean
  /** Nobody does any more, by one of its closures; its form in the graph stays that of what may change, whenever that was found out. */
  isSettled = false

  constructor(holder: object, depth: number, found: FoundScope, reading: number) {
    this.holder = holder
    this.#depth = depth
    this.isConstant = found.isConstant ?? holdsOnlyThis(found)
    this.names = found.names
    this.values = found.values
    this.reading = reading
  }

  get depth(): number {
    return this.#depth
  }

  /** `instanceof` would ask a proxy for its prototype. */
  static is(node: object): node is CapturedScope {
    return #depth in node
  }
}

interface FoundScope {
  readonly description: string
  readonly names: readonly string[]
  readonly values: readonly unknown[]
  readonly isConstant?: true
}

export interface Captured {
  readonly scopes: readonly CapturedScope[]
  /** The module that it comes from, by its URL or path, where it uses variables of it. */
  readonly module: string | undefined
}

/** Where a function's free names are found. */
interface Places {
  readonly depths: readonly number[]
  readonly module: string | undefined
}

/** Reading a closure takes the inspector 90 µs; one capture that asks for more of them takes the rest as unreadable. */
const readingsPerCapture = 20_000
/** Where a look only asks which names are meant, there is a safe answer without: one live connection leads to thousands of closures. */
export const readingsPerLook = 200

/** Of a closure whose variables nobody assigns any more: it needs no other reading. */
const settled = -1

export class CapturedScopes {
  readonly #inspector: Inspector
  readonly scripts: ScriptTexts
  readonly #keepsState: (script: string) => boolean
  /** A function's chain of scopes never changes. */
  readonly #places = new SafeWeakMap<object, Places>()
  readonly #scopes = new SafeWeakMap<object, CapturedScope[]>()
  readonly #alike = new SafeMap<string, WeakRef<CapturedScope>[]>()
  readonly #ofThis = new SafeWeakMap<object, CapturedScope>()
  readonly #settledScopes = new SettledScopes()
  /** By closure: the reading in which it was last read, or `settled`. */
  readonly #readIn = new SafeWeakMap<object, number>()
  #reading = 0
  #left = readingsPerCapture
  #isAtRest = false

  /** `keepsState`: of the module with this URL or path. */
  constructor(inspector: Inspector, keepsState: (script: string) => boolean) {
    this.#inspector = inspector
    this.scripts = new ScriptTexts(inspector)
    this.#keepsState = keepsState
  }

  /** What was read before may have changed since. `isAtRest`: no function of a cell or package is in the middle of its code. */
  startReading({ readings = readingsPerCapture, isAtRest = false } = {}): void {
    this.#reading++
    this.#left = readings
    this.#isAtRest = isAtRest
  }

  /** The scopes that a function uses, with the values they have now; undefined where they can't be read. */
  of(fn: object, facts: CodeFacts): Captured | undefined {
    if (facts.free.length === 0) return nothing
    let places = this.#places.get(fn)
    if (places?.depths.length === 0) return { scopes: [], module: places.module }
    const known = this.#scopes.get(fn)
    if (places !== undefined && known !== undefined && (this.#isRead(fn) || known.every(s => s.isConstant)))
      return { scopes: known, module: places.module }
    if (this.#left-- <= 0) return undefined
    const { scopes: chain, place } = this.#inspector.closure(fn)
    if (places === undefined) this.#places.set(fn, (places = this.#placesOf(fn, chain, facts.free)))
    const constant =
      known === undefined && place !== undefined ? this.#constantOf(fn, facts, chain, places, place) : undefined
    if (constant !== undefined) {
      this.#scopes.set(fn, [constant])
      return { scopes: [constant], module: places.module }
    }
    const scopes = known ?? []
    for (let i = 0; i < places.depths.length; i++) {
      const depth = places.depths[i] as number
      scopes[i] = this.#match(fn, depth, foundAt(chain, depth), scopes[i])
    }
    const isSettled = known !== undefined && this.#isAtRest && this.#isSettled(fn, places, chain)
    if (isSettled) for (const scope of scopes) scope.isSettled = true
    this.#readIn.set(fn, isSettled ? settled : this.#reading)
    this.#scopes.set(fn, scopes)
    return { scopes, module: places.module }
  }

  #isRead(fn: object): boolean {
    const reading = this.#readIn.get(fn)
    return reading === settled || reading === this.#reading
  }

  /** An inner variable of the same name hides what is said of an outer one. */
  #isSettled(fn: object, { depths }: Places, chain: readonly ClosureScope[]): boolean {
    const names = this.#settledScopes.namesAround(fn as () => unknown)
    return depths.every(depth =>
      namesIn(chain[depth] as ClosureScope).every(
        name => names.has(name) && !chain.slice(0, depth).some(({ object }) => hasOwn(object, name)),
      ),
    )
  }

  /** All that a function uses, where that never changes; one without a value may be about to get it. */
  #constantOf(
    fn: object,
    { free }: CodeFacts,
    chain: readonly ClosureScope[],
    { depths }: Places,
    place: CodePlace,
  ): CapturedScope | undefined {
    if (depths.length === 0) return undefined
    const constants = this.scripts.constantsOf(place, functionText(fn as () => unknown))
    const names: string[] = []
    const values: unknown[] = []
    for (const name of [...free].sort()) {
      const depth = depths.find(depth => hasOwn((chain[depth] as ClosureScope).object, name))
      if (depth === undefined && constants.has(name)) return undefined
      if (depth === undefined) continue
      const value = variableIn(chain[depth] as ClosureScope, name)
      const hasValue = constants.get(name)
      if (hasValue === undefined || (value === undefined && !hasValue)) return undefined
      names.push(name)
      values.push(value)
    }
    return this.#constantScope(fn, names, values)
  }

  /** What one function uses of its scopes, as a scope of its own: whatever else shares them stays behind. */
  usedBy(fn: object, { scopes }: Captured, { free }: CodeFacts): CapturedScope {
    const values = new SafeMap<string, unknown>()
    for (const scope of scopes)
      scope.names.forEach((name, i) => {
        if (free.includes(name) && !values.has(name)) values.set(name, scope.values[i])
      })
    const found = { description: '', names: [...values.keys()], values: [...values.values()] }
    return new CapturedScope(fn, 0, found, this.#reading)
  }

  /** The values that a scope's variables have at this moment; undefined where too many were asked for. */
  valuesOf(scope: CapturedScope): readonly unknown[] | undefined {
    return this.#refreshed(scope) ? scope.values : undefined
  }

  #placesOf(fn: object, chain: readonly ClosureScope[], free: readonly string[]): Places {
    const used = new Set<number>()
    let module: string | undefined
    for (const name of free) {
      const depth = chain.findIndex(({ object }) => hasOwn(object, name))
      if (depth < 0) continue
      if (this.#isModuleScope(fn, chain, depth)) module = this.#inspector.scriptOf(fn)
      else used.add(depth)
    }
    return { depths: [...used].sort((a, b) => a - b), module }
  }

  /** A CommonJS module's scope is that of the nameless function which Node wraps it in. */
  #isModuleScope(fn: object, chain: readonly ClosureScope[], depth: number): boolean {
    const { description } = chain[depth] as ClosureScope
    if (description !== 'Module' && (description !== 'Closure' || depth !== chain.length - 1)) return false
    const script = this.#inspector.scriptOf(fn)
    return (description === 'Module' || isModuleScript(script)) && !this.#keepsState(script)
  }

  #match(fn: object, depth: number, found: FoundScope, known: CapturedScope | undefined): CapturedScope {
    const isFree = known !== undefined && !known.isSettled && known.reading !== this.#reading
    if (known !== undefined && (isFree || sameValues(known.values, found.values))) {
      known.values = found.values
      known.reading = this.#reading
      return known
    }
    if (holdsOnlyThis(found)) return this.#scopeOfThis(fn, depth, found)
    const key = `${found.description}(${found.names.join()})`
    const alike = (this.#alike.get(key) ?? []).filter(ref => ref.deref() !== undefined)
    for (const ref of alike) {
      const scope = ref.deref() as CapturedScope
      if (scope !== known && this.#refreshed(scope) && sameValues(scope.values, found.values)) return scope
    }
    const scope = new CapturedScope(fn, depth, found, this.#reading)
    alike.push(new WeakRef(scope))
    this.#alike.set(key, alike)
    return scope
  }

  /** The scope of a closure that was made again: it has it for itself, and it is none that assigns. */
  adopt(fn: object, variables: Readonly<Record<string, unknown>>): CapturedScope {
    const names = Object.keys(variables)
    const values = names.map(name => variables[name])
    const scope = this.#constantScope(fn, names, values)
    this.#places.set(fn, { depths: [0], module: undefined })
    this.#scopes.set(fn, [scope])
    return scope
  }

  #constantScope(fn: object, names: readonly string[], values: readonly unknown[]): CapturedScope {
    const found = { description: '', names, values, isConstant: true } as const
    return holdsOnlyThis(found) ? this.#scopeOfThis(fn, 0, found) : new CapturedScope(fn, 0, found, this.#reading)
  }

  #scopeOfThis(fn: object, depth: number, found: FoundScope): CapturedScope {
    const [owner] = found.values
    const known = isObject(owner) ? this.#ofThis.get(owner) : undefined
    if (known !== undefined) return known
    const scope = new CapturedScope(fn, depth, found, this.#reading)
    if (isObject(owner)) this.#ofThis.set(owner, scope)
    return scope
  }

  /** The values as they are now: what a cell called since the last capture may have changed them. */
  #refreshed(scope: CapturedScope): boolean {
    if (scope.reading === this.#reading || scope.isConstant || scope.isSettled) return true
    if (this.#left-- <= 0) return false
    scope.values = foundAt(this.#inspector.scopes(scope.holder), scope.depth).values
    scope.reading = this.#reading
    return true
  }
}

const nothing: Captured = { scopes: [], module: undefined }

/** What Node hands to each CommonJS module, and what leads from there to all the others. */
const isOfCommonJs = (key: string, value: unknown): boolean =>
  (key === 'require' && typeof value === 'function' && hasOwn(value, 'cache')) ||
  (key === 'module' && typeof value === 'object' && value !== null && hasOwn(value, 'children'))

const holdsOnlyThis = ({ names }: Pick<FoundScope, 'names'>): boolean => names.length === 1 && names[0] === thisVariable

const foundAt = (chain: readonly ClosureScope[], depth: number): FoundScope => {
  const scope = chain[depth] as ClosureScope
  const names = [...namesIn(scope)].sort()
  return { description: scope.description, names, values: names.map(name => variableIn(scope, name)) }
}

/** Boxes, marks and the runtime are not the closure's own. */
const namesIn = (scope: ClosureScope): readonly string[] =>
  ownKeys(scope.object)
    .filter((key): key is string => typeof key === 'string' && !isCompiledName(key))
    .filter(key => !isOfCommonJs(key, variableIn(scope, key)))

const sameValues = (a: readonly unknown[], b: readonly unknown[]): boolean => a.every((value, i) => same(value, b[i]))
