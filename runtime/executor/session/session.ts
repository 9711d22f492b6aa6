/**
 * A session: runs cells one at a time on this process's main thread and answers the front. It owns the live
 * values, the effects and the modules; it keeps no plan and no store.
 *
 * Everything here is driven by callbacks and survives `terminateExecution` at any point of user code.
 */
import type { RunId, SnapshotId } from '../../brand.ts'
import type { CellMap } from '../../compile/compiled.ts'
import type { LateErrorEvent } from '../../effects/late-errors.ts'
import { fileVersions } from '../../effects/files/version-on-disk.ts'
import { native } from '../../effects/native.ts'
import { type Location, locationOf } from '../../location.ts'
import { type Chunk, RegionGoneError } from '../../memory/file-region.ts'
import { asRegions, opened } from '../../memory/mapped-bytes.ts'
import type { RunEvent } from '../../run/events.ts'
import { UnmadeError } from '../../values/errors.ts'
import { promiseThen, SafeSet } from '../../values/originals.ts'
import type { EncodedSnapshot, Job, Outcome, RunReport, Unavailable } from '../executor.ts'
import type { Fail } from './failable.ts'
import type { Answer, Down, Request, Up } from './protocol.ts'
import { effectWrite, filesChanged, writesOf } from './report.ts'
import { type CellHooks, startCell } from './run-cell.ts'
import type { SessionParts } from './session-parts.ts'

interface Active {
  readonly job: Job
  readonly startedAt: number
  /** All that it can run is its own code. */
  readonly callsNothing: boolean
  readonly answer: (report: RunReport | Unavailable) => void
  /** Ends it with this error, while its code waits; answers whether it did. */
  fail?: Fail
}

type Start = () => void

/** What calls no code of the user: an interrupt waits until it is answered. */
const ownWork: ReadonlySet<Request['type']> = new SafeSet([
  'prepare',
  'encode',
  'load',
  'discard',
  'restore-effect',
  'lend',
  'release',
  'usage',
])

/** milliseconds */
const lookEvery = 2
/** milliseconds that what is due may be late on a busy machine */
const latest = 1_000

/** bytes as encoded: units up to this go up with the report, because asking for them would cost more */
const smallUnit = 16_384

export class Session {
  readonly #parts: SessionParts
  readonly #say: (message: Up) => void
  readonly #maps: Map<string, CellMap>
  #active: Active | undefined
  /** The run whose environment is being brought about, and was it stopped meanwhile? */
  #preparing: { readonly run: RunId; stopped: boolean } | undefined
  /** Stopped before we heard of it: its interrupt came by the other pipe. */
  #stoppedEarly: RunId | null = null
  readonly #invalidations = new Map<RunId, () => void>()

  constructor(parts: SessionParts, say: (message: Up) => void, maps: Map<string, CellMap>) {
    this.#parts = parts
    this.#say = say
    this.#maps = maps
  }

  hear(message: Down): void {
    if ('input' in message) return this.#parts.inputs.answer(message)
    if ('runs' in message) return this.#parts.runs.hear(message)
    if ('each' in message) return this.#parts.each.hear(message)
    if ('hashed' in message) return fileVersions.hashes.learn(message.hashed)
    const { request, id } = message
    const still = this.#parts.stillness.take()
    const answer = (value: unknown) => {
      this.#say({ type: 'answer', id, value })
      if (request.type === 'run' || request.type === 'items') this.#parts.worked()
    }
    const refuse = (error: unknown) =>
      this.#say({ type: 'refused', id, why: error instanceof Error ? error.message : String(error) })
    const work = () => {
      try {
        const value = this.#answer(request, still, answer)
        if (value instanceof Promise)
          return promiseThen(value, said => void (said !== undefined && answer(said)), refuse)
        if (value !== undefined) answer(value)
      } catch (error) {
        refuse(error)
      }
    }
    if (ownWork.has(request.type)) this.#parts.guard(work)
    else work()
  }

