/**
 * The golden property on random notebooks: whatever was edited, run, moved, deleted, interrupted or restarted, once nothing is stale every
 * cell shows what one plain Node script of the cells shows. And on the way no cell ran that a naive system would not have run.
 */
import fc from 'fast-check'
import { test } from 'vitest'
import { randomStory } from '../support/random-notebook.ts'
import { checkStory } from '../support/random-story.ts'
import { seed } from '../support/seed.ts'

const runs = Number(process.env['CELLAR_STORIES'] ?? (process.env['CELLAR_NIGHTLY'] === undefined ? 200 : 2_000))

test(`${runs} random stories end as Restart & Run All and run nothing needless (seed ${seed})`, {
  timeout: runs * 5_000,
}, async () => {
  await fc.assert(fc.asyncProperty(randomStory, checkStory), {
    numRuns: runs,
    seed,
    endOnFailure: process.env['CELLAR_SHRINK'] === undefined,
  })
})
