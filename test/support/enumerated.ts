/**
 * One notebook and every document that a single edit makes of it, played in one session: each must come out as plain Node has it, with no
 * run that the naive oracle doesn't ask for, and taking the edit back must run nothing at all.
 */
import { expect } from 'vitest'
import { Player } from './golden.ts'
import { NaiveOracle, type OracleCell } from './naive-oracle.ts'
import { notebookFolder } from './notebook-folder.ts'
import { runAllByPlainNode } from './oracle-batch.ts'

export type Document = readonly OracleCell[]

/** name → how a script reads it, undefined where nobody made it */
export const readersOf = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map(name => [name, `typeof ${name} === 'undefined' ? undefined : ${name}`]))

export const checkEveryEdit = async (
  book: Document,
  edited: readonly Document[],
  names: readonly string[],
): Promise<void> => {
  const plain = runAllByPlainNode([book, ...edited], readersOf(names))
  const runOf = new Map([book, ...edited].map((document, i) => [document, plain[i]]))
  const oracle = new NaiveOracle(names, document => runOf.get(document as Document)?.inputs ?? {})
  const player = await Player.open(book, notebookFolder().open)
  const check = async (document: Document): Promise<void> => {
    player.put(document)
    await player.freshen()
    const told = textOf(book, document)
    expect(player.shown(), told).toEqual(runOf.get(document)?.shown)
    const ran = player.ran()
    const ended = new Set(document.map(c => c.id))
    expect(oracle.unneeded(document, { ran, ended }), `ran ${ran} in\n${told}`).toEqual([])
  }
  try {
    await check(book)
    for (const document of edited) {
      await check(document)
      player.put(book)
      await player.freshen()
      expect(player.ran(), `taken back: ${textOf(book, document)}`).toEqual([])
      expect(player.shown()).toEqual(runOf.get(book)?.shown)
    }
  } finally {
    await player.close()
  }
}

const textOf = (book: Document, document: Document): string =>
  [book, document].map(d => d.map(c => `${c.id}: ${c.source}`).join('\n')).join('\nedited to\n')

/** Every document with one cell less. */
export const withOneDeleted = (book: Document): readonly Document[] => book.map(cell => book.filter(c => c !== cell))

/** Every document with one cell elsewhere; a swap of neighbours once. */
export const withOneMoved = (book: Document): readonly Document[] =>
  book.flatMap((cell, from) =>
    book.flatMap((_, to) => {
      if (to === from || to === from - 1) return []
      const rest = book.filter(c => c !== cell)
      return [[...rest.slice(0, to), cell, ...rest.slice(to)]]
    }),
  )

/** Every document with one cell replaced by another with its id. */
export const withOneEdited = (
  book: Document,
  editsOf: (cell: OracleCell, index: number) => readonly OracleCell[],
): readonly Document[] =>
  book.flatMap((cell, index) => editsOf(cell, index).map(edited => book.map(c => (c === cell ? edited : c))))
