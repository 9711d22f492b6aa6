/**
 * Whether something other than one message can have run since a run ended. Each test is a way in which user code gets to run between
 * two cells; wherever that may have happened, the answer must be another look.
 */
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import { nothingPending } from '../../runtime/effects/owner.ts'
import { Stillness } from '../../runtime/executor/session/stillness.ts'

const fixture = () => {
  const at = { turn: 10, pending: nothingPending, looks: 0 }
  const stillness = new Stillness({
    look: () => void at.looks++,
    guard: work => work(),
    pending: () => at.pending,
    turns: () => at.turn,
  })
  const idle = async (run: string, callsNothing = false): Promise<void> => {
    stillness.runEnded(runId(run), { callsNothing })
    await setImmediate()
  }
  return { at, stillness, idle }
}

test('all is still when the next message is the first thing since the session fell idle, and it was looked at then', async () => {
  const { at, stillness, idle } = fixture()
  await idle('a')
  expect(at.looks).toBe(1)
  at.turn++
  expect(stillness.take()).toBe(true)
})

test('a run that called nothing was looked at whole as it ended', async () => {
  const { at, stillness, idle } = fixture()
  await idle('a', true)
  expect(at.looks).toBe(0)
  at.turn++
  expect(stillness.take()).toBe(true)
})

test('nothing is still before the session fell idle, nor before any run', () => {
  const { at, stillness } = fixture()
  expect(stillness.take()).toBe(false)
  stillness.runEnded(runId('a'), { callsNothing: false })
  at.turn++
  expect(stillness.take()).toBe(false)
})

test('a message that comes before the session fell idle is the last to be looked for: what its run does is its own', async () => {
  const { at, stillness } = fixture()
  stillness.runEnded(runId('a'), { callsNothing: false })
  expect(stillness.take()).toBe(false)
  await setImmediate()
  expect(at.looks).toBe(0)
})

test('a second message may find what the first one changed', async () => {
  const { at, stillness, idle } = fixture()
  await idle('a')
  at.turn++
  stillness.take()
  expect(stillness.take()).toBe(false)
})

test('a turn of the event loop beside the one of the message may have been anybody’s', async () => {
  const { at, stillness, idle } = fixture()
  await idle('a')
  at.turn += 2
  expect(stillness.take()).toBe(false)
})

test.each(['timeouts', 'unrefed', 'intervals', 'handles'] as const)(
  'a run that left %s going keeps it from being still, until they end',
  async kind => {
    const { at, stillness, idle } = fixture()
    at.pending = { ...nothingPending, [kind]: 1 }
    await idle('a')
    at.turn++
    expect(stillness.take()).toBe(false)
    await idle('b')
    at.turn++
    expect(stillness.take()).toBe(false)
    at.pending = nothingPending
    await idle('c')
    at.turn++
    expect(stillness.take()).toBe(true)
  },
)
