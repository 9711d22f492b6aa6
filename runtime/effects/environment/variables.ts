/**
 * `process.env` as locations, one a key, one for the set of names, one for what the notebook made of it. Versions are hashes, since a variable may
 * be a secret and records travel; the values behind them are held in memory only, so that they can be put back. Names that belong to the
 * terminal or to the running kernel, and differ at each start, are no inputs.
 */
import { createHash } from 'node:crypto'
import { version, type Version } from '../../brand.ts'
import { changedVariables, keyOf, kindOf, locationOf, variableNames } from '../../location.ts'
import type { EffectLog } from '../effect-log.ts'
import { missing } from '../files/file-versions.ts'
import { native } from '../native.ts'
import type { Ownership } from '../ownership.ts'
import type { Patches } from '../patches.ts'
import { OwnState } from '../../values/own-state.ts'

const volatile = /^(_|SHLVL|PWD|OLDPWD|WINDOWID|JPY_.*|CELLAR_.*)$/

export const versionOfVariable = (name: string, env: NodeJS.ProcessEnv): Version => {
  const value = env[name]
  return value === undefined ? missing : version(createHash('sha256').update(value).digest('hex'))
}

export const versionOfNames = (names: Iterable<string>): Version => {
  const counted = [...names].filter(name => !volatile.test(name))
  return version(createHash('sha256').update(counted.sort().join('\0')).digest('hex'))
}

export const versionOfChanges = (changes: Iterable<readonly [name: string, now: Version]>): Version => {
  const lines = [...changes].filter(([name]) => !volatile.test(name)).map(([name, now]) => `${name}=${now}`)
  return version(createHash('sha256').update(lines.sort().join('\0')).digest('hex'))
}

export class Variables extends OwnState {
  /** Set while Node copies the variables for a child: that they are passed on is no reading of each. */
  #copying = false
  /** Values by version: those that some run found or left. */
  readonly #held = new Map<Version, string>()
  readonly #env = native.env
  readonly #start = { ...native.env }

  copied<T>(work: () => T): T {
    this.#copying = true
    try {
      return work()
    } finally {
      this.#copying = false
    }
  }

  /** An interrupt may have cut a copy short. */
  reset(): void {
    this.#copying = false
  }

  read(log: EffectLog, name: string | symbol): void {
    if (this.#copying || typeof name === 'symbol' || name in Object.prototype || volatile.test(name)) return
    const location = locationOf('env', name)
    if (!log.touched(location)) log.read(location, this.#hold(name))
  }

  readNames(log: EffectLog): void {
    if (!this.#copying && !log.touched(variableNames)) log.read(variableNames, versionOfNames(this.#namesBefore(log)))
  }

  readChanges(log: EffectLog): void {
    if (log.touched(changedVariables)) return
    const found = new Map<string, Version>()
    for (const name of new Set([...Object.keys(this.#start), ...Object.keys(this.#env)]))
      if (this.#env[name] !== this.#start[name]) found.set(name, versionOfVariable(name, this.#env))
    for (const [location, { before }] of log.changes()) {
      if (kindOf(location) !== 'env') continue
      const [name, then] = [keyOf(location), before ?? missing]
      if (then === versionOfVariable(name, this.#start)) found.delete(name)
      else found.set(name, then)
    }
    log.read(changedVariables, versionOfChanges(found))
  }

  /** As the run found them: those that it set or deleted itself are no input of it. */
  #namesBefore(log: EffectLog): ReadonlySet<string> {
    const names = new Set(Object.keys(this.#env))
    for (const [location, { before }] of log.changes()) {
      if (kindOf(location) !== 'env') continue
      if (before === null) names.delete(keyOf(location))
      else names.add(keyOf(location))
    }
    return names
  }

  /** To be called before the change. */
  write(log: EffectLog, name: string | symbol, removal: boolean): void {
    if (typeof name === 'symbol') return
    const now = () => {
      const held = this.#hold(name)
      return held === missing ? null : held
    }
    log.write(locationOf('env', name), { before: now(), after: now, removal })
  }

  /** The values behind versions, as far as they are held. */
  valuesOf(versions: readonly (Version | null)[]): readonly (readonly [Version, string])[] {
    return versions.flatMap(version => {
      const value = version === null ? undefined : this.#held.get(version)
      return value === undefined ? [] : [[version as Version, value] as const]
    })
  }

  /** Holds what runs in other processes found or left. */
  lend(values: readonly (readonly [Version, string])[]): void {
    for (const [version, value] of values) this.#held.set(version, value)
  }

  restore(name: string, to: Version | null): boolean {
    this.#hold(name)
    if (to === null || to === missing) return Reflect.deleteProperty(this.#env, name)
    if (versionOfVariable(name, this.#env) === to) return true
    const value = this.#held.get(to)
    if (value !== undefined) this.#env[name] = value
    return value !== undefined
  }

  #hold(name: string): Version {
    const found = versionOfVariable(name, this.#env)
    const value = this.#env[name]
    if (value !== undefined) this.#held.set(found, value)
    return found
  }
}

/** Child processes and workers get what the proxy stands for: Node copies the keys. */
export const watchVariables = (patches: Patches, ownership: Ownership, variables: Variables): void => {
  const log = () => ownership.current?.log
  const watched = new Proxy(native.env, {
    get(env, name) {
      const to = log()
      if (to !== undefined) variables.read(to, name)
      return Reflect.get(env, name)
    },
    has(env, name) {
      const to = log()
      if (to !== undefined) variables.read(to, name)
      return Reflect.has(env, name)
    },
    getOwnPropertyDescriptor(env, name) {
      const to = log()
      if (to !== undefined) variables.read(to, name)
      return Reflect.getOwnPropertyDescriptor(env, name)
    },
    ownKeys(env) {
      const to = log()
      if (to !== undefined) variables.readNames(to)
      return Reflect.ownKeys(env)
    },
    set(env, name, value) {
      const to = log()
      if (to !== undefined) variables.write(to, name, false)
      return Reflect.set(env, name, value)
    },
    defineProperty(env, name, descriptor) {
      const to = log()
      if (to !== undefined) variables.write(to, name, false)
      return Reflect.defineProperty(env, name, descriptor)
    },
    deleteProperty(env, name) {
      const to = log()
      if (to !== undefined) variables.write(to, name, true)
      return Reflect.deleteProperty(env, name)
    },
  })
  // `util.inspect` looks behind one proxy, so that printing the variables would go unseen: it finds the other one.
  patches.define(process, 'env', new Proxy(watched, {}))
}
