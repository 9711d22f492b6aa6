/**
 * What user code added to, changed on or removed from globalThis and the built-ins since the session started, by location
 * (`global:x`, `builtin:Array.prototype.second`, `builtin:node:fs.readFileSync`), and on what a local module without state exports, which all
 * cells share (`builtin:shapes.ts#Circle.prototype.area`). It compares descriptors and runs no getter. A plain data property's value is
 * the location's value; whatever else stands there is told by a `Property`.
 */
import { keyOf, kindOf, locationOf, type Location } from '../location.ts'
import { lazyGlobals } from './intrinsics.ts'
import { getOwnPropertyDescriptor, hasOwn, includes, ownKeys, SafeMap, SafeSet, same } from './originals.ts'
import { PutAside } from './put-aside.ts'
import { type Setting, sameSetting, settings } from './settings.ts'

export interface Realm {
  /** What differs from the baseline, in no particular order. */
  diff(): readonly { readonly location: Location; readonly value: unknown }[]
  /** Puts a value there, or back what stood there at the start. */
  put(location: Location, to: { readonly value: unknown } | undefined): void
  /** Is there something that has such a place? What a local module exports isn't there before it was loaded. */
  has(location: Location): boolean
  /** From now on changes of functions and classes that this file exports count. */
  watchExports(file: string, namespace: object): void
  /** From now on changes of the classes count that this code mentions and that Node loads when they are first used. */
  watchMentioned(code: string): void
  /** From now on changes of a module of Node (`fs`) count, as its default import has it. */
  watchModule(name: string): void
}

/** Stands for a property that is more than a value: an accessor, other attributes than before, or removed. */
interface Property {
  readonly [marker]: true
  readonly removed?: true
  readonly descriptor?: PropertyDescriptor
}
const marker = Symbol.for('cellar.property')

interface Watched {
  readonly object: object
  /** `global` or `builtin:` and the path up to the key. */
  readonly locationOf: (key: string) => Location
  readonly keys: readonly (string | symbol)[]
  /** In the order of the keys. */
  readonly descriptors: readonly PropertyDescriptor[]
  readonly baseline: ReadonlyMap<string | symbol, PropertyDescriptor>
  /** Code of ours uses it. */
  readonly isOurs: boolean
}

