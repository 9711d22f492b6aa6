/** The main thread's side of the watch thread: starts it, takes interrupts, blocks for the answer of a `prompt()`. */
import { Worker } from 'node:worker_threads'
import type { RunId } from '../../brand.ts'
import type { Hand } from '../../memory/two-thread-hash.ts'
import { guarded, isTaken } from './guarded-work.ts'
import {
  cell,
  type Interrupt,
  markOf,
  newWatchMemory,
  type Reply,
  stopAsked,
  waitForReply,
  type WatchMemory,
} from './watch-memory.ts'

export interface WatchThread {
  /** It is up: it can't boot while the main thread spins, so no cell may run before. */
  readonly ready: Promise<void>
  /** Blocks this thread until the front has answered. */
  waitForReply(): Reply
  /** Work of ours, until its promise settles: an interrupt doesn't break it off. */
  guard<T>(work: () => T): T
  /** The cell's run that goes on. What else spins is terminated later: it may be the loop that takes the next message. */
  running(run: RunId | null): void
  /** What the running cell was asked (`stopAsked`). It may spin: the other thread hears it. */
  stopRequested(): number
  /** A new cell starts: what an earlier one was asked doesn't concern it. */
  forgetStop(): void
  /** It takes part in hashing large bytes. */
  readonly hand: Hand
}

export interface BegunWatch {
  readonly memory: WatchMemory
  readonly worker: Worker
  readonly ready: Promise<void>
}

/** The thread boots from now on, beside whatever this one does. */
export const beginWatchThread = (): BegunWatch => {
  const memory = newWatchMemory()
  const worker = new Worker(new URL('./session-watch.js', import.meta.url), { workerData: memory })
  worker.unref()
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => resolve())
  })
  return { memory, worker, ready }
}

export const startWatchThread = (
  { memory, worker, ready }: BegunWatch,
  taken: (run: RunId | null) => void,
): WatchThread => {
  const words = new Int32Array(memory.words)
  const guard = <T>(work: () => T): T => guarded(words, work)
  const take = ({ run, number }: Interrupt): void => {
    // It is said again until it was taken: a termination may have ended this very function.
    if (isTaken(words, number)) return
    taken(run)
    Atomics.store(words, cell.taken, number)
  }
  worker.on('message', (message: Interrupt) => guard(() => take(message)))
  return {
    ready,
    waitForReply: () => waitForReply(memory),
    guard,
    running: run => void Atomics.store(words, cell.running, markOf(run)),
    stopRequested: () => Atomics.load(words, cell.stop),
    hand: job => worker.postMessage(job),
    forgetStop: () => void Atomics.store(words, cell.stop, stopAsked.not),
  }
}
