/**
 * The memory that a session's main thread and its watch thread share: counters for interrupts and a mailbox for the
 * answer of a blocking `prompt()`. The only place that knows its layout.
 */
export interface WatchMemory {
  readonly words: SharedArrayBuffer
  readonly text: SharedArrayBuffer
}

/** Word numbers. `stop`: the running cell was asked to leave by itself. */
export const cell = { asked: 0, taken: 1, mail: 2, length: 3, refused: 4, guarded: 5, stop: 6 } as const

/** bytes of the longest line that `prompt()` can return */
const mailbox = 1 << 20

export const newWatchMemory = (): WatchMemory => ({
  words: new SharedArrayBuffer(32),
  text: new SharedArrayBuffer(mailbox),
})

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
