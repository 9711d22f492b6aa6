/**
 * The files of one run at a time: those it must produce (`produces`, `out`) and its scratch (`tmp`). What it must produce is noted as
 * written before anything runs, so that a program outside that writes it unseen still counts. Nothing outside the project is taken.
 */
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { RunId } from '../../brand.ts'
import { native } from '../../effects/native.ts'
import { makeFolders } from '../../make-folders.ts'
import type { Job } from '../executor.ts'

export interface JobFilesParts {
  /** The notebook's folder. */
  readonly folder: string
  /** Files are produced below it only. */
  readonly project: string
  /** Where scratch goes; nothing below it is an input. */
  readonly scratch: string
  readonly willWrite: (path: string) => void
}

interface Running {
  readonly run: RunId
  readonly keepBroken: boolean
  /** Absolute path → as it was asked for. */
  readonly promised: Map<string, string>
  usesScratch: boolean
}

export class JobFiles {
  readonly #parts: JobFilesParts
  #running: Running | undefined

  constructor(parts: JobFilesParts) {
    this.#parts = parts
  }

  /** Says what is wrong with what the job promises; undefined where nothing is. */
  begin(job: Job): string | undefined {
    this.#running = { run: job.run, keepBroken: job.keepBroken === true, promised: new Map(), usesScratch: false }
    try {
      for (const name of job.produces ?? []) this.#promise(name, '`produces` names files')
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  /** Of a result file: made there, and there when the cell has succeeded. */
  out(name: string): string {
    return this.#promise(name, 'out gives paths')
  }

  tmp(name: string): string {
    const running = this.#mine('tmp')
    running.usesScratch = true
    const folder = this.#scratchOf(running.run)
    const path = resolve(folder, name)
    if (!isBelow(folder, path)) throw outside('tmp gives paths', name, 'the scratch of its run')
    makeFolders(dirname(path))
    return path
  }

  /** What was promised and isn't there. */
  lacking(): readonly string[] {
    const promised = this.#running?.promised ?? new Map<string, string>()
    return [...promised].filter(([path]) => !native.fs.existsSync(path)).map(([, name]) => name)
  }

  end(run: RunId, { ok }: { readonly ok: boolean }): void {
    if (this.#running?.run !== run) return
    const { keepBroken, promised, usesScratch } = this.#running
    this.#running = undefined
    if (usesScratch) native.fs.rmSync(this.#scratchOf(run), { recursive: true, force: true })
    // The front is about to put back what was there before.
    if (ok || !keepBroken) return
    for (const path of promised.keys())
      if (native.fs.statSync(path, { throwIfNoEntry: false })?.isFile()) native.fs.copyFileSync(path, `${path}.broken`)
  }

  #promise(name: string, rule: string): string {
    const { promised } = this.#mine('out')
    const path = resolve(this.#parts.folder, name)
    if (!isBelow(realPathOf(this.#parts.project), realPathOf(path))) throw outside(rule, name, this.#parts.project)
    if (promised.has(path)) return path
    promised.set(path, name)
    // Told first: what stood there before is part of what is noted.
    this.#parts.willWrite(path)
    makeFolders(dirname(path))
    return path
  }

  #mine(api: string): Running {
    if (this.#running === undefined) throw new Error(`${api}() belongs to a running cell: call it while the cell runs.`)
    return this.#running
  }

  /** Of this run alone: the same cell may run elsewhere at this moment. */
  #scratchOf(run: RunId): string {
    return join(this.#parts.scratch, run)
  }
}

const outside = (rule: string, name: string, place: string): Error =>
  new RangeError(`${rule} below ${place}, and \`${name}\` is outside. Give one that is not.`)

/** The path with links resolved as far as it exists. */
const realPathOf = (path: string): string => {
  try {
    return native.fs.realpathSync(path)
  } catch {
    // Not there yet: what it will stand in decides.
    const parent = dirname(path)
    return parent === path ? path : join(realPathOf(parent), path.slice(parent.length))
  }
}

const isBelow = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
