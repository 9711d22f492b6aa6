/**
 * The front's side of one session process: starts it, numbers requests, hands on what it says, and turns its
 * death into an outcome of the run that was in flight. It holds no values and decides nothing about staleness.
 */
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { RunId, SnapshotId, Version } from '../../brand.ts'
import type { RunsQuery, RunsRow } from '../../cell-api/runs.ts'
import { fileVersions } from '../../effects/files/version-on-disk.ts'
import type { Location } from '../../location.ts'
import type { Chunk } from '../../memory/file-region.ts'
import type { CommEvent, RunEvent } from '../../run/events.ts'
import type {
  EnvironmentEntry,
  Executor,
  Job,
  Outcome,
  RunListener,
  RunReport,
  Unavailable,
  WriteReport,
} from '../executor.ts'
import type { EachCall, EachInputs, EachNews } from '../items.ts'
import { isExhausted, outOfMemory, whyItDied } from './death.ts'
import { deferred } from '../../deferred.ts'
import { FrameReader } from './frames.ts'
import { type Answer, type Down, descriptors, type Request, type Up, type WatchLine } from './protocol.ts'
import { effectWrite } from './report.ts'
import { type SessionProcess, startProcess, takeProcess } from './session-process.ts'

/** milliseconds after which a session that doesn't end a stopped run is killed; its watch thread gives up on user code far earlier */
const stopPatience = 30_000
/** milliseconds that a run with a checkpoint has to save and leave by itself */
const stopGrace = 10_000
/** milliseconds of it where the notebook closes: a kernel has three seconds to end, and clients kill it after five */
const closeGrace = 2_000

export interface SessionOptions extends SessionProcess {
  /** Output of a run that has ended. */
  readonly onLate: (run: RunId, event: RunEvent) => void
  /** An ended run was discarded with timeouts still to fire. */
  readonly onCutShort?: (run: RunId) => void
  /** The process died; the next request starts a new one, without any values. */
  readonly onDeath: (why: string) => void
  /** A cell has begun: until it says something, nobody waits for the front. */
  readonly onBusy?: () => void
  /** User code asks for finished runs. */
  readonly finishedRuns: (query: RunsQuery) => { readonly version: Version; readonly rows: readonly RunsRow[] }
  /** User code calls `each`. */
  readonly onEach: (asker: SessionExecutor, message: EachCall | EachInputs) => void
  /** milliseconds after which a process that doesn't end a stopped run is killed */
  readonly patience?: number
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

interface Running {
  readonly job: Job
  readonly listener: RunListener
  readonly end: (outcome: Outcome) => void
  /** Set when the timeout or a person stopped it. */
  stopped?: Outcome
  /** It has a checkpoint: it is asked to stop before it is stopped. */
  asks: boolean
  /** It was asked to leave, if it has a checkpoint. */
  mayLeave?: true
  /** Settles when it has ended. */
  left?: Promise<unknown>
  /** Files as they were before it wrote them: all that is known of its writes when the process dies. */
  readonly writes: WriteReport[]
  readonly timers: NodeJS.Timeout[]
}

export class SessionExecutor implements Executor {
  readonly #options: SessionOptions
  #child: ChildProcess | undefined
  #ready: Promise<void> | undefined
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #running: Running | undefined
  #stderr = ''
  #exiting: number | undefined
  /** The failure of ours that ended the process. */
  #broken: string | undefined
  #closing = false
  /** Keys of globalThis before user code ran; known once a session has started. */
  globals: ReadonlySet<string> = new Set()

