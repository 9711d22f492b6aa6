/**
 * Plays a random story on a runtime and on plain Node: once nothing is stale every cell shows what one script of the cells shows, and on the
 * way no cell ran that a naive system would not have run.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { endless, Player, type Step } from './golden.ts'
import { NaiveOracle } from './naive-oracle.ts'
import { notebookFolder } from './notebook-folder.ts'
import { runByPlainNode, shownByPlainNode } from './oracle.ts'
import { type RandomCell, type RandomStep, type RandomStory, readable, realmNames } from './random-notebook.ts'

/** The first half, for stories of which nobody else can tell what has to run. `files`: text by name, beside the notebook. */
export const checkShown = async (story: RandomStory, files: Readonly<Record<string, string>>): Promise<void> => {
  const book = bookOf(story)
  const [lived, plain] = [notebookFolder(), notebookFolder()]
  for (const { folder } of [lived, plain])
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const player = await Player.open(book, lived.open)
  try {
    for (const step of story.steps) {
      const concrete = apply(book, step)
      if (concrete !== undefined) await take(player, concrete)
    }
    await player.freshen()
    await player.settle()
    await player.freshen()
    expect(player.failed(), sources(book)).toEqual([])
    expect(player.shown(), sources(book)).toEqual(shownByPlainNode(book, plain.folder))
  } finally {
    await player.close()
  }
}

export const checkStory = async (story: RandomStory): Promise<void> => {
  const book = bookOf(story)
  const player = await Player.open(book, notebookFolder().open)
  const oracle = new NaiveOracle(Object.keys(readable), cells => runByPlainNode(cells, readable).inputs, realmNames)
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
      await take(player, concrete)
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

const bookOf = ({ cells }: RandomStory): BookCell[] => cells.map((cell, i) => ({ id: `c${i}`, ...cell }))

type ConcreteStep =
  | Step
  | { readonly op: 'interrupt'; readonly id: string }
  | { readonly op: 'kill'; readonly id: string }

const take = async (player: Player, step: ConcreteStep): Promise<void> => {
  if (step.op === 'interrupt') await player.interrupt(step.id)
  else if (step.op === 'kill') await player.killWorker(step.id)
  else await player.step(step)
}

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
