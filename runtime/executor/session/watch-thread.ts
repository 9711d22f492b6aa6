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

interface Begun {
  readonly memory: WatchMemory
  readonly worker: Worker
  readonly ready: Promise<void>
}

let begun: Begun | undefined

/** The thread boots from now on, beside whatever this one does. */
export const beginWatchThread = (): Begun => {
  if (begun !== undefined) return begun
  const memory = newWatchMemory()
  const worker = new Worker(new URL('./session-watch.js', import.meta.url), { workerData: memory })
  worker.unref()
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => resolve())
  })
  begun = { memory, worker, ready }
  return begun
}

/** Resolves once the thread is up: it can't boot while the main thread spins, so no cell may run before. */
export const startWatchThread = async (taken: (run: RunId | null) => void): Promise<WatchThread> => {
  const { memory, worker, ready } = beginWatchThread()
  const words = new Int32Array(memory.words)
  const guard = <T>(work: () => T): T => guarded(words, work)
  const take = ({ run, number }: Interrupt): void => {
    // It is said again until it was taken: a termination may have ended this very function.
    if (isTaken(words, number)) return
    taken(run)
    Atomics.store(words, cell.taken, number)
  }
  await ready
  worker.on('message', (message: Interrupt) => guard(() => take(message)))
  return {
    waitForReply: () => waitForReply(memory),
    guard,
    running: run => void Atomics.store(words, cell.running, markOf(run)),
    stopRequested: () => Atomics.load(words, cell.stop),
    hand: job => worker.postMessage(job),
    forgetStop: () => void Atomics.store(words, cell.stop, stopAsked.not),
  }
}
