/**
 * The session's live values by location: reads what a run touched into the heap, and puts the environment above a cell
 * in place before it runs. The only place that knows where each kind of location lives (box, globalThis, built-in).
 */
import type { Name, SnapshotId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { inRestoreOrder } from '../../effects/files/restore-file.ts'
import { getOrInsert } from '../../get-or-insert.ts'
import { holdsValue, keyOf, kindOf, locationOf, type Location } from '../../location.ts'
import { mentionedPackage, packageOf } from '../../package-state.ts'
import { type EffectEntry, isEffect } from '../../plan/effects-above.ts'
import type { CaptureOptions, Heap, UnitCapture } from '../../values/heap.ts'
import type { Realm } from '../../values/realm.ts'
import type { EnvironmentEntry } from '../executor.ts'
import type { Boxes } from './boxes.ts'
import type { LateWork } from './late-work.ts'
import type { Difference } from './packages/package-state.ts'
import type { Packages } from './packages/packages.ts'

/** Restoring one unit can disturb another that shares its objects; after this many rounds they contradict each other. */
const rounds = 4

interface Touched extends CaptureOptions {
  /** Only code that calls nothing ran since the last time: globals and built-ins are as they were. */
  readonly callsNothing?: boolean
}

export class Environment {
  readonly #boxes: Boxes
  readonly #heap: Heap
  readonly #realm: Realm
  readonly #packages: Packages
  /** Realm locations (globals, built-ins) that differ from the baseline, as last seen. */
  #patched = new Set<Location>()
  #seen: ReturnType<Realm['diff']> | undefined

  readonly #restoreEffect: Effects['restore']
  readonly #late: Pick<LateWork, 'takeTouched'>

  constructor(parts: {
    readonly boxes: Boxes
    readonly heap: Heap
    readonly realm: Realm
    readonly packages: Packages
    readonly restoreEffect: Effects['restore']
    readonly late: Pick<LateWork, 'takeTouched'>
  }) {
    this.#restoreEffect = parts.restoreEffect
    this.#late = parts.late
    this.#boxes = parts.boxes
    this.#heap = parts.heap
    this.#realm = parts.realm
    this.#packages = parts.packages
  }

  /** Notes what user code has changed of the realm, for the capture that follows; what is ours runs without it from here on. */
  look(): void {
    this.#seen = this.#realm.diff()
  }

  /** Code that is about to run for the first time. */
  mentioned(code: string): void {
    this.#realm.watchMentioned(code)
  }

  /** Captures all that was touched since the last time, and says what became of it. */
  capture({ inUse, callsNothing = false }: Touched = { inUse: false }): {
    readonly units: readonly UnitCapture[]
    readonly gone: ReadonlySet<Location>
    readonly read: readonly Name[]
    readonly written: ReadonlySet<Location>
  } {
    const touched = new Map<Location, unknown>()
    const gone = new Set<Location>()
    const read = new Set<Name>()
    const written = new Set<Location>()
    for (const { name, mark } of this.#boxes.touched()) {
      const location = locationOf('name', name)
      if ((mark & 1) !== 0) read.add(name)
      if ((mark & 2) !== 0) written.add(location)
      if (this.#boxes.defined(name)) touched.set(location, this.#boxes.held(name))
      else if (this.#heap.live(location) !== undefined) gone.add(location)
    }
    this.#boxes.clearMarks()
    for (const name of this.#late.takeTouched())
      if (this.#boxes.defined(name)) touched.set(locationOf('name', name), this.#boxes.held(name))
    if (!callsNothing) this.#capturePatches(touched, gone)
    const units = touched.size + gone.size === 0 ? [] : this.#heap.capture(touched, gone, { inUse })
    for (const unit of units) for (const [location, value] of unit.canonical ?? []) this.#assign(location, value)
    const states = this.#capturePackages(units, touched)
    return { units: [...units, ...states.units], gone: new Set([...gone, ...states.gone]), read: [...read], written }
  }

  /**
   * Brings each location to its snapshot or version; returns those that can't be had from memory. Only effects take a promise: where
   * values alone are put in place, no other code gets in between. `still`: nothing has changed since the last capture.
   */
  prepare(entries: readonly EnvironmentEntry[], still: boolean): readonly Location[] | Promise<readonly Location[]> {
    if (!still) this.capture()
    const unavailable = [...this.#prepareValues(entries)]
    // The front knows where it has got to: what it asks for has to be made again.
    for (const { location, to } of entries) if (kindOf(location) === 'late' && to !== null) unavailable.push(location)
    const effects = entries.filter((entry): entry is EffectEntry => isEffect(entry.location))
    return effects.length === 0
      ? unavailable
      : this.#prepareEffects(effects).then(missing => {
          this.capture()
          return [...unavailable, ...missing]
        })
  }

  async #prepareEffects(effects: readonly EffectEntry[]): Promise<readonly Location[]> {
    const unavailable: Location[] = []
    for (const { location, to } of inRestoreOrder(effects))
      if (!(await this.#restoreEffect(location, to))) unavailable.push(location)
    return unavailable
  }

  #prepareValues(entries: readonly EnvironmentEntry[]): readonly Location[] {
    const values = entries.filter(e => holdsValue(e.location))
    for (let round = 0; round < rounds; round++) {
      const wrong = values.filter(e => !this.#isAt(e))
      if (wrong.length === 0) return []
      for (const [snapshot, locations] of bySnapshot(wrong)) this.#put(snapshot, locations)
    }
    return values.filter(e => !this.#isAt(e)).map(e => e.location)
  }

  #isAt({ location, to }: EnvironmentEntry): boolean {
    if (to === null) return !this.#exists(location)
    return this.#heap.live(location) === to && this.#exists(location)
  }

  #exists(location: Location): boolean {
    if (packageOf(location) !== undefined) return this.#packages.isChanged(location)
    return kindOf(location) === 'name' ? this.#boxes.defined(keyOf(location)) : this.#patched.has(location)
  }

  #put(snapshot: SnapshotId | null, locations: ReadonlySet<Location>): void {
    if (snapshot === null) for (const location of locations) this.#remove(location)
    else if (this.#heap.holds(snapshot)) {
      const values = this.#heap.restore(snapshot, locations)
      for (const location of locations) if (values.has(location)) this.#assign(location, values.get(location))
    }
  }

  #assign(location: Location, value: unknown): void {
    if (kindOf(location) === 'name') this.#boxes.hold(keyOf(location), value)
    else if (packageOf(location) !== undefined) this.#packages.put(location, value)
    else if (this.#realm.has(location)) {
      this.#realm.put(location, { value })
      this.#patched.add(location)
    }
  }

  #remove(location: Location): void {
    this.#heap.forget(location)
    if (kindOf(location) === 'name') this.#boxes.remove(keyOf(location))
    else if (packageOf(location) !== undefined) this.#packages.put(location, undefined)
    else if (this.#realm.has(location)) {
      this.#realm.put(location, undefined)
      this.#patched.delete(location)
    }
  }

  /** Of the packages that what was touched leads to. Another process would have to make them anew. */
  #capturePackages(
    units: readonly UnitCapture[],
    touched: ReadonlyMap<Location, unknown>,
  ): { readonly units: readonly UnitCapture[]; readonly gone: ReadonlySet<Location> } {
    const states = new Map<Location, Difference>()
    const gone = new Set<Location>()
    const used = new Set([...this.#packages.takeUsed(), ...packagesOf(units, touched)])
    for (const [location, state] of this.#packages.look(used)) {
      if (state !== undefined) states.set(location, state)
      else if (this.#heap.live(location) !== undefined) gone.add(location)
    }
    if (states.size + gone.size === 0) return { units: [], gone }
    const captured = this.#heap.capture(states, gone)
    return {
      units: captured.map(unit => ({
        ...unit,
        members: unit.members.map(({ version, ...member }) =>
          version === undefined || states.get(member.location)?.readable === false ? member : { ...member, version },
        ),
        storable: false,
        whyNot: 'the state of a package',
      })),
      gone,
    }
  }

  #capturePatches(touched: Map<Location, unknown>, gone: Set<Location>): void {
    const now = new Set<Location>()
    const seen = this.#seen ?? this.#realm.diff()
    this.#seen = undefined
    for (const { location, value } of seen) {
      now.add(location)
      touched.set(location, value)
    }
    for (const location of this.#patched) if (!now.has(location)) gone.add(location)
    this.#patched = now
  }
}

const bySnapshot = (entries: readonly EnvironmentEntry[]): ReadonlyMap<SnapshotId | null, ReadonlySet<Location>> => {
  const groups = new Map<SnapshotId | null, Set<Location>>()
  for (const { location, to } of entries) getOrInsert(groups, to as SnapshotId | null, () => new Set()).add(location)
  return groups
}

/** The packages that what was touched may call. */
const packagesOf = (units: readonly UnitCapture[], touched: ReadonlyMap<Location, unknown>): readonly string[] =>
  units.flatMap(({ members }) =>
    members
      .filter(({ location }) => touched.has(location))
      .flatMap(({ mentions }) => mentions.flatMap(mention => mentionedPackage(mention) ?? [])),
  )