/** What differs of the built-ins that our own code uses is put aside while that runs, and still differs then. */
export const createRealm = (more: readonly Setting[] = [], aside = new PutAside()): Realm => {
  const ours = { isOurs: true }
  const watched = [
    watch(globalThis, key => locationOf('global', key), ours),
    ...builtins().map(([path, object]) => watch(object, key => locationOf('builtin', `${path}.${key}`), ours)),
  ]
  const byPrefix = new SafeMap(watched.map(w => [w.locationOf(''), w]))
  const add = (path: string, object: object): void => {
    const here = watch(object, key => locationOf('builtin', `${path}.${key}`))
    watched.push(here)
    byPrefix.set(here.locationOf(''), here)
  }
  const watchModule = (name: string): void => {
    const path = `node:${name}`
    if (unwatched.has(name) || byPrefix.has(locationOf('builtin', `${path}.`))) return
    const object = process.getBuiltinModule(path) as object | undefined
    if (object !== undefined) add(path, object)
  }
  const watchLateClass = (name: string): void => {
    if (byPrefix.has(locationOf('builtin', `${name}.`))) return
    const [globals] = watched as [Watched]
    const then = globals.baseline.get(name)
    const now = getOwnPropertyDescriptor(globalThis, name)
    const value: unknown = then?.get ? Reflect.apply(then.get, globalThis, []) : then?.value
    // The getter has put the class where it stood itself; the user may have put something else there before.
    if (now !== undefined && now.get !== then?.get) Reflect.defineProperty(globalThis, name, now)
    if (typeof value !== 'function') return
    for (const [path, object] of withPrototype(name, value)) add(path, object)
  }
  const watchMentioned = (code: string): void => {
    for (let i = 0; i < lateClasses.length; i++)
      if (includes(code, lateClasses[i] as string)) watchLateClass(lateClasses[i] as string)
  }
  const watchExports = (file: string, namespace: object): void => {
    const seen = new SafeSet<object>()
    for (const key of ownKeys(namespace)) {
      const value: unknown = typeof key === 'string' ? getOwnPropertyDescriptor(namespace, key)?.value : undefined
      if (typeof value !== 'function' || seen.has(value)) continue
      seen.add(value)
      for (const [path, object] of withPrototype(`${file}#${String(key)}`, value)) {
        const here = watch(object, property => locationOf('builtin', `${path}.${property}`))
        const before = byPrefix.get(here.locationOf(''))
        // The file was changed: this is what cells import from now on.
        if (before === undefined) watched.push(here)
        else if (before.object !== object) watched[watched.indexOf(before)] = here
        else continue
        byPrefix.set(here.locationOf(''), here)
      }
    }
  }
  const kept = [...settings, ...more].map(setting => ({ ...setting, first: setting.read(), last: setting.read() }))
  const settingAt = (location: Location) => kept.find(({ name }) => location === locationOf('builtin', name))
  /** The same difference is the same object, so that nothing seems to have changed since the last time. */
  const told = new SafeMap<Location, Property>()

  const propertyAt = (location: Location, property: Property): Property => {
    const before = told.get(location)
    if (before !== undefined && sameProperty(before, property)) return before
    told.set(location, property)
    return property
  }
  const valueOf = (
    location: Location,
    now: PropertyDescriptor | undefined,
    then: PropertyDescriptor | undefined,
  ): unknown => {
    if (now === undefined) return propertyAt(location, { [marker]: true, removed: true })
    const attributes = then !== undefined && 'value' in then ? then : assigned
    return 'value' in now && sameAttributes(now, attributes)
      ? now.value
      : propertyAt(location, { [marker]: true, descriptor: now })
  }

  return {
    diff: () => {
      const found: { location: Location; value: unknown }[] = []
      // No iterator, no method of an array: these may be what was changed.
      for (let i = 0; i < watched.length; i++) {
        const { object, locationOf, baseline, isOurs } = watched[i] as Watched
        const keys = differing(watched[i] as Watched)
        for (let j = 0; j < keys.length; j++) {
          const key = keys[j] as string | symbol
          const location = locationOf(keyText(key))
          const now = getOwnPropertyDescriptor(object, key)
          const then = baseline.get(key)
          if (isOurs && aside.isOpen && then !== undefined) aside.add(location, { object, key, then, now })
          else found[found.length] = { location, value: valueOf(location, now, then) }
        }
      }
      aside.forEach(({ now, then }, location) => {
        if (!sameDescriptor(now, then)) found.push({ location, value: valueOf(location, now, then) })
      })
      for (const setting of kept) {
        const value = setting.read()
        if (!sameSetting(value, setting.last)) setting.last = value
        if (!sameSetting(value, setting.first))
          found.push({ location: locationOf('builtin', setting.name), value: setting.last })
      }
      return found
    },
    put: (location, to) => {
      const setting = settingAt(location)
      if (setting !== undefined) return setting.write(to === undefined ? setting.first : to.value)
      const module = /^builtin:node:(.*)\.[^.]*$/.exec(location)?.[1]
      if (module !== undefined) watchModule(module)
      watchMentioned(keyOf(location))
      const { object, baseline, key, isOurs } = find(location, byPrefix)
      const then = baseline.get(key)
      const wanted = to === undefined ? then : descriptorOf(to.value, then)
      if (isOurs && aside.isOpen && then !== undefined) aside.add(location, { object, key, then, now: wanted })
      else if (wanted === undefined) Reflect.deleteProperty(object, key)
      else Reflect.defineProperty(object, key, wanted)
    },
    has: location =>
      settingAt(location) !== undefined || !location.includes('#') || watchedAt(location, byPrefix) !== undefined,
    watchExports,
    watchMentioned,
    watchModule,
  }
}

/** Of the globals that are loaded late, the classes. */
const lateClasses = 'FormData Headers Request Response WebSocket EventSource CloseEvent MessageEvent'.split(' ')

/** Modules whose properties Node itself changes as it works, or that are watched as globals. */
const unwatched: ReadonlySet<string> = new Set(['process', 'module', 'console', 'buffer', 'cluster', 'test'])

const assigned: PropertyDescriptor = { writable: true, enumerable: true, configurable: true }

/** Objects whose properties are watched. Members of these are watched one by one, as properties. */
const builtins = (): readonly (readonly [string, object])[] => {
  const found: (readonly [string, object])[] = []
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    const value: unknown = getOwnPropertyDescriptor(globalThis, key)?.value
    if (typeof value === 'function' && value !== (globalThis as unknown)) found.push(...withPrototype(key, value))
  }
  for (const key of ['Math', 'JSON', 'Reflect', 'Atomics', 'Intl', 'console'] as const)
    found.push([key, globalThis[key]])
  for (const key of Object.getOwnPropertyNames(Intl)) {
    const value: unknown = getOwnPropertyDescriptor(Intl, key)?.value
    if (typeof value === 'function') found.push(...withPrototype(`Intl.${key}`, value))
  }
  found.push(['process', process])
  found.push(['URL', URL], ['URL.prototype', URL.prototype], ['Buffer', Buffer], ['Buffer.prototype', Buffer.prototype])
  return [...new Map(found)]
}

