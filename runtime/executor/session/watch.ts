/**
 * The watch thread of a session process: it reads the watch pipe while user code may be spinning, interrupts
 * the main thread through V8's inspector, and hands over the answers of a blocking `prompt()`. It never touches user values.
 *
 * An interrupt is first a message, which a main thread that waits takes by itself; only one that doesn't take it within
 * the grace is terminated, again and again until it does, because user code may have queued another loop. The session's own
 * work on the values is never terminated in the middle: that ends by itself.
 */
import { createReadStream } from 'node:fs'
import { Session } from 'node:inspector'
import { createInterface } from 'node:readline'
import { parentPort, workerData } from 'node:worker_threads'
import { descriptors, type WatchLine } from './protocol.ts'
import { cell, type WatchMemory, writeReply } from './watch-memory.ts'

/** milliseconds a live event loop has to take an interrupt before its code is terminated */
const grace = 15
/** terminations before giving up; the front then kills the process */
const attempts = 40

const memory = workerData as WatchMemory
const port = parentPort
const session = new Session()
session.connectToMainThread()
const words = new Int32Array(memory.words)

const interrupt = (run: string | null): void => {
  const wanted = Atomics.add(words, cell.asked, 1) + 1
  port?.postMessage({ interrupt: run })
  for (let attempt = 0; attempt < attempts; ) {
    const taken = Atomics.load(words, cell.taken)
    if (taken >= wanted) return
    if (Atomics.wait(words, cell.taken, taken, grace) !== 'timed-out') continue
    if (Atomics.load(words, cell.guarded) > 0) continue
    session.post('Runtime.terminateExecution')
    attempt++
  }
}

const lines = createInterface({ input: createReadStream('', { fd: descriptors.watch }) })
lines.on('line', text => {
  const line = JSON.parse(text) as WatchLine
  if ('interrupt' in line) interrupt(line.interrupt)
  else if ('stop' in line) Atomics.store(words, cell.stop, 1)
  else writeReply(memory, 'reply' in line ? { text: line.reply } : { refused: line.refuse })
})
// The front is gone: nobody can stop a main thread that spins but we.
lines.on('close', () => process.kill(process.pid, 'SIGKILL'))

port?.postMessage({ ready: true })
