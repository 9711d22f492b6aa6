/**
 * One run of one cell on the session's main thread, from its start to its report. Driven by callbacks, never by a promise of
 * ours: an interrupt (terminateExecution) drops every microtask that is queued, and the session must still end the run.
 */
import { Script } from 'node:vm'
import type { Shown } from '../../capture/shown.ts'
import { tableKept } from '../../capture/table-csv.ts'
import type { Box, CellRuntime } from '../../compile/session-side.ts'
import { native } from '../../effects/native.ts'
import type { RunEvent } from '../../run/events.ts'
import { apply, promiseThen } from '../../values/originals.ts'
import type { Job, Outcome } from '../executor.ts'
import { type Fail, failable } from './failable.ts'

export interface CellRun {
  readonly job: Job
  readonly invalidation: Promise<void>
  readonly invalidate: () => void
}

export interface CellHooks {
  readonly boxes: readonly Box[]
  readonly marks: Uint8Array
  readonly runtime: Omit<CellRuntime, 'result'>
  /** Told before the cell runs. */
  readonly compiled: (cell: object, text: string) => void
  readonly emit: (event: RunEvent) => void
  /** What a value shows; may be a promise where an object's display hook is asynchronous. */
  readonly show: (value: unknown) => Shown | undefined | Promise<Shown | undefined>
  /** Completes what the run's displays still owe. */
  readonly settle: () => Promise<void>
  readonly describe: (error: unknown) => {
    readonly name: string
    readonly message: string
    readonly traceback: readonly string[]
  }
}

type Compiled = (runtime: CellRuntime, marks: Uint8Array, ...boxes: readonly Box[]) => Promise<unknown>

/**
 * Starts the cell and calls `ended` once, whatever becomes of it; an interrupted run's `ended` is never called from here. The answer fails
 * it from outside while its code waits, and says whether it did. What the cell's code goes on to do by promises and ticks that
 * nothing outside holds up is its own: it is done before the run ends, as it is before a notebook's next cell begins.
 */
export const startCell = (job: Job, hooks: CellHooks, ended: (outcome: Outcome) => void): Fail => {
  const done = (outcome: Outcome): void => native.whenDrained(() => ended(outcome))
  let value: unknown
  const runtime: CellRuntime = { ...hooks.runtime, result: v => void (value = v) }
  const fail = (error: unknown): void => {
    const described = hooks.describe(error)
    const end = () => {
      hooks.emit({ type: 'error', ...described })
      done({ is: 'failed', error: described })
    }
    promiseThen(hooks.settle(), end, end)
  }
  const finish = (shown: Shown | undefined): void => {
    if (shown !== undefined) hooks.emit({ type: 'result', data: shown.data, metadata: shown.metadata })
    if (shown?.csv !== undefined) hooks.emit(tableKept(shown.csv))
    promiseThen(hooks.settle(), () => done({ is: 'ok' }), fail)
  }
  const show = (): void => {
    try {
      const shown = hooks.show(value)
      if (shown instanceof Promise) promiseThen(shown, finish, fail)
      else finish(shown)
    } catch (error) {
      fail(error)
    }
  }
  try {
    const text = `(${job.compiled.code}\n)`
    const cell = new Script(text, { filename: job.compiled.map.file }).runInThisContext() as Compiled
    hooks.compiled(cell, text)
    return failable(started(cell, { runtime, marks: hooks.marks, boxes: hooks.boxes }), show, fail)
  } catch (error) {
    fail(error)
    return () => false
  }
}

/** A spread would call the iterator of arrays, which the user may have changed. */
const started = (
  cell: Compiled,
  {
    runtime,
    marks,
    boxes,
  }: { readonly runtime: CellRuntime; readonly marks: Uint8Array; readonly boxes: readonly Box[] },
): Promise<unknown> => {
  const args: unknown[] = [runtime, marks]
  for (let i = 0; i < boxes.length; i++) args[2 + i] = boxes[i]
  return apply(cell, undefined, args) as Promise<unknown>
}
