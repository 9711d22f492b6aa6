/**
 * Installs the watch over what user code does outside its heap, once, when a session starts, before any module that user
 * code may share is loaded. Holds the owners of all runs that aren't discarded; keeps nothing of a discarded one.
 */
import type { RunId, Version } from '../brand.ts'
import { keyOf, kindOf, type Location } from '../location.ts'
import { watchCallbacks } from './callbacks.ts'
import { watchClock } from './draws/clock.ts'
import { watchCrypto } from './draws/crypto.ts'
import { DrawLog } from './draws/draw-log.ts'
import { watchChance } from './draws/watch-chance.ts'
import { EffectLog } from './effect-log.ts'
import type { EffectReport, Effects, FileKeeper, Pending } from './effects.ts'
import { Variables, watchVariables } from './environment/variables.ts'
import { restoreUmask, watchUmask } from './environment/umask.ts'
import { restoreCwd, watchWorkingDirectory } from './environment/working-directory.ts'
import { restoreMode, usual } from './files/file-modes.ts'
import { FileTouches } from './files/file-touches.ts'
import { watchOpenFiles } from './files/open-files.ts'
import { restoreFile } from './files/restore-file.ts'
import { fileVersions, versionOnDisk } from './files/version-on-disk.ts'
import { watchFiles } from './files/watch-files.ts'
import { changed } from './files/underway.ts'
import { flushed, isBeingStreamed } from './files/written-streams.ts'
import { Listeners } from './handles/listeners.ts'
import { watchNetwork } from './handles/network.ts'
import { watchHandles } from './handles/watch-handles.ts'
import { type OnLateError, watchLateErrors } from './late-errors.ts'
import { native } from './native.ts'
import { nothingPending, Owner } from './owner.ts'
import { Ownership } from './ownership.ts'
import { Patches } from './patches.ts'
import { watchAbortTimeouts } from './timers/abort-timeouts.ts'
import { watchPromisedTimers } from './timers/promised-timers.ts'
import type { Setting } from '../values/settings.ts'
import { clearTimers, firstDue, isOverdue, watchTimers, workLeft } from './timers/timers.ts'
import { warmUp } from './warm-up.ts'

export interface InstallOptions {
  readonly keeper: FileKeeper
  /** Where the session starts; its working directory is set to it. */
  readonly cwd: string
  /** Paths that are no inputs: packages, the store. */
  readonly ignore: (path: string) => boolean
  readonly onLateError: OnLateError
  /** A run is about to write a file for the first time. */
  readonly onWrite?: (run: RunId, write: { readonly location: Location; readonly before: Version | null }) => void
}

export interface InstalledEffects extends Effects {
  /** State of Node's that cells share, and that isn't a property of anything. */
  readonly settings: readonly Setting[]
  /** Puts every function back. */
  uninstall(): void
}

export const installEffects = (options: InstallOptions): InstalledEffects => {
  warmUp()
  const patches = new Patches()
  const switchChance = watchChance(patches)
  const ownership = new Ownership(switchChance)
  const variables = new Variables()
  const listeners = new Listeners(ownership)
  watchWorkingDirectory(patches, ownership)
  watchUmask(patches, ownership)
  watchVariables(patches, ownership, variables)
  watchFiles(patches, ownership)
  watchCallbacks(patches, ownership)
  watchOpenFiles(patches, ownership)
  watchNetwork(patches, ownership)
  // After it: whose connection it is depends on who called, directly.
  watchHandles(patches, ownership, variables)
  watchClock(patches, ownership)
  watchCrypto(patches, ownership)
  watchTimers(patches, ownership)
  watchAbortTimeouts(patches, ownership)
  watchPromisedTimers(patches, ownership)
  watchLateErrors(patches, { ownership, listeners, onLateError: options.onLateError })
  listeners.watch(patches)
  patches.publish()
  native.chdir(options.cwd)
  return new InstalledOwners({ patches, ownership, variables, listeners, options })
}

interface Parts {
  readonly patches: Patches
  readonly ownership: Ownership
  readonly variables: Variables
  readonly listeners: Listeners
  readonly options: InstallOptions
}

class InstalledOwners implements InstalledEffects {
  readonly #parts: Parts
  readonly #owners = new Map<RunId, Owner>()
  readonly #kept = new Set<Version>()

  readonly settings: readonly Setting[]

  constructor(parts: Parts) {
    this.#parts = parts
    this.settings = [parts.listeners.setting]
  }