  constructor(options: SessionOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts the process, if none lives. */
  start(): Promise<void> {
    this.#ready ??= this.#spawn()
    return this.#ready
  }

  prepare(environment: readonly EnvironmentEntry[]): Promise<readonly Location[]> {
    return this.ask({ type: 'prepare', environment })
  }

  encode(ids: readonly SnapshotId[]): Promise<Answer<'encode'>> {
    return this.ask({ type: 'encode', ids })
  }

  load(id: SnapshotId, chunks: readonly Chunk[]): Promise<boolean> {
    return this.ask({ type: 'load', id, chunks })
  }

  async discard(run: RunId): Promise<void> {
    if (this.#ready === undefined) return
    const child = this.#child
    await this.ask({ type: 'discard', run }).catch((error: Error) => {
      // A process that has ended has ended what the run left going.
      if (this.#child === child) throw error
    })
  }

  restoreEffect(location: Location, to: Version | null): Promise<boolean> {
    return this.ask({ type: 'restore-effect', location, to })
  }

  comm(event: CommEvent): Promise<boolean> {
    return this.ask({ type: 'comm', event })
  }

  async run(job: Job, listener: RunListener): Promise<RunReport | Unavailable> {
    const { promise, resolve } = deferred<Outcome>()
    const startedAt = performance.now()
    const running: Running = { job, listener, end: resolve, timers: [], writes: [], asks: false }
    // Before anything is awaited: from now on it can be stopped.
    this.#running = running
    await this.start()
    if (job.timeout !== undefined)
      running.timers.push(setTimeout(() => this.#stop(running, { is: 'timeout' }), job.timeout))
    const answered = this.ask({ type: 'run', job })
    running.left = answered.catch(() => {})
    const ended = promise.then(
      (outcome): RunReport => ({
        outcome,
        reads: [],
        writes: running.writes,
        units: [],
        ms: performance.now() - startedAt,
      }),
    )
    try {
      const report = await Promise.race([answered, ended])
      // What had to be killed for it was stopped as well; that the session is another now, `onDeath` tells.
      const asItEnded = running.stopped === undefined || 'unavailable' in report
      if (!asItEnded) return { ...report, outcome: running.stopped as Outcome }
      const { memory } = this.#options
      if (memory === undefined || 'unavailable' in report || !isExhausted(report.outcome)) return report
      return { ...report, outcome: { is: 'lost', why: outOfMemory(memory) } }
    } finally {
      for (const timer of running.timers) clearTimeout(timer)
      this.#running = undefined
    }
  }

  interrupt(run: RunId): void {
    if (this.#running?.job.run === run) this.#stop(this.#running, { is: 'interrupted' })
  }

  askToLeave(run: RunId): void {
    const running = this.#running
    if (running?.job.run !== run || running.stopped !== undefined) return
    running.mayLeave = true
    if (running.asks) this.#watch({ stop: run, may: 'go on' })
  }

  /** How an `each` of this process goes on. */
  tell(news: EachNews): void {
    this.#send(news)
  }

  /** Ends the process at once; what it was asked is refused. */
  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  /** Stops whatever late code spins though no run is in flight. */
  interruptIdle(): void {
    this.#watch({ interrupt: null })
  }

  async close(): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    if (this.#running?.asks === true) await this.#asked(this.#running)
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  /** Asks the session something; rejects when it dies before it answers. */
  async ask<R extends Request>(request: R): Promise<Answer<R['type']>> {
    await this.start()
    const id = this.#nextId++
    return new Promise<Answer<R['type']>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#send({ id, request })
      if (request.type === 'run') this.#options.onBusy?.()
    })
  }

  /** Asks the run to save and leave, and gives it the time. */
  async #asked(running: Running): Promise<void> {
    this.#stop(running, { is: 'interrupted' })
    const { promise: late, resolve } = deferred<void>()
    const timer = setTimeout(resolve, closeGrace)
    await Promise.race([running.left, late])
    clearTimeout(timer)
  }

  #stop(running: Running, outcome: Outcome): void {
    const asked = running.stopped !== undefined
    running.stopped ??= outcome
    // Asked a second time, or with nothing to save: now.
    if (running.asks && !asked) {
      this.#watch({ stop: running.job.run })
      running.timers.push(setTimeout(() => this.#stop(running, outcome), stopGrace))
      return
    }
    this.#watch({ interrupt: running.job.run })
    running.timers.push(setTimeout(() => this.#child?.kill('SIGKILL'), this.#options.patience ?? stopPatience))
  }

  #send(message: Down): void {
    this.#child?.send(message, error => {
      // The exit handler tells everybody who waits; a failed send has nothing to add.
      if (error !== null) this.#child?.kill('SIGKILL')
    })
  }

  #watch(line: WatchLine): void {
    if (this.#child !== undefined) pipe(this.#child, descriptors.watch).write(`${JSON.stringify(line)}\n`)
  }

  #spawn(): Promise<void> {
    const { promise, resolve, reject } = deferred<void>()
    this.#stderr = ''
    this.#exiting = undefined
    this.#broken = undefined
    const child = (this.#options.isWorker === true ? startProcess : takeProcess)(this.#options)
    this.#child = child
    const frames = new FrameReader(message => this.#hear(message as Up, resolve))
    const up = child.stdio[descriptors.up] as Readable
    up.on('data', (chunk: Buffer) => frames.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => this.#native(chunk, 'stderr'))
    child.stdout?.on('data', (chunk: Buffer) => this.#native(chunk, 'stdout'))
    pipe(child, descriptors.watch).on('error', () => {})
    child.once('error', reject)
    // 'close' comes after the pipes have delivered all that the process said.
    child.once('close', (code, signal) => {
      const why = whyItDied({
        code,
        signal,
        exiting: this.#exiting,
        broken: this.#broken,
        stderr: this.#stderr,
        isWorker: this.#options.isWorker === true,
        memory: this.#options.memory,
      })
      reject(new Error(why))
      this.#died(why)
    })
    promise.catch(() => {})
    return promise
  }

  /** What native code, a child process or Node itself wrote past our console. */
  #native(chunk: Buffer, name: 'stdout' | 'stderr'): void {
    const text = chunk.toString()
    if (name === 'stderr') this.#stderr = (this.#stderr + text).slice(-8_192)
    this.#running?.listener.event({ type: 'stream', name, text })
  }

  #died(why: string): void {
    this.#child = undefined
    this.#ready = undefined
    const running = this.#running
    running?.end({ is: 'lost', why })
    for (const { reject } of this.#waiting.values()) reject(new Error(why))
    this.#waiting.clear()
    if (!this.#closing) this.#options.onDeath(why)
  }

  #hear(message: Up, started: () => void): void {
    switch (message.type) {
      case 'ready':
        this.globals = new Set(message.globals)
        if (fileVersions.hashes.large.length > 0) this.#send({ hashed: fileVersions.hashes.large })
        return started()
      case 'answer':
        return this.#settle(message.id, waiting => waiting.resolve(message.value as never))
      case 'refused':
        return this.#settle(message.id, waiting => waiting.reject(new Error(message.why)))
      case 'event':
        if (this.#running?.job.run === message.run) this.#running.listener.event(message.event)
        else this.#options.onLate(message.run, message.event)
        return
      case 'input':
        return this.#askPerson(message)
      case 'checkpoint':
        if (this.#running?.job.run !== message.run) return
        this.#running.asks = true
        if (this.#running.mayLeave) this.askToLeave(message.run)
        return
      case 'writes':
        if (this.#running?.job.run === message.run)
          this.#running.writes.push(effectWrite({ ...message.write, after: null }))
        return
      case 'cut-short':
        return this.#options.onCutShort?.(message.run)
      case 'hashed':
        return fileVersions.hashes.tell(message.file)
      case 'runs':
        return this.#tellRuns(message)
      case 'each':
        return this.#options.onEach(this, message.each)
      case 'each-inputs':
        return this.#options.onEach(this, message.inputs)
      case 'exiting':
        this.#exiting = message.code
        return
      case 'broken':
        this.#broken = message.why
        return
      default:
        message satisfies never
    }
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting !== undefined) how(waiting)
  }

  #tellRuns({ runs, query }: Up & { type: 'runs' }): void {
    try {
      this.#send({ runs, ...this.#options.finishedRuns(query) })
    } catch (error) {
      this.#send({ runs, refused: (error as Error).message })
    }
  }

  #askPerson({ input, request, run }: Up & { type: 'input' }): void {
    const blocking = input < 0
    const listener = this.#running?.job.run === run ? this.#running.listener : undefined
    const asked = listener?.input(request) ?? Promise.reject(new Error('This run has ended: nobody can be asked.'))
    asked.then(
      text => (blocking ? this.#watch({ reply: text }) : this.#send({ input, text })),
      (error: Error) =>
        blocking ? this.#watch({ refuse: error.message }) : this.#send({ input, refused: error.message }),
    )
  }
}

/** Node types only the first five descriptors. */
const pipe = (child: ChildProcess, descriptor: number): Writable =>
  (child.stdio as readonly unknown[])[descriptor] as Writable
