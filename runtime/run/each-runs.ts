/**
 * The front's side of `each`: an item that was done before on the same, by the same function, is not done again; the rest goes to workers
 * in batches. What an item came to is kept as soon as its batch is back, so a stop costs only what was under way.
 */
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { hash } from 'node:crypto'
import type { RunId } from '../brand.ts'
import { type EachCall, type EachInputs, type ItemReport, isPlain, type Plain } from '../executor/items.ts'
import type { WorkerPool } from '../executor/pool/worker-pool.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { OnDisk } from '../plan/effects-above.ts'
import { missing } from '../plan/mismatch.ts'
import type { ItemResult } from '../store/item-results.ts'
import type { Store } from '../store/store.ts'
import { type ItemJob, ItemLane } from './item-lane.ts'
import { toldAtOnce, WholeCall } from './whole-calls.ts'

export interface EachParts {
  readonly pool: WorkerPool
  readonly store: Store
  readonly engine: string
  readonly onDisk: OnDisk
}

/** How whoever calls is asked to make an end. */
export interface Ending {
  /** Aborted: what hasn't begun doesn't begin. */
  readonly signal: AbortSignal
  /** It can't be finished without that. */
  readonly giveUp: () => void
}

interface Running {
  readonly asker: SessionExecutor
  readonly call: EachCall
  readonly stop: AbortController
  readonly ending: Ending
  /** Places of each item that isn't done, by its key: the same item twice is done once. */
  readonly open: Map<string, number[]>
  readonly whole: WholeCall | undefined
  done: number
}

/** items looked up in one go: a millisecond or two of the front */
const lookedUp = 500

export class EachRuns {
  readonly #parts: EachParts
  readonly #running = new Map<SessionExecutor, Map<number, Running>>()
  /** Of the runs of cells, and of what does items. */
  readonly #endings = new Map<RunId | SessionExecutor, Ending>()

  constructor(parts: EachParts) {
    this.#parts = parts
  }

  /** What a process says of its calls. */
  hear(asker: SessionExecutor, message: EachCall | EachInputs): void {
    const served = 'needs' in message ? this.#begin(asker, message) : this.#inputs(asker, message)
    served.catch((error: Error) => asker.tell({ each: message.call, refused: error.message }))
  }

  async #begin(asker: SessionExecutor, call: EachCall): Promise<void> {
    const whole = WholeCall.of(this.#parts.engine, call)
    const ending = this.#endings.get(asker) ?? this.#endings.get(call.run) ?? endless
    const running: Running = { asker, call, stop: new AbortController(), ending, open: new Map(), whole, done: 0 }
    getOrInsert(this.#running, asker, () => new Map()).set(call.call, running)
    const before = whole && this.#parts.store.items([whole.key]).get(whole.key)
    if (before === undefined) await this.#lookUp(running)
    else await this.#tellPlain(running, WholeCall.valuesIn(before))
    if (running.open.size === 0) this.#end(running)
    else asker.tell({ each: call.call, wanted: [...running.open.values()].map(places => places[0] as number) })
  }

  async #tellPlain(running: Running, values: readonly Plain[]): Promise<void> {
    const { asker, call } = running
    for (let from = 0; from < values.length; from += toldAtOnce) {
      const some = values.slice(from, from + toldAtOnce)
      running.done += some.length
      asker.tell({ each: call.call, plain: { at: some.map((_, i) => from + i), values: some } })
      await setImmediate()
    }
  }

  async #lookUp(running: Running): Promise<void> {
    const { asker, call, whole } = running
    const version = this.#versions()
    const keys = call.items.map(item => keyOf(this.#parts.engine, call.fn, item))
    for (let from = 0; from < keys.length; from += lookedUp) {
      const some = keys.slice(from, from + lookedUp)
      const known = this.#parts.store.items(some)
      const done: [number, ItemReport][] = []
      const plain = { at: [] as number[], values: [] as Plain[] }
      some.forEach((key, i) => {
        const result = known.get(key)
        if (result !== undefined && isBare(result)) {
          plain.at.push(from + i)
          plain.values.push(result.value)
          whole?.note(from + i, result.value)
        } else if (result !== undefined && stillHolds(result, version)) done.push([from + i, reportOf(result)])
        else getOrInsert(running.open, key, () => []).push(from + i)
      })
      running.done += done.length + plain.at.length
      if (done.length > 0) asker.tell({ each: call.call, done })
      if (plain.at.length > 0) asker.tell({ each: call.call, plain })
      // The front answers others in between.
      await setImmediate()
    }
  }

  async #inputs(asker: SessionExecutor, { call, fn, items }: EachInputs): Promise<void> {
    const running = this.#running.get(asker)?.get(call)
    if (running === undefined) return
    const { needs } = running.call
    const queue = [...running.open.keys()].map((key, i): ItemJob => ({ key, item: items[i], failures: 0 }))
    const awaitedBy = this.#parts.pool.pause(asker)
    const lanes = Math.min(queue.length, Math.max(1, Math.floor(availableParallelism() / needs.cores)))
    const lane = (): Promise<void> =>
      new ItemLane({
        pool: this.#parts.pool,
        fn: { digest: running.call.fn, code: fn },
        needs,
        awaitedBy,
        lanes,
        queue,
        signal: running.stop.signal,
        ending: running.ending.signal,
        during: (worker, giveUp, work) => this.#during(worker, { ...running.ending, giveUp }, work),
        onDone: reports => this.#done(running, reports),
      }).run()
    try {
      await Promise.all(Array.from({ length: lanes }, lane))
      if (queue.length > 0) return running.ending.giveUp()
    } finally {
      await this.#parts.pool.resume(asker)
    }
    this.#end(running)
  }

