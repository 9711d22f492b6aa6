/**
 * The watch thread of a session process: it reads the watch pipe while user code may be spinning, interrupts
 * the main thread through V8's inspector, and hands over the answers of a blocking `prompt()`. It never touches user values; of large ones it
 * hashes copies.
 *
 * An interrupt is first a message, which a main thread that waits takes by itself; only one that doesn't take it within
 * the grace is terminated, again and again until it does, because user code may have queued another loop. The session's own
 * work on the values is never terminated in the middle: that ends by itself.
 */
import { createReadStream } from 'node:fs'
import { Session } from 'node:inspector'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { RunId } from '../../brand.ts'
import { takePart } from '../../memory/two-thread-hash.ts'
import { isGuarded, isRunning, isTaken, mayTerminate, terminationLanded } from './guarded-work.ts'
import { descriptors, type WatchLine } from './protocol.ts'
import { cell, type Interrupt, stopAsked, type WatchMemory, writeReply } from './watch-memory.ts'

/** milliseconds a live event loop has to take an interrupt before the cell's code is terminated */
const grace = 15
/**
 * Where no cell runs, it may be the loop that is about to hear a message, which must not be lost. It is code that spins once the process has
 * worked for so long, or code that blocks once so much time has passed; both in milliseconds.
 */
const stuckAfter = { work: 40, time: 1_000 }
/** milliseconds of code that no termination stops, until the process ends. Our own work doesn't count: it ends by itself. */
const patience = 5_000

const memory = workerData as WatchMemory
const session = new Session()
session.connectToMainThread()
const words = new Int32Array(memory.words)
const post = (message: 'ready' | Interrupt): void => parentPort?.postMessage(message)
const kill = (): void => void process.kill(process.pid, 'SIGKILL')

let interrupts = 0
let earlier: Promise<void> = Promise.resolve()

const interrupt = async (run: RunId | null): Promise<void> => {
  const number = ++interrupts
  let spell = spellFromNow()
  post({ run, number })
  for (;;) {
    await wait(grace)
    // Where another run goes on, the one that was meant is over: nothing of the other is to be broken off.
    if (isTaken(words, number) || !(isRunning(words, null) || isRunning(words, run))) return
    if (isGuarded(words)) spell = spellFromNow()
    if (performance.now() - spell.since > patience) kill()
    if (!mayTerminate(words, { run, number, stuck: isStuck(spell) })) continue
    await terminate()
    post({ run, number })
  }
}

/** The time in which nothing of ours was seen to go on. */
interface Spell {
  readonly since: number
  readonly work: NodeJS.CpuUsage
}

const spellFromNow = (): Spell => ({ since: performance.now(), work: process.cpuUsage() })

const isStuck = ({ since, work }: Spell): boolean => {
  const { user, system } = process.cpuUsage(work)
  return user + system > stuckAfter.work * 1000 || performance.now() - since > stuckAfter.time
}

/** Resolves when the code that ran is off the stack. */
const terminate = (): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(kill, patience)
    session.post('Runtime.terminateExecution', () => {
      clearTimeout(timer)
      terminationLanded(words)
      resolve()
    })
  })

const lines = createInterface({ input: createReadStream('', { fd: descriptors.watch }) })
lines.on('line', text => {
  const line = JSON.parse(text) as WatchLine
  if ('interrupt' in line) earlier = earlier.then(() => interrupt(line.interrupt))
  else if ('stop' in line)
    Atomics.store(words, cell.stop, line.may === undefined ? stopAsked.toLeave : stopAsked.mayLeave)
  else writeReply(memory, 'reply' in line ? { text: line.reply } : { refused: line.refuse })
})
// While the main thread hashes it is not to be interrupted, and waits for nobody.
parentPort?.on('message', takePart)
// The front is gone: nobody can stop a main thread that spins but we.
lines.on('close', kill)

post('ready')
