/**
 * The memory that a session's main thread and its watch thread share: counters for interrupts and a mailbox for the
 * answer of a blocking `prompt()`. The only place that knows its layout.
 */
import type { RunId } from '../../brand.ts'

export interface WatchMemory {
  readonly words: SharedArrayBuffer
  readonly text: SharedArrayBuffer
}

/**
 * Word numbers. `taken`: the number of the last interrupt that the main thread took; `running`: the mark of the run
 * that goes on (`markOf`); `guarded`: how much of our own work is going on; `terminating`: 1 from before a termination is
 * sent until it has landed; `stop`: what the running cell was asked (`stopAsked`).
 */
export const cell = {
  taken: 0,
  running: 1,
  guarded: 2,
  terminating: 3,
  stop: 4,
  mail: 5,
  length: 6,
  refused: 7,
} as const

/** A run as a word; 0: none. */
export const markOf = (run: RunId | null): number => (run === null ? 0 : Number.parseInt(run.slice(0, 8), 16) | 1)

/** bytes of the longest line that `prompt()` can return */
const mailbox = 1 << 20

/** 1: the running cell is to leave by itself, soon; 2: it may as well go on to its end. */
export const stopAsked = { not: 0, toLeave: 1, mayLeave: 2 } as const

export const newWatchMemory = (): WatchMemory => ({
  words: new SharedArrayBuffer(32),
  text: new SharedArrayBuffer(mailbox),
})

/** What the watch thread posts, and says again until it is taken. */
export interface Interrupt {
  /** null: no run is meant, whatever spins is */
  readonly run: RunId | null
  /** counts from 1 */
  readonly number: number
}

export type Reply = { readonly text: string } | { readonly refused: string }

export const writeReply = (memory: WatchMemory, reply: Reply): void => {
  const words = new Int32Array(memory.words)
  const bytes = Buffer.from('text' in reply ? reply.text : reply.refused).subarray(0, mailbox)
  new Uint8Array(memory.text).set(bytes)
  Atomics.store(words, cell.length, bytes.length)
  Atomics.store(words, cell.refused, 'refused' in reply ? 1 : 0)
  Atomics.store(words, cell.mail, 1)
  Atomics.notify(words, cell.mail)
}

/** Blocks the calling thread until an answer is there. */
export const waitForReply = (memory: WatchMemory): Reply => {
  const words = new Int32Array(memory.words)
  Atomics.wait(words, cell.mail, 0)
  Atomics.store(words, cell.mail, 0)
  const text = Buffer.from(new Uint8Array(memory.text).slice(0, Atomics.load(words, cell.length))).toString()
  return Atomics.load(words, cell.refused) === 1 ? { refused: text } : { text }
}