  begin(run: RunId, { replay, held = [], told = [], awaits = true }: Parameters<Effects['begin']>[1]): void {
    const { ownership, variables, options } = this.#parts
    const log = new EffectLog()
    const { keeper, ignore } = options
    const onWrite = (location: Location, before: Version | null): void => options.onWrite?.(run, { location, before })
    const files = new FileTouches(log, { versions: fileVersions, kept: this.#kept, keeper, ignore, onWrite })
    const owner = new Owner(run, { log, files, draws: new DrawLog(replay), foreground: () => ownership.foreground })
    this.#owners.set(run, owner)
    variables.reset()
    ownership.gate.open(new Set(held), { told: new Set(told), isBarred: !awaits })
    ownership.begin(owner)
  }

  hold(): void {
    this.#parts.ownership.gate.shut()
  }

  release(held: readonly RunId[], ms?: number): void {
    this.#parts.ownership.gate.open(new Set(held), ms === undefined ? {} : { ms })
  }

  goesOn(held: readonly RunId[], how: 'at all' | 'overdue'): boolean {
    for (const owner of this.#owners.values()) {
      if (owner.dead || held.includes(owner.run)) continue
      const { timeouts, unrefed, intervals } = owner.pending()
      if (timeouts + unrefed + intervals === 0) continue
      if (how === 'at all' || isOverdue(owner, this.#parts.ownership.gate.now(owner))) return true
    }
    return false
  }

  wentOn(): ReturnType<Effects['wentOn']> {
    return this.#parts.ownership.gate.went()
  }

  timesGoneOn(run: RunId): number {
    return this.#parts.ownership.gate.times(run)
  }

  takeWent(): readonly RunId[] {
    return this.#parts.ownership.gate.takeWent()
  }

  workLeft(run: RunId): readonly unknown[] {
    const owner = this.#owners.get(run)
    return owner === undefined ? [] : workLeft(owner)
  }

  /** By no `then`, which may be the user's. */
  async flushed(): Promise<void> {
    const owner = this.#parts.ownership.foreground
    if (owner === undefined) return
    await changed(owner)
    await flushed(owner)
  }

  end(): EffectReport {
    const ended = this.#parts.ownership.end()
    if (ended === undefined) throw new Error('effects.end() without a run that has begun')
    return this.#reportOf(ended)
  }

  report(run: RunId): EffectReport | undefined {
    const owner = this.#owners.get(run)
    return owner && this.#reportOf(owner)
  }

  discard(run: RunId): void {
    const owner = this.#owners.get(run)
    if (owner === undefined) return
    this.#owners.delete(run)
    clearTimers(owner)
    this.#parts.ownership.gate.forget(owner)
    this.#parts.listeners.drop(owner)
    this.#parts.ownership.outside(() => owner.die())
    this.#parts.ownership.leave(owner)
  }

  due(run: RunId): number {
    const owner = this.#owners.get(run)
    return owner === undefined ? 0 : Math.max(0, firstDue(owner) - this.#parts.ownership.gate.now(owner))
  }

  pending(run: RunId): Pending {
    return this.#owners.get(run)?.pending() ?? nothingPending
  }

  drained(run: RunId): Promise<void> {
    return this.#owners.get(run)?.drained() ?? Promise.resolve()
  }

  current(): RunId | undefined {
    return this.#parts.ownership.current?.run
  }

  read(location: Location, version: Version): void {
    this.#parts.ownership.current?.log.read(location, version)
  }

  wrote(location: Location, { before, after }: Parameters<Effects['wrote']>[1]): void {
    this.#parts.ownership.current?.log.write(location, { before, after: () => after, removal: after === null })
  }

  suspend(): Owner | undefined {
    return this.#parts.ownership.current
  }

  resume(suspended: unknown): void {
    if (suspended instanceof Owner && !suspended.dead) this.#parts.ownership.enter(suspended)
  }

  willWrite(path: string): void {
    const owner = this.#parts.ownership.current
    if (owner === undefined) return
    this.outside(() => {
      owner.files.makeParents(path)
      owner.files.add(path, true)
    })
  }

  outside<T>(work: () => T): T {
    return this.#parts.ownership.outside(work)
  }

  async restore(location: Parameters<Effects['restore']>[0], to: Parameters<Effects['restore']>[1]): Promise<boolean> {
    const { variables, options } = this.#parts
    const key = keyOf(location)
    switch (kindOf(location)) {
      case 'file':
        // It comes to be as the cells that write into it run again.
        if (isBeingStreamed(key)) return true
        return this.outside(() => restoreFile(key, to, { keeper: options.keeper, versions: fileVersions }))
      case 'env':
        return variables.restore(key, to)
      case 'mode':
        return this.outside(() => (key === '' ? restoreUmask(to ?? usual) : restoreMode(key, to ?? usual)))
      case 'cwd':
        return to !== null && restoreCwd(to)
      default:
        // A listing follows from the files in it; a module and a package are nobody's to write.
        return versionOnDisk(location, options) === to
    }
  }

  lend(variables: EffectReport['variables']): void {
    this.#parts.variables.lend(variables)
  }

  uninstall(): void {
    this.#parts.patches.undo()
  }

  #reportOf(owner: Owner): EffectReport {
    return this.outside(() => {
      const report = owner.log.report()
      const written = report.writes.filter(({ location }) => kindOf(location) === 'env')
      const variables = this.#parts.variables.valuesOf(written.flatMap(({ before, after }) => [before, after]))
      return { ...report, variables, draws: owner.draws.draws() }
    })
  }
}
