/**
 * Keeps terminations out of the session's own work on the values, between its two threads: the main thread begins such work only when no
 * termination is on its way, the watch thread sends one only while no such work is going on. Each announces itself before it looks at the other.
 */
import type { RunId } from '../../brand.ts'
import { cell, markOf } from './watch-memory.ts'

/**
 * Main thread. An interrupt doesn't break the work off, up to where its promise settles, and is taken when it is done. One that is on its way
 * already lands before the work has begun.
 */
export const guarded = <T>(words: Int32Array, work: () => T): T => {
  enter(words)
  const leave = () => void Atomics.sub(words, cell.guarded, 1)
  let result: T
  try {
    result = work()
  } catch (error) {
    leave()
    throw error
  }
  if (result instanceof Promise) result.then(leave, leave)
  else leave()
  return result
}

/** Nothing may be called between the counts: V8 looks for a termination where a function or a round of a loop begins. */
const enter = (words: Int32Array): void => {
  for (;;) {
    const isInside = Atomics.add(words, cell.guarded, 1) > 0
    if (isInside || Atomics.load(words, cell.terminating) === 0) return
    Atomics.sub(words, cell.guarded, 1)
    while (Atomics.load(words, cell.terminating) === 1);
  }
}

/**
 * Watch thread. Whether a termination may be sent for the interrupt of this number, which is meant for this run; then `terminationLanded` is
 * to follow. `stuck`: nothing of ours was seen to go on for long, so it may be sent although no cell is running.
 */
export const mayTerminate = (
  words: Int32Array,
  { run, number, stuck }: { readonly run: RunId | null; readonly number: number; readonly stuck: boolean },
): boolean => {
  Atomics.store(words, cell.terminating, 1)
  const isMeant = isRunning(words, null) ? stuck : isRunning(words, run)
  const may = !isGuarded(words) && isMeant && !isTaken(words, number)
  if (!may) terminationLanded(words)
  return may
}

/** null: no cell is. */
export const isRunning = (words: Int32Array, run: RunId | null): boolean =>
  Atomics.load(words, cell.running) === markOf(run)

export const isGuarded = (words: Int32Array): boolean => Atomics.load(words, cell.guarded) > 0

export const terminationLanded = (words: Int32Array): void => void Atomics.store(words, cell.terminating, 0)

export const isTaken = (words: Int32Array, interrupt: number): boolean => Atomics.load(words, cell.taken) >= interrupt
