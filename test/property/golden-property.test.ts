/**
 * The golden property on random notebooks: whatever was edited, run, moved, deleted, interrupted or restarted, once nothing is stale every
 * cell shows what one plain Node script of the cells shows. And on the way no cell ran that a naive system would not have run.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endless, Player, type Step } from '../support/golden.ts'
import { NaiveOracle } from '../support/naive-oracle.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { runByPlainNode, shownByPlainNode } from '../support/oracle.ts'
import {
  type RandomCell,
  type RandomStep,
  type RandomStory,
  randomStory,
  readable,
} from '../support/random-notebook.ts'
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

const checkStory = async (story: RandomStory): Promise<void> => {
  const book = story.cells.map((cell, i) => ({ id: `c${i}`, ...cell }))
  const player = await Player.open(book, notebookFolder().open)
  const oracle = new NaiveOracle(Object.keys(readable), cells => runByPlainNode(cells, readable).inputs)
  const checkRuns = (what: string, cells: readonly BookCell[], target?: string): void => {
    const states = Object.entries(player.states())
    const ended = new Set(states.filter(([, state]) => state === 'fresh').map(([id]) => id))
    const made = { ran: player.recorded(), ended, ...(target === undefined ? {} : { target }) }
    expect(oracle.unneeded(cells, made), `${what} ran ${made.ran}\n${sources(book)}`).toEqual([])
  }
  try {
    for (const step of story.steps) {
      const concrete = apply(book, step)
      if (concrete === undefined) continue
      if (concrete.op !== 'interrupt') await player.step(concrete)
      else await player.interrupt(concrete.id)
      // The values of variables of the environment are kept in no file.
      if (concrete.op === 'restart') oracle.forget(source => source.includes('process.env.CASK ='))
      checkRuns(JSON.stringify(concrete), asRun(book, concrete), 'id' in concrete ? concrete.id : undefined)
    }
    await player.freshen()
    await player.settle()
    expect(player.shown(), sources(book)).toEqual(shownByPlainNode(book))
    checkRuns('the end', book)
    await player.freshen()
    expect(player.recorded(), 'a fresh notebook has nothing to run').toEqual([])
  } finally {
    await player.close()
  }
}

interface BookCell extends RandomCell {
  readonly id: string
}

type ConcreteStep = Step | { readonly op: 'interrupt'; readonly id: string }

/** Changes the book as the step says, and gives the step in terms of cell ids; undefined where there is no such cell. */
const apply = (book: BookCell[], step: RandomStep): ConcreteStep | undefined => {
  if (!('at' in step)) return step
  const at = step.at % Math.max(book.length, 1)
  const cell = book[at]
  if (cell === undefined) return undefined
  switch (step.op) {
    case 'run':
    case 'interrupt':
      return { op: step.op, id: cell.id }
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

/** The interrupted cell ran with a loop at its end, where the script has none. */
const asRun = (book: readonly BookCell[], step: ConcreteStep): readonly BookCell[] =>
  step.op === 'interrupt' ? book.map(c => (c.id === step.id ? { ...c, source: endless(c.source) } : c)) : book

const sources = (book: readonly BookCell[]): string => book.map(c => `${c.id}: ${c.source}`).join('\n')
