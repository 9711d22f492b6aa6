/**
 * Plays a random story on a runtime and on plain Node: once nothing is stale every cell shows what one script of the cells shows, and on the
 * way no cell ran that a naive system would not have run.
 */
import { expect } from 'vitest'
import { endless, Player, type Step } from './golden.ts'
import { NaiveOracle } from './naive-oracle.ts'
import { notebookFolder } from './notebook-folder.ts'
import { runByPlainNode, shownByPlainNode } from './oracle.ts'
import { type RandomCell, type RandomStep, type RandomStory, readable } from './random-notebook.ts'

export const checkStory = async (story: RandomStory): Promise<void> => {
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
      const sourceBefore = new Map(book.map(({ id, source }) => [id, source]))
      const concrete = apply(book, step)
      if (concrete === undefined) continue
      // It may end timers before they have printed: what they would have shown has to be had again.
      const ended = concrete.op !== 'run' && 'id' in concrete ? sourceBefore.get(concrete.id) : undefined
      if (ended?.includes('setTimeout') === true) oracle.forget(source => source === ended)
      if (concrete.op === 'interrupt') await player.interrupt(concrete.id)
      else if (concrete.op === 'kill') await player.killWorker(concrete.id)
      else await player.step(concrete)
      if (concrete.op === 'restart') oracle.forget(isInNoFile)
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

/** Values of variables of the environment, and what functions keep to themselves: only a rerun brings them back. */
const isInNoFile = (source: string): boolean => source.includes('process.env.CASK =') || source.includes('= (() => {')

interface BookCell extends RandomCell {
  readonly id: string
}

type ConcreteStep =
  | Step
  | { readonly op: 'interrupt'; readonly id: string }
  | { readonly op: 'kill'; readonly id: string }

/** Changes the book as the step says, and gives the step in terms of cell ids; undefined where there is no such cell. */
const apply = (book: BookCell[], step: RandomStep): ConcreteStep | undefined => {
  if (!('at' in step)) return step
  const at = step.at % Math.max(book.length, 1)
  const cell = book[at]
  if (cell === undefined) return undefined
  switch (step.op) {
    case 'run':
    case 'interrupt':
    case 'kill':
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

/** The cell that was stopped ran with a loop at its end, where the script has none. */
const asRun = (book: readonly BookCell[], step: ConcreteStep): readonly BookCell[] =>
  step.op === 'interrupt' || step.op === 'kill'
    ? book.map(c => (c.id === step.id ? { ...c, source: endless(c.source) } : c))
    : book

const sources = (book: readonly BookCell[]): string => book.map(c => `${c.id}: ${c.source}`).join('\n')