  /** Called by the watch thread when a run is to stop, on a main thread that is free again. */
  interrupted(run: RunId | null): void {
    const active = this.#active
    if (active !== undefined && active.job.run === run) this.#end(active, () => ({ is: 'interrupted' }))
    else if (this.#preparing !== undefined && this.#preparing.run === run) this.#preparing.stopped = true
    else this.#stoppedEarly = run
  }

  emit(run: RunId | undefined, event: RunEvent): void {
    if (run !== undefined && !this.#parts.items.hear(run, event)) this.#say({ type: 'event', run, event })
  }

  /** What is shown now belongs to this run. */
  current(): RunId | undefined {
    return this.#parts.effects.current()
  }

  /**
   * An error in code that nothing awaits: shown on the run that started it. Plain Node ends at an exception, whatever still waits; so does
   * a run or an item, which may be waiting for the very code that has failed. A rejection may yet be handled.
   */
  lateError(run: RunId | undefined, error: unknown, event: LateErrorEvent): void {
    const active = this.#active
    if (event === 'uncaughtException' && run !== undefined) {
      if (this.#parts.items.fail(run, error)) return
      if (active?.job.run === run && active.fail?.(error)) return
    }
    this.emit(run ?? active?.job.run, { type: 'error', ...this.#parts.describe(error) })
  }

  /** undefined: `later` is called with the answer when it is there. */
  #answer(request: Request, still: boolean, later: (value: unknown) => void): unknown {
    const { environment, effects } = this.#parts
    switch (request.type) {
      case 'run':
        return this.#run(request.job, still, later)
      case 'prepare':
        return environment.prepare(request.environment, still)
      case 'encode':
        return this.#encoded(request.ids) satisfies Answer<'encode'>
      case 'load':
        return this.#load(request.id, request.chunks) satisfies Promise<Answer<'load'>>
      case 'discard':
        return this.#discard(request.run)
      case 'restore-effect':
        return effects.restore(request.location, request.to)
      case 'lend':
        effects.lend(request.variables)
        return null
      case 'evaluate':
        return this.#parts.evaluate(request.expressions)
      case 'inspect':
        return this.#parts.inspect(request.expression)
      case 'drained':
        return this.#drained(request.runs)
      case 'pending':
        return request.runs.filter(run => effects.pending(run).timeouts > 0)
      case 'release':
        return this.#release(request, later)
      case 'comm':
        return this.#parts.comm(request.event)
      case 'usage':
        return {
          cpu: process.cpuUsage().user + process.cpuUsage().system,
          memory: process.memoryUsage.rss(),
        } satisfies Answer<'usage'>
      case 'items':
        return this.#parts.items.do(request.batch)
      default:
        return request satisfies never
    }
  }

  /** Looks again and again whether it is time: an interrupt may drop whatever else would tell. */
  #release(
    { held, ms }: Extract<Request, { type: 'release' }>,
    later: (news: Answer<'release'>) => void,
  ): Answer<'release'> | undefined {
    const { effects, late, guard } = this.#parts
    if (ms === 0) effects.hold()
    else effects.release(held, ms)
    if (ms === undefined || ms === 0) return late.news(held)
    const [endsAt, patience] = [native.ticks() + ms, native.ticks() + ms + latest]
    const looking = native.timers.setInterval(() => {
      guard(() => {
        const now = native.ticks()
        if (now < patience && effects.goesOn(held, now < endsAt ? 'at all' : 'overdue')) return
        native.timers.clearInterval(looking)
        effects.hold()
        later(late.news(held))
      })
    }, lookEvery)
    return undefined
  }

  async #drained(runs: readonly RunId[]): Promise<null> {
    for (let i = 0; i < runs.length; i++) await this.#parts.effects.drained(runs[i] as RunId)
    // The answer says that all is told: text that still waits to be sent goes before it.
    this.#parts.streams.flush()
    return null
  }

  /**
   * The cell itself starts when all that is ours is done: an interrupt in between finds the run there, and ends it. It starts as the
   * body of a module does, in a microtask: what its promises do comes before its ticks.
   */
  async #run(job: Job, still: boolean, answer: Active['answer']): Promise<void> {
    const start = await this.#parts.guard(() => this.#prepared(job, still, answer))
    start?.()
  }

  /** How to start the cell, if it can be. */
  #prepared(job: Job, still: boolean, answer: Active['answer']): Start | undefined | Promise<Start | undefined> {
    if (job.overtakes !== undefined) this.#discard(job.overtakes)
    if (this.#stoppedEarly === job.run) return void answer(unstarted)
    const begin = (unavailable: readonly Location[]) =>
      unavailable.length > 0 ? void answer({ unavailable }) : this.#begin(job, answer)
    const prepared = this.#parts.environment.prepare(job.environment, still)
    if (!(prepared instanceof Promise)) return begin(prepared)
    const preparing = { run: job.run, stopped: false }
    this.#preparing = preparing
    return prepared.then(unavailable => {
      this.#preparing = undefined
      return preparing.stopped ? void answer(unstarted) : begin(unavailable)
    })
  }

  #encoded(ids: readonly SnapshotId[]): readonly EncodedSnapshot[] {
    return ids.flatMap(id => {
      const unit = this.#parts.heap.encode(id)
      return unit === undefined ? [] : [{ id, chunks: asRegions(unit.chunks) }]
    })
  }

