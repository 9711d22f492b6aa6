/** The session's own work and terminations keep out of each other's way: two real threads, one that works, one that would terminate. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { buildSync } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { type RunId, runId } from '../../runtime/brand.ts'
import { guarded, mayTerminate, terminationLanded } from '../../runtime/executor/session/guarded-work.ts'
import { cell, markOf, newWatchMemory } from '../../runtime/executor/session/watch-memory.ts'

const newWords = (): Int32Array => new Int32Array(newWatchMemory().words)

/** Does guarded work without end, and counts in `done[0]`; `done[1]` is 1 while it is at it. */
const worker = `
import { workerData } from 'node:worker_threads'
import { guarded } from './runtime/executor/session/guarded-work.ts'
const { words, done } = workerData
for (;;) {
  guarded(words, () => {
    Atomics.store(done, 1, 1)
    Atomics.add(done, 0, 1)
    Atomics.store(done, 1, 0)
  })
}`

const startWorking = async (words: Int32Array): Promise<Int32Array> => {
  const done = new Int32Array(new SharedArrayBuffer(8))
  const { outputFiles } = buildSync({
    stdin: { contents: worker, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    write: false,
  })
  const thread = new Worker(outputFiles[0]?.text ?? '', { eval: true, workerData: { words, done } })
  onTestFinished(() => void thread.terminate())
  await once(thread, 'online')
  while (Atomics.load(done, 0) === 0);
  return done
}

const [mine, another] = [runId('0a1b2c3d-0000'), runId('f0e1d2c3-0000')]

test('what is allowed to be terminated is never in the middle of our work, and doesn’t begin any until it has landed', async () => {
  const words = newWords()
  const done = await startWorking(words)
  Atomics.store(words, cell.running, markOf(mine))
  for (let allowed = 0; allowed < 20_000; ) {
    if (!mayTerminate(words, { run: mine, number: 1, stuck: false })) continue
    allowed++
    const before = Atomics.load(done, 0)
    for (let look = 0; look < 100; look++) if (Atomics.load(done, 1) !== 0) throw new Error(`at work, ${allowed}`)
    expect(Atomics.load(done, 0)).toBe(before)
    terminationLanded(words)
  }
})

test('a termination is for a cell that runs and an interrupt that nobody took; without a cell only for what is stuck', () => {
  const words = newWords()
  const may = (stuck: boolean, run: RunId | null = mine): boolean => {
    const answer = mayTerminate(words, { run, number: 1, stuck })
    terminationLanded(words)
    return answer
  }
  expect(may(false)).toBe(false)
  expect(may(true)).toBe(true)
  expect(may(true, null)).toBe(true)
  Atomics.store(words, cell.running, markOf(mine))
  expect(may(false)).toBe(true)
  // Its code would never end, and nobody would hear of it.
  expect([may(true, null), may(true, another)]).toEqual([false, false])
  expect(guarded(words, () => may(true))).toBe(false)
  Atomics.store(words, cell.taken, 1)
  expect(may(true)).toBe(false)
})

test('work is guarded until its promise settles, whether it ends well or not, and inside other work it begins at once', async () => {
  const words = newWords()
  const count = () => Atomics.load(words, cell.guarded)
  await guarded(words, async () => {
    Atomics.store(words, cell.terminating, 1)
    guarded(words, () => expect(count()).toBe(2))
    Atomics.store(words, cell.terminating, 0)
  })
  await expect(guarded(words, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(() =>
    guarded(words, () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  await Promise.resolve()
  expect(count()).toBe(0)
})
