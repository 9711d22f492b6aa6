/**
 * The packages that a notebook's cells use, each with the state that its modules keep: a location like a patched built-in, whose value
 * is the digest of what cells changed. Looked at only after runs that may have called the package. States are had again within
 * this process alone: no bytes say what a package keeps.
 */
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { native } from '../../../effects/native.ts'
import { getOrInsert } from '../../../get-or-insert.ts'
import type { Location } from '../../../location.ts'
import { packageOf, packageState } from '../../../package-state.ts'
import { getOwnPropertyDescriptor, ownKeys } from '../../../values/originals.ts'
import { hearVariables } from './told-variables.ts'
import { type Difference, type NameOf, PackageState, type Variables } from './package-state.ts'

export interface PackagesParts {
  readonly nameOf: NameOf
  readonly isUsers: (object: object) => boolean
}

/** Calls of one function while its module is loaded, beyond which its variables are parts of what it makes. */
const callLimit = 4
/** Likewise of one whose weak collections are told of. */
const weakLimit = 1_000

/** Folder of an installed package. */
type Folder = string

/** Of a module's text, and how many calls of the function there are heard. */
interface Place {
  readonly file: string
  readonly place: number
  readonly limit: number
}

interface Imported {
  readonly state: PackageState
  /** Itself and the packages it needs, as far as they are loaded. */
  folders: ReadonlySet<Folder>
  current: Difference | undefined
}

const { cache } = createRequire(import.meta.url)

export class Packages {
  readonly #parts: PackagesParts
  readonly #imported = new Map<string, Imported>()
  readonly #used = new Set<string>()
  readonly #modules = new Map<Folder, Variables[]>()
  readonly #seen = new Set<string>()
  readonly #needs = new Map<Folder, readonly string[]>()
  /** Of local modules by their file: what they import. */
  readonly #behind = new Map<string, readonly string[]>()
  /** By file and place: how often a function has run while its module was loaded. */
  readonly #calls = new Map<string, number>()
  #loading = 0
  #told = false
  #apart = new WeakSet<object>()

  constructor(parts: PackagesParts) {
    this.#parts = parts
    hearVariables((file, place, read, write) => {
      const limit = write === undefined ? weakLimit : callLimit
      this.#tell({ file, place, limit }, asVariables(read, write ?? nothing))
    })
  }

  /** Loads modules of packages for a cell. */
  loading<T>(load: () => T): T {
    this.#loading++
    const ended = (): void => void this.#loading--
    try {
      const loaded = load()
      if (loaded instanceof Promise) loaded.then(ended, ended)
      else ended()
      return loaded
    } catch (error) {
      ended()
      throw error
    }
  }