  async #load(id: SnapshotId, chunks: readonly Chunk[]): Promise<boolean> {
    try {
      await this.#parts.heap.load(id, chunks.map(opened))
      return true
    } catch (error) {
      if (error instanceof RegionGoneError || error instanceof UnmadeError) return false
      throw error
    }
  }

  #begin(job: Job, answer: Active['answer']): Start | undefined {
    const { boxes, effects, modules } = this.#parts
    const { callsNothing, boxes: used } = job.compiled
    const alone = callsNothing && used.every(({ name }) => boxes.isPlain(name))
    const active: Active = { job, startedAt: native.ticks(), callsNothing: alone, answer }
    this.#active = active
    this.#parts.running(job.run)
    modules.takeInputs()
    this.#maps.set(job.compiled.map.file, job.compiled.map)
    this.#parts.functionTexts.learnCell(job.compiled.map.file, job.compiled.code)
    effects.begin(job.run, job)
    this.#parts.late.begin()
    this.#parts.notes.begin(job.run, job.parameters)
    this.#parts.checkpoints.begin(job)
    const refused = this.#parts.files.begin(job)
    const hooks: CellHooks = {
      boxes: job.compiled.boxes.map(({ name, mark }) => boxes.register(name, mark)),
      marks: boxes.marks,
      runtime: this.#parts.cellRuntime,
      compiled: (cell, text) => {
        this.#parts.heap.learnScript(cell, text)
        this.#parts.environment.mentioned(text)
      },
      emit: event => {
        this.#parts.streams.flush()
        this.emit(job.run, event)
      },
      show: this.#parts.show,
      settle: this.#parts.settle,
      describe: this.#parts.describe,
    }
    if (refused !== undefined) return void this.#end(active, () => this.#breach(job, refused))
    return () => {
      active.fail = startCell(job, hooks, outcome =>
        this.#end(active, () => (outcome.is === 'ok' ? this.#ended(job) : outcome)),
      )
    }
  }

  /** A cell that ended by itself has kept its contract, or it has failed after all; unless it was told to leave before its end. */
  #ended(job: Job): Outcome {
    if (this.#parts.checkpoints.leavesEarly) return { is: 'interrupted' }
    const lacking = this.#parts.files.lacking()
    if (lacking.length === 0) return { is: 'ok' }
    const names = lacking.map(name => `\`${name}\``).join(', ')
    return this.#breach(
      job,
      `The cell was to produce ${names}, and ended without it. Write it, or take it out of \`produces\`.`,
    )
  }

  #breach(job: Job, message: string): Outcome {
    const error = { name: 'ContractError', message, traceback: [`ContractError: ${message}`] }
    this.emit(job.run, { type: 'error', ...error })
    return { is: 'failed', error }
  }

  #end(active: Active, outcome: () => Outcome): void {
    this.#parts.guard(() => {
      if (this.#active !== active) return
      this.#active = undefined
      this.#parts.running(null)
      const ms = native.ticks() - active.startedAt
      try {
        if (!active.callsNothing) this.#parts.environment.look()
        this.#report(active, { outcome: outcome(), ms })
      } catch (error) {
        this.#parts.giveUp(`Cellar could not look at what the cell left: ${String(error)}.`)
      }
    })
  }

  #report(active: Active, { outcome, ms }: Pick<RunReport, 'outcome' | 'ms'>): void {
    const { environment, effects, late, modules, streams } = this.#parts
    streams.flush()
    this.#parts.files.end(active.job.run, { ok: outcome.is === 'ok' })
    const resumed = this.#parts.checkpoints.end({ ok: outcome.is === 'ok' })
    const effect = effects.end()
    if (active.job.held !== undefined) effects.hold()
    const metLate = effects.wentOn().filter(({ run }) => run !== active.job.run)
    const callsNothing = active.callsNothing && outcome.is === 'ok'
    const captured = environment.capture({ inUse: late.holdsObjects(active.job), callsNothing })
    const notes = this.#parts.notes.end(active.job.run, resumed)
    if (outcome.is !== 'ok') this.#discard(active.job.run)
    const small = captured.units.filter(unit => unit.storable && unit.size <= smallUnit)
    active.answer({
      outcome,
      ms,
      units: outcome.is === 'ok' ? this.#encoded(small.map(unit => unit.snapshot)) : [],
      reads: [
        ...captured.read.map(name => ({ location: locationOf('name', name) })),
        ...effect.reads,
        ...modules.takeInputs(filesChanged(effect.writes)),
      ],
      writes: [
        ...writesOf(captured),
        ...effect.writes.map(effectWrite),
        ...late.left(active.job, { ...captured, wentOn: metLate.map(({ run }) => run) }),
      ],
      variables: effect.variables,
      draws: effect.draws,
      metLate,
      ...(notes === undefined ? {} : { notes }),
    })
    this.#parts.stillness.runEnded(active.job.run, { callsNothing })
  }

  #discard(run: RunId): null {
    this.#invalidations.get(run)?.()
    this.#invalidations.delete(run)
    if (this.#parts.effects.pending(run).timeouts > 0) this.#say({ type: 'cut-short', run })
    this.#parts.effects.discard(run)
    this.#parts.late.forget(run)
    return null
  }

  /** Settles when the run that asks is overtaken. */
  invalidation(): Promise<void> {
    const run = this.current()
    return new Promise(resolve => {
      if (run === undefined) return
      const before = this.#invalidations.get(run)
      this.#invalidations.set(run, () => {
        before?.()
        resolve()
      })
    })
  }
}

/** Stopped while its environment was brought about. */
const unstarted: RunReport = { outcome: { is: 'interrupted' }, reads: [], writes: [], units: [], ms: 0 }
