/**
 * The golden property on random notebooks: whatever was edited, run, moved, deleted or restarted, once nothing is stale every cell
 * shows what one plain Node script of the cells shows; and once it is, running to freshness again executes nothing.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Player, type Step } from '../support/golden.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { seed } from '../support/seed.ts'
import { shownByPlainNode } from '../support/oracle.ts'
import { type RandomCell, type RandomStep, type RandomStory, randomStory } from '../support/random-notebook.ts'

const runs = Number(process.env['CELLAR_STORIES'] ?? (process.env['CELLAR_NIGHTLY'] === undefined ? 200 : 2_000))

test(`${runs} random stories end as Restart & Run All (seed ${seed})`, { timeout: runs * 5_000 }, async () => {
  await fc.assert(fc.asyncProperty(randomStory, checkStory), {
    numRuns: runs,
    seed,
    endOnFailure: process.env['CELLAR_SHRINK'] === undefined,
  })
})

const checkStory = async (story: RandomStory): Promise<void> => {
  const book = story.cells.map((cell, i) => ({ id: `c${i}`, ...cell }))
  const player = await Player.open(book, notebookFolder().open)
  try {
    for (const step of story.steps) {
      const concrete = apply(book, step)
      if (concrete !== undefined) await player.step(concrete)
    }
    await player.freshen()
    await player.settle()
    expect(player.shown(), sources(book)).toEqual(shownByPlainNode(book))
    player.ran()
    await player.freshen()
    expect(player.ran(), 'a fresh notebook has nothing to run').toEqual([])
  } finally {
    await player.close()
  }
}

interface BookCell extends RandomCell {
  readonly id: string
}

/** Changes the book as the step says, and gives the step in terms of cell ids; undefined where there is no such cell. */
const apply = (book: BookCell[], step: RandomStep): Step | undefined => {
  if (!('at' in step)) return step
  const at = step.at % Math.max(book.length, 1)
  const cell = book[at]
  if (cell === undefined) return undefined
  switch (step.op) {
    case 'run':
      return { op: 'run', id: cell.id }
    case 'delete':
      book.splice(at, 1)
      return { op: 'delete', id: cell.id }
    case 'edit':
      book[at] = { id: cell.id, ...step.to }
      return { op: 'edit', id: cell.id, source: step.to.source }
    case 'move': {
      book.splice(at, 1)
      const index = step.index % (book.length + 1)
      book.splice(index, 0, cell)
      return { op: 'move', id: cell.id, index }
    }
    default:
      return step satisfies never
  }
}

const sources = (book: readonly BookCell[]): string => book.map(c => `${c.id}: ${c.source}`).join('\n')
