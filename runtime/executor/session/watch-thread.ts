/** The main thread's side of the watch thread: starts it, takes interrupts, blocks for the answer of a `prompt()`. */
import { Worker } from 'node:worker_threads'
import type { RunId } from '../../brand.ts'
import { cell, newWatchMemory, type Reply, waitForReply } from './watch-memory.ts'

export interface WatchThread {
  /** Blocks this thread until the front has answered. */
  waitForReply(): Reply
  /** Work of ours on the values, until its promise settles: an interrupt doesn't break it off, and is taken when it is done. */
  guard<T>(work: () => T): T
  /** Was the running cell asked to leave by itself? It may spin: the other thread hears it. */
  stopRequested(): boolean
  /** A new cell starts: what an earlier one was asked doesn't concern it. */
  forgetStop(): void
}

export interface Interrupts {
  readonly taken: (run: RunId | null) => void
  /** One came just as our own work began and ended it half-way: the values can't be relied on any more. */
  readonly brokeOff: () => void
}

/** Resolves once the thread is up: it can't boot while the main thread spins, so no cell may run before. */
export const startWatchThread = (interrupts: Interrupts): Promise<WatchThread> => {
  const memory = newWatchMemory()
  const words = new Int32Array(memory.words)
  /** Guarded work on the stack: code that was broken off doesn't count down again. */
  let depth = 0
  const guard = <T>(work: () => T): T => {
    Atomics.add(words, cell.guarded, 1)
    const done = () => void Atomics.sub(words, cell.guarded, 1)
    depth++
    try {
      const result = work()
      depth--
      if (result instanceof Promise) result.then(done, done)
      else done()
      return result
    } catch (error) {
      depth--
      done()
      throw error
    }
  }
  const worker = new Worker(new URL('./session-watch.js', import.meta.url), { workerData: memory })
  worker.unref()
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.on('message', (message: { ready: true } | { interrupt: RunId | null }) => {
      if ('ready' in message)
        return resolve({
          waitForReply: () => waitForReply(memory),
          guard,
          stopRequested: () => Atomics.load(words, cell.stop) === 1,
          forgetStop: () => void Atomics.store(words, cell.stop, 0),
        })
      Atomics.add(words, cell.taken, 1)
      Atomics.notify(words, cell.taken)
      if (depth > 0) interrupts.brokeOff()
      else interrupts.taken(message.interrupt)
    })
  })
}
