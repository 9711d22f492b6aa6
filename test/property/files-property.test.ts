/** The golden property on files: what stories that write, move, link and remove them show in the end is what one plain Node script shows. */
import fc from 'fast-check'
import { test } from 'vitest'
import { fileFiles, fileStory } from '../support/random-files.ts'
import { checkShown } from '../support/random-story.ts'
import { seed } from '../support/seed.ts'

const runs = Number(process.env['CELLAR_STORIES'] ?? (process.env['CELLAR_NIGHTLY'] === undefined ? 30 : 1_000))

test(`${runs} random stories of files end as Restart & Run All (seed ${seed})`, {
  timeout: runs * 10_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fileStory, story => checkShown(story, fileFiles)),
    { numRuns: runs, seed, endOnFailure: process.env['CELLAR_SHRINK'] === undefined },
  )
})
