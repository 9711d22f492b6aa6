/**
 * What user code does to the world outside its heap, seen from inside the user process: files, environment variables,
 * working directory, clock, chance, timers. Contract; the files beside it implement it. All of it is installed once at
 * session start, costs nothing measurable while unused, and keeps `node:` modules' behaviour.
 */
import type { BigIntStats } from 'node:fs'
import type { RunId, Version } from '../brand.ts'
import type { Draws, Job, MetLate } from '../executor/executor.ts'
import type { Location } from '../location.ts'

export interface Effects {
  /** From now on effects belong to this run; `replay` answers its draws; late code of the runs `held` waits, but for what is `told` to some; of all runs where it never `awaits`. */
  begin(run: RunId, options: Pick<Job, 'replay' | 'held' | 'told' | 'awaits'>): void
  /** Late code of ended runs waits from now on, and no time passes for it, until the next `begin` or `release`. */
  hold(): void
  /** It goes on, but for that of these runs; for so many milliseconds, or for good. */
  release(held: readonly RunId[], ms?: number): void
  /** Has any other run something that can still go on, or that is due and hasn't? */
  goesOn(held: readonly RunId[], how: 'at all' | 'overdue'): boolean
  /** Ended runs of which something went on since the last `begin`. */
  wentOn(): readonly MetLate[]
  /** How often something of the run went on after it had ended. */
  timesGoneOn(run: RunId): number
  /** Runs of which something went on since this was last asked. */
  takeWent(): readonly RunId[]
  /** What the callbacks of the run's timers are and will be given. */
  workLeft(run: RunId): readonly unknown[]
  /** Resolves once the system has done what the running run told it to do to files, and has all that it wrote into streams. */
  flushed(): Promise<void>
  /** Ends the foreground part of the run and says what it read and wrote. Timers it left stay owned by it. */
  end(): EffectReport
  /** What a run did so far, its timers included; undefined once it was discarded. */
  report(run: RunId): EffectReport | undefined
  /** Clears the run's timers, intervals, immediates; closes what it opened and can be closed; ends child processes. */
  discard(run: RunId): void
  /** Milliseconds until the first of what the run left going is due; 0 where nobody knows. */
  due(run: RunId): number
  /** How much of the run goes on. */
  pending(run: RunId): Pending
  /** Resolves when everything of the run that ends by itself has ended; at once where nothing is pending. */
  drained(run: RunId): Promise<void>
  /** Whose code is running now: the foreground run, or the run whose timer fired. Late output goes to it. */
  current(): RunId | undefined
  /** A read that the API inside a cell makes for the code that is running now. */
  read(location: Location, version: Version): void
  /** The running run had somebody else write it. */
  wrote(location: Location, change: { readonly before: Version | null; readonly after: Version | null }): void
  /** Whose code is running, to be handed to `resume` once what it awaits is there. */
  suspend(): unknown
  /** Its code goes on. */
  resume(suspended: unknown): void
  /** The running code is about to have this file written, its folder made, by itself or by a program that can't be watched. */
  willWrite(path: string): void
  /** Runs Cellar's own code: nothing that it does is noted or owned. */
  outside<T>(work: () => T): T
  /**
   * Puts a file, directory, variable or cwd back to a state captured earlier; false when that state isn't held any more.
   * `null` removes it. Several at once: in the order of `inRestoreOrder`.
   */
  restore(location: Location, to: Version | null): Promise<boolean>
  /** Values of variables by version, that `restore` can then put in place. */
  lend(variables: EffectReport['variables']): void
}

/** What goes on of a run. A script waits for its timeouts, not for those that are `unref`ed (each `fetch` leaves one for seconds). */
export interface Pending {
  /** Timeouts, immediates and file operations: they end by themselves. */
  readonly timeouts: number
  /** Timeouts that nothing waits for. They can fire all the same. */
  readonly unrefed: number
  readonly intervals: number
  /** Open servers, sockets, child processes, watchers, streams, workers. */
  readonly handles: number
}

export interface EffectReport {
  /** Read before written, with the version as it was: content hash, `missing`, listing hash, value. */
  readonly reads: readonly { readonly location: Location; readonly version: Version }[]
  readonly writes: readonly {
    readonly location: Location
    readonly before: Version | null
    readonly after: Version | null
  }[]
  /** The values behind the versions of the variables that it wrote, before and after: for other processes, never for a file. */
  readonly variables: readonly (readonly [Version, string])[]
  readonly draws: Draws
  /** It used the network: what came from there is kept with the run and is no input. */
  readonly network: boolean
}

/** Keeps the bytes of files that runs overwrite, so that a rerun can start from the file as it was. */
export interface FileKeeper {
  /** The content's SHA-256 (hex); null where it keeps nothing (no such file, too large). `found`: how it was found a moment ago. */
  keep(path: string, found?: BigIntStats): Version | null
  /** Writes the kept bytes back to `path`. */
  putBack(path: string, to: Version): boolean
}