const withPrototype = (path: string, value: object): readonly (readonly [string, object])[] => {
  const prototype: unknown = getOwnPropertyDescriptor(value, 'prototype')?.value
  const isObject = typeof prototype === 'object' && prototype !== null
  return isObject
    ? [
        [path, value],
        [`${path}.prototype`, prototype],
      ]
    : [[path, value]]
}

const watch = (object: object, locationOf: (key: string) => Location, { isOurs } = { isOurs: false }): Watched => {
  const keys = keysOf(object)
  const descriptors = keys.map(key => getOwnPropertyDescriptor(object, key) as PropertyDescriptor)
  const baseline = new SafeMap(keys.map((key, i) => [key, descriptors[i] as PropertyDescriptor]))
  return { object, locationOf, keys, descriptors, baseline, isOurs }
}

/** Asked of a thousand properties before every answer: what is as it was must cost next to nothing. */
const differing = ({ object, keys, descriptors, baseline }: Watched): readonly (string | symbol)[] => {
  const present = keysOf(object)
  const found: (string | symbol)[] = []
  let kept = 0
  for (let i = 0; i < present.length; i++) {
    const key = present[i] as string | symbol
    const then = keys[i] === key ? descriptors[i] : baseline.get(key)
    if (then !== undefined) kept++
    if (then !== undefined && isOfTheStack(key)) continue
    const now = getOwnPropertyDescriptor(object, key)
    if (then === undefined ? !isNodesOwn(key) : !(sameDescriptor(now, then) || isLoaded(key, now, then)))
      found[found.length] = key
  }
  if (kept < keys.length)
    for (let i = 0; i < keys.length; i++)
      if (!hasOwn(object, keys[i] as string | symbol)) found[found.length] = keys[i] as string | symbol
  return found
}

/** Native functions find these by a walk of the stack, each time that they are looked at; nobody can set them. */
const isOfTheStack = (key: string | symbol): boolean => key === 'arguments' || key === 'caller'

/** As an emitter, `process` changes properties of its own with every listener. */
const keysOf = (object: object): readonly (string | symbol)[] =>
  object === process ? ownKeys(object).filter(key => typeof key === 'string' && !key.startsWith('_')) : ownKeys(object)

/** Node replaces the getter of a lazily loaded global by its value. */
const isLoaded = (key: string | symbol, now: PropertyDescriptor | undefined, then: PropertyDescriptor): boolean =>
  now !== undefined && lazyGlobals.has(key) && then.get !== undefined && 'value' in now

/** What Node's network stack leaves on globalThis when it is loaded. */
const isNodesOwn = (key: string | symbol): boolean =>
  typeof key === 'symbol' && /^(undici|nodejs)\./.test(Symbol.keyFor(key) ?? '')

const sameDescriptor = (a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean =>
  a !== undefined &&
  (a.value === b.value || same(a.value, b.value)) &&
  a.get === b.get &&
  a.set === b.set &&
  sameAttributes(a, b)

const sameAttributes = (a: PropertyDescriptor, b: PropertyDescriptor): boolean =>
  a.writable === b.writable && a.enumerable === b.enumerable && a.configurable === b.configurable

const sameProperty = (a: Property, b: Property): boolean =>
  a.removed === b.removed &&
  (a.descriptor === undefined ? b.descriptor === undefined : sameDescriptor(b.descriptor, a.descriptor))

const isProperty = (value: unknown): value is Property =>
  typeof value === 'object' && value !== null && hasOwn(value, marker)

const descriptorOf = (value: unknown, then: PropertyDescriptor | undefined): PropertyDescriptor | undefined => {
  if (isProperty(value)) return value.removed ? undefined : value.descriptor
  return { ...(then !== undefined && 'value' in then ? then : assigned), value }
}

const keyText = (key: string | symbol): string =>
  typeof key === 'string' ? key : `@@${Symbol.keyFor(key) ?? key.description ?? ''}`

const propertyOf = (location: Location): string => {
  const path = keyOf(location)
  return kindOf(location) === 'global' ? path : path.slice(path.lastIndexOf('.') + 1)
}

const watchedAt = (location: Location, byPrefix: ReadonlyMap<string, Watched>): Watched | undefined =>
  byPrefix.get(location.slice(0, location.length - propertyOf(location).length))

const find = (
  location: Location,
  byPrefix: ReadonlyMap<string, Watched>,
): Watched & { readonly key: string | symbol } => {
  const text = propertyOf(location)
  const watched = watchedAt(location, byPrefix)
  if (watched === undefined) throw new RangeError(`${location} is nothing of this realm's.`)
  const key = [...watched.baseline.keys(), ...ownKeys(watched.object)].find(candidate => keyText(candidate) === text)
  return { ...watched, key: key ?? (text.startsWith('@@') ? Symbol.for(text.slice(2)) : text) }
}
