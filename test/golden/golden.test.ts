/**
 * The golden cases of golden-examples.json, as a client of spec §13 sees them: in one session, and with a restart after every
 * step. What is shown must be what a fresh top-to-bottom run shows; what ran must not exceed the case's ideal.
 */
import { describe, expect, test } from 'vitest'
import { type GoldenCase, goldenCases, type Player, type Step } from '../support/golden.ts'
import { openPlayer } from '../support/notebook-folder.ts'

const cases = goldenCases()

describe.each([
  ['in one session', (steps: readonly Step[]) => steps],
  [
    'with a restart after every step',
    (steps: readonly Step[]) => steps.flatMap((s): readonly Step[] => [s, { op: 'restart' }]),
  ],
])('%s', (_title, stepsOf) => {
  test.each(cases.map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const player = await openPlayer(golden.cells)
    await play(player, golden, stepsOf)
    expect(player.shown()).toMatchObject(golden.expect)
    expect(player.failed()).toEqual(golden.errors ?? [])
  })
})

const play = async (
  player: Player,
  golden: GoldenCase,
  stepsOf: (steps: readonly Step[]) => readonly Step[],
): Promise<void> => {
  const before = stepsOf(golden.steps.slice(0, -1))
  for (const step of before) await player.step(step)
  if (golden.ideal !== null) await player.freshen()
  await player.settle()
  player.ran()
  for (const step of stepsOf(golden.steps.slice(-1))) await player.step(step)
  await player.freshen()
  await player.settle()
  if (golden.ideal !== null) expect(golden.ideal).toEqual(expect.arrayContaining([...new Set(player.ran())]))
}