  async #during(worker: SessionExecutor, ending: Ending, work: () => Promise<void>): Promise<void> {
    this.#endings.set(worker, ending)
    try {
      await work()
    } finally {
      this.#endings.delete(worker)
    }
  }

  /** A run begins that may call. */
  begin(run: RunId, ending: Ending): void {
    this.#endings.set(run, ending)
  }

  /** How far a run's calls are, together; undefined where it has none. */
  progress(run: RunId): { readonly done: number; readonly total: number } | undefined {
    const calls = [...this.#running.values()].flatMap(c => [...c.values()].filter(one => one.call.run === run))
    if (calls.length === 0) return undefined
    const sum = (of: (one: Running) => number): number => calls.reduce((all, one) => all + of(one), 0)
    return { done: sum(one => one.done), total: sum(one => one.call.items.length) }
  }

  /** The run has ended: nobody waits for its items any more. */
  stop(run: RunId): void {
    this.#endings.delete(run)
    for (const calls of this.#running.values())
      for (const running of calls.values()) if (running.call.run === run) this.#abandon(running)
  }

  /** The process that called is gone. */
  gone(asker: SessionExecutor): void {
    for (const running of this.#running.get(asker)?.values() ?? []) this.#abandon(running)
    this.#running.delete(asker)
  }

  #abandon(running: Running): void {
    running.stop.abort()
    this.#running.get(running.asker)?.delete(running.call.call)
  }

  #done(running: Running, reports: ReadonlyMap<string, ItemReport>): void {
    const { asker, call, open, whole } = running
    const kept = new Map<string, ItemResult>()
    const done: [number, ItemReport][] = []
    for (const [key, report] of reports) {
      const { outcome, ...rest } = report
      const result = outcome.is === 'ok' ? { ...rest, value: outcome.value } : undefined
      if (result !== undefined) kept.set(key, result)
      for (const place of open.get(key) ?? []) {
        done.push([place, report])
        if (result !== undefined && isBare(result)) whole?.note(place, result.value)
      }
    }
    running.done += done.length
    this.#parts.store.keepItems(kept)
    asker.tell({ each: call.call, done })
  }

  #end(running: Running): void {
    if (running.stop.signal.aborted) return
    const { whole, call } = running
    const result = whole?.result(call.items.length)
    if (whole !== undefined && result !== undefined) this.#parts.store.keepItems(new Map([[whole.key, result]]))
    this.#running.get(running.asker)?.delete(running.call.call)
    running.asker.tell({ each: running.call.call, ended: true })
  }

  /** What is on disk, looked at once a call: many items read the same files. */
  #versions(): OnDisk['version'] {
    const seen = new Map<string, ReturnType<OnDisk['version']>>()
    const onDisk = this.#parts.onDisk.inOneGo()
    return location => {
      let version = seen.get(location)
      if (version === undefined) seen.set(location, (version = onDisk.version(location)))
      return version
    }
  }
}

/** Nobody asks it to. */
const endless: Ending = { signal: new AbortController().signal, giveUp: () => {} }

const keyOf = (engine: string, fn: string, item: string): string => hash('sha256', `${engine}\0${fn}\0${item}`)

/** It is its value and nothing else. */
const isBare = (result: ItemResult): result is ItemResult & { readonly value: Plain } =>
  isPlain(result.value) && result.events.length + result.reads.length + result.writes.length === 0

/** The files it read and wrote are as they were then. */
const stillHolds = ({ reads, writes }: ItemResult, version: OnDisk['version']): boolean =>
  reads.every(read => version(read.location) === read.version) &&
  writes.every(write => version(write.location) === (write.after ?? missing))

const reportOf = ({ value, ...rest }: ItemResult): ItemReport => ({ ...rest, outcome: { is: 'ok', value } })
