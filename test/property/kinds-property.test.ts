/**
 * The golden property on values of every kind: generators, private fields, proxies, promises, weak collections, linked prototypes, files,
 * patches, a local module that keeps state. What is shown in the end is what one plain Node script shows.
 */
import fc from 'fast-check'
import { test } from 'vitest'
import { kindFiles, kindStory } from '../support/random-kinds.ts'
import { checkShown } from '../support/random-story.ts'
import { seed } from '../support/seed.ts'

const runs = Number(process.env['CELLAR_STORIES'] ?? (process.env['CELLAR_NIGHTLY'] === undefined ? 60 : 2_000))

test(`${runs} random stories over values of every kind end as Restart & Run All (seed ${seed})`, {
  timeout: runs * 10_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(kindStory, story => checkShown(story, kindFiles)),
    { numRuns: runs, seed, endOnFailure: process.env['CELLAR_SHRINK'] === undefined },
  )
})
