/**
 * A pool cell shows exactly what a session cell shows: all golden cases again with every cell marked for the pool, in one session and with
 * a restart after every step. What can't cross runs in the session, and must show the same there.
 */
import { expect, test } from 'vitest'
import { goldenCases, pooled, pooledStep } from '../support/golden.ts'
import { openPlayer } from '../support/notebook-folder.ts'

test.each(goldenCases().map(c => [c.name, c] as const))('%s', async (_name, golden) => {
  const player = await openPlayer(golden.cells.map(({ id, source }) => ({ id, source: pooled(source) })))
  for (const step of golden.steps.map(pooledStep)) await player.step(step)
  await player.freshen()
  await player.settle()
  expect(player.shown()).toMatchObject(golden.expect)
  expect(player.failed()).toEqual(golden.errors ?? [])
})
