/**
 * The golden property with cells on the pool: a third of the cells of random notebooks run on workers, which are interrupted and killed in
 * the middle. What is shown in the end is what one plain Node script shows, and no cell ran needlessly.
 */
import fc from 'fast-check'
import { test } from 'vitest'
import { pooledStory } from '../support/random-notebook.ts'
import { checkStory } from '../support/random-story.ts'
import { seed } from '../support/seed.ts'

const runs = Number(process.env['CELLAR_STORIES'] ?? (process.env['CELLAR_NIGHTLY'] === undefined ? 40 : 1_000))

test(`${runs} random stories with pool cells end as Restart & Run All (seed ${seed})`, {
  timeout: runs * 10_000,
}, async () => {
  await fc.assert(fc.asyncProperty(pooledStory, checkStory), {
    numRuns: runs,
    seed,
    endOnFailure: process.env['CELLAR_SHRINK'] === undefined,
  })
})
