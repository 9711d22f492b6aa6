/**
 * What long runs save of their state, to go on from after a stop, a crash or a power cut: one file for each checkpoint of a cell. It is
 * given back only to a run of the same code on the same inputs, files read before the stop included, and goes when the cell succeeds.
 */
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Version } from '../../brand.ts'
import type { EffectReport } from '../../effects/effects.ts'
import { native } from '../../effects/native.ts'
import { kindOf, type Location } from '../../location.ts'
import { makeFolders } from '../../make-folders.ts'
import type { Job } from '../executor.ts'
import { stopAsked } from './watch-memory.ts'

interface Saved {
  readonly inputs: string
  readonly reads: EffectReport['reads']
  readonly state: unknown
}

export interface CheckpointParts {
  readonly folder: string
  readonly notebook: string
  /** What the run has read so far. */
  readonly readSoFar: () => EffectReport['reads']
  readonly read: (location: Location, version: Version) => void
  readonly versionNow: (location: Location) => Version | undefined
  /** `stopAsked` */
  readonly stopRequested: () => number
  /** Forgets that an earlier run was asked to stop. */
  readonly forgetStop: () => void
  /** Told when a run uses a checkpoint: it can be asked to stop. */
  readonly used: (job: Job) => void
}

export class Checkpoints {
  readonly #parts: CheckpointParts
  #job: Job | undefined
  readonly #used = new Set<string>()
  #resumed = false
  #heardStop = false

  constructor(parts: CheckpointParts) {
    this.#parts = parts
  }

  begin(job: Job): void {
    this.#job = job
    this.#used.clear()
    this.#resumed = false
    this.#heardStop = false
    this.#parts.forgetStop()
  }

  /** Is the running cell to leave? It is told, and so it will not have come to its end. */
  stopRequested(): boolean {
    this.#heardStop ||= this.#parts.stopRequested() !== stopAsked.not
    return this.#heardStop
  }

  /** The cell was told to leave: that it has ended means no more. */
  get leavesEarly(): boolean {
    return this.#heardStop
  }

  /** True when the run went on from a saved state: it depends on all that the runs before the stop may have looked at. */
  end({ ok }: { readonly ok: boolean }): boolean {
    // One that was to leave is to go on from here.
    if (ok && this.#parts.stopRequested() !== stopAsked.toLeave)
      for (const path of this.#used) native.fs.rmSync(path, { force: true })
    this.#job = undefined
    return this.#resumed
  }

  /** The state last saved; undefined where there is none that holds. */
  load(name: string): unknown {
    const path = this.#path(name)
    const saved = readSaved(path)
    if (saved === undefined || saved.inputs !== this.#mine().inputs) return undefined
    // The parameters are part of `inputs`.
    const outside = saved.reads.filter(({ location }) => kindOf(location) !== 'param')
    if (outside.some(({ location, version }) => this.#parts.versionNow(location) !== version)) return undefined
    for (const { location, version } of saved.reads) this.#parts.read(location, version)
    this.#resumed = true
    return saved.state
  }

  /** Beside its place and then renamed: a kill at any instant leaves the old state or the new one. */
  save(name: string, state: unknown): void {
    const path = this.#path(name)
    const { inputs = '' } = this.#mine()
    const saved: Saved = { inputs, reads: this.#parts.readSoFar(), state }
    makeFolders(dirname(path))
    const temporary = `${path}.${process.pid}.tmp`
    const descriptor = native.fs.openSync(temporary, 'w')
    try {
      native.fs.writeSync(descriptor, serialize(saved))
      // A power cut after the rename must not find an empty file.
      native.fs.fsyncSync(descriptor)
    } finally {
      native.fs.closeSync(descriptor)
    }
    native.fs.renameSync(temporary, path)
  }

  #path(name: string): string {
    const job = this.#mine()
    if (typeof name !== 'string' || name === '') throw new TypeError("checkpoint takes a name: checkpoint('training')")
    const key = createHash('sha256').update(`${this.#parts.notebook}\0${job.cell}\0${name}`).digest('hex')
    const path = join(this.#parts.folder, key)
    if (!this.#used.has(path)) this.#parts.used(job)
    this.#used.add(path)
    return path
  }

  #mine(): Job {
    if (this.#job === undefined) throw new Error('checkpoint() belongs to a running cell: call it while the cell runs.')
    return this.#job
  }
}

/** Undefined too for what is no whole checkpoint, or of another Node: the run then begins at the beginning. */
const readSaved = (path: string): Saved | undefined => {
  try {
    return deserialize(native.fs.readFileSync(path)) as Saved
  } catch {
    return undefined
  }
}