  /** A cell has just got the package in this folder; `namespace` where it isn't a CommonJS module. */
  imported(name: string, folder: Folder, namespace?: object): void {
    this.#used.add(name)
    const found = this.#findModules()
    const known = this.#imported.get(name)
    if (known !== undefined && !found) return
    this.#setApart()
    const roots = namespace === undefined ? [] : [{ read: () => exportsOf(namespace), write: nothing }]
    if (known === undefined) this.#asLoaded(() => this.#begin(name, folder, roots))
    for (const each of this.#imported.values()) this.#extend(each)
  }

  /** A cell has just got a local module, whose functions may use these packages. */
  importedBy(file: string, packages: readonly string[]): void {
    this.#behind.set(file, packages)
  }

  /** The packages that whoever holds something of this place may call: a name of the reference table, a script. */
  at(place: string): readonly string[] {
    const local = /^module:(\/.*)@/.exec(place)?.[1]
    if (local !== undefined) return this.#behind.get(local) ?? []
    const named = /^module:npm:((?:@[^/]*\/)?[^/@]*)/.exec(place)?.[1]
    if (named !== undefined) return this.#imported.has(named) ? [named] : []
    const folder = folderOf(place)
    return [...this.#imported].flatMap(([name, { folders }]) => (folders.has(folder) ? [name] : []))
  }

  /** Packages that cells have got since this was last asked. */
  takeUsed(): readonly string[] {
    const used = [...this.#used]
    this.#used.clear()
    return used
  }

  /** How these packages are now. */
  look(names: Iterable<string>): ReadonlyMap<Location, Difference | undefined> {
    const found = new Map<Location, Difference | undefined>()
    for (const name of names) {
      const imported = this.#imported.get(name)
      if (imported === undefined) continue
      imported.current = imported.state.look()
      found.set(packageState(name), imported.current)
    }
    return found
  }

  isChanged(location: Location): boolean {
    return this.#imported.get(packageOf(location) ?? '')?.current !== undefined
  }

  put(location: Location, to: unknown): void {
    const imported = this.#imported.get(packageOf(location) ?? '')
    if (imported === undefined) return
    imported.current = to as Difference | undefined
    imported.state.put(imported.current)
  }

  /** A module begins, or a function that runs as it is loaded. Once everything is, nothing more belongs to it. */
  #tell({ file, place, limit }: Place, variables: Variables): void {
    if (this.#loading === 0) return
    const calls = (this.#calls.get(`${file}:${place}`) ?? 0) + 1
    if (calls > limit) return
    this.#calls.set(`${file}:${place}`, calls)
    this.#told = true
    getOrInsert(this.#modules, folderOf(file), () => []).push(variables)
  }

  /** Does it while every package is as it was loaded. */
  #asLoaded(work: () => void): void {
    const changed = [...this.#imported.values()].flatMap(each => {
      const difference = each.state.look()
      return difference === undefined ? [] : [{ each, difference }]
    })
    for (const { each } of changed) each.state.put(undefined)
    work()
    for (const { each, difference } of changed) each.state.put(difference)
  }

  #begin(name: string, folder: Folder, roots: readonly Variables[]): void {
    const state = new PackageState({
      nameOf: object => this.#nameOf(object),
      isUsers: this.#parts.isUsers,
    })
    this.#imported.set(name, { state, folders: new Set(), current: undefined })
    state.loaded(roots)
    if (!this.#modules.has(folder)) this.#modules.set(folder, [])
    this.#extend(this.#imported.get(name) as Imported, folder)
  }

  /** Takes in what its packages have loaded by now. */
  #extend(imported: Imported, from?: Folder): void {
    imported.folders = this.#closure(from === undefined ? imported.folders : [from])
    imported.state.loaded([...imported.folders].flatMap(folder => this.#modules.get(folder) ?? []))
  }

  #closure(from: Iterable<Folder>): ReadonlySet<Folder> {
    const found = new Set(from)
    for (const folder of found)
      for (const name of this.#needsOf(folder)) {
        const there = installedFor(folder, name).find(each => this.#modules.has(each))
        if (there !== undefined) found.add(there)
      }
    return found
  }

  #needsOf(folder: Folder): readonly string[] {
    let needs = this.#needs.get(folder)
    if (needs === undefined) this.#needs.set(folder, (needs = neededBy(folder)))
    return needs
  }

  /** CommonJS modules that were loaded since the last time. */
  #findModules(): boolean {
    let any = this.#told
    this.#told = false
    for (const [path, loaded] of Object.entries(cache)) {
      if (this.#seen.has(path)) continue
      this.#seen.add(path)
      const folder = folderOf(path)
      if (folder === '' || loaded === undefined) continue
      any = true
      const variables = { read: () => [loaded.exports as unknown], write: nothing }
      getOrInsert(this.#modules, folder, () => []).push(variables)
    }
    return any
  }

  #nameOf(object: object): string | undefined {
    if (this.#apart.has(object)) return 'module:node'
    const name = this.#parts.nameOf(object)
    return name?.startsWith('module:npm:') ? undefined : name
  }

  /** What Node's own modules hold changes by itself. */
  #setApart(): void {
    const add = (value: unknown): void => {
      if ((typeof value === 'object' && value !== null) || typeof value === 'function') this.#apart.add(value)
    }
    this.#apart = new WeakSet()
    for (const stream of [process.stdout, process.stderr, process.stdin]) add(stream)
    const loaded = new Set((process as unknown as { moduleLoadList: readonly string[] }).moduleLoadList)
    for (const name of module.builtinModules) {
      if (!loaded.has(`NativeModule ${name}`)) continue
      const builtin = process.getBuiltinModule(name) as object
      add(builtin)
      for (const key of ownKeys(builtin)) {
        const value: unknown = getOwnPropertyDescriptor(builtin, key)?.value
        add(value)
        if (typeof value === 'function') add(getOwnPropertyDescriptor(value, 'prototype')?.value)
      }
    }
  }
}

const nothing = (): void => {}

/** Nothing, as long as one of the variables isn't initialised. */
const asVariables = (read: Variables['read'], write: Variables['write']): Variables => ({
  read: () => {
    try {
      return read()
    } catch {
      return []
    }
  },
  write: values => {
    if (values.length > 0) write(values)
  },
})

/** Live bindings as they are now; undefined while a cyclic import leaves one uninitialised. */
const exportsOf = (namespace: object): readonly unknown[] =>
  ownKeys(namespace).map(key => {
    try {
      return getOwnPropertyDescriptor(namespace, key)?.value as unknown
    } catch {
      return undefined
    }
  })

/** Of the package that a file belongs to; '' where it belongs to none. */
const folderOf = (place: string): Folder =>
  /^(?:file:\/\/)?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(place)?.[1] ?? ''

/** Where Node looks for a package that this one needs. */
const installedFor = (folder: Folder, name: string): readonly Folder[] => {
  const places: Folder[] = []
  for (let at = folder; at !== dirname(at); at = dirname(at)) places.push(join(at, 'node_modules', name))
  return places
}

const neededBy = (folder: Folder): readonly string[] => {
  const path = join(folder, 'package.json')
  if (native.fs.statSync(path, { throwIfNoEntry: false }) === undefined) return []
  const manifest = JSON.parse(native.fs.readFileSync(path, 'utf8')) as Partial<
    Record<'dependencies' | 'peerDependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
  >
  const { dependencies, peerDependencies, optionalDependencies } = manifest
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
}
