/**
 * Whole notebooks lived in for a while: cells edited, moved, copied, deleted, run out of order, edits undone, the kernel restarted. In the
 * end they show what a new session shows of the same cells, which has run each of them once.
 */
import { cpSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Player, type SourceCell } from '../support/golden.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { seed } from '../support/seed.ts'
import { wholeNotebooks } from '../support/whole-notebooks.ts'

const runs = process.env['CELLAR_NIGHTLY'] === undefined ? 2 : 100
const repository = resolve(import.meta.dirname, '../..')

const edits = ['another number', 'last line out', 'a comment', 'a line more', 'emptied'] as const
const at = fc.nat(1_000)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant('edit' as const), at, how: fc.constantFrom(...edits), which: at }),
  },
  { weight: 5, arbitrary: fc.record({ op: fc.constantFrom('run', 'delete', 'copy'), at }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('move' as const), at, to: at }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constantFrom('undo', 'freshen', 'restart') }) },
)
type RandomStep = typeof step extends fc.Arbitrary<infer T> ? T : never

const edited = (source: string, how: (typeof edits)[number], which: number): string => {
  switch (how) {
    case 'another number': {
      const numbers = [...source.matchAll(/(?<![\w.$#'"])\d+(?![\w.])/g)]
      const found = numbers[which % Math.max(numbers.length, 1)]
      if (found === undefined) return source
      return `${source.slice(0, found.index)}${Number(found[0]) + 1}${source.slice(found.index + found[0].length)}`
    }
    case 'last line out':
      return source.replace(/[^\n]*$/, line => `// ${line}`)
    case 'a comment':
      return `// a comment\n${source}`
    case 'a line more':
      return `${source}\nconsole.log('here')`
    case 'emptied':
      return ''
    default:
      return how satisfies never
  }
}

const openIn = async (cells: readonly SourceCell[]): Promise<Player> => {
  const { folder, open } = notebookFolder()
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  for (const name of ['data', 'lib'])
    cpSync(join(repository, 'notebooks', name), join(folder, name), { recursive: true })
  const player = await Player.open(cells, open)
  player.put(cells)
  return player
}

const ended = async (player: Player): Promise<object> => {
  await player.freshen()
  await player.settle()
  await player.freshen()
  return { printed: player.shown(), outputs: withoutNumbers(player.outputs()), states: player.states() }
}

/** A blocked cell names the others by the numbers that they had when it was run. */
const withoutNumbers = (outputs: object): unknown =>
  JSON.parse(
    JSON.stringify(outputs).replace(/"Blocked: [^"]*"/g, text =>
      text.replace(/(, )?\[\d+\]/g, (_, more) => (more ? '' : '[n]')),
    ),
  )

const live = async (original: readonly SourceCell[], steps: readonly RandomStep[]): Promise<void> => {
  const sources = new Map(original.map(({ id, source }) => [id, source]))
  let cells = original
  const player = await openIn(cells)
  try {
    await player.freshen()
    for (const one of steps) {
      const index = 'at' in one ? one.at % cells.length : 0
      const cell = cells[index] as SourceCell
      if (one.op === 'edit') cells = cells.with(index, { ...cell, source: edited(cell.source, one.how, one.which) })
      if (one.op === 'delete' && cells.length > 1) cells = cells.toSpliced(index, 1)
      if (one.op === 'move') cells = cells.toSpliced(index, 1).toSpliced(one.to % cells.length, 0, cell)
      if (one.op === 'copy') {
        const copy = { id: `${cell.id}-${cells.length}`, source: cell.source }
        sources.set(copy.id, copy.source)
        cells = cells.toSpliced(index + 1, 0, copy)
      }
      if (one.op === 'undo') cells = cells.map(({ id, source }) => ({ id, source: sources.get(id) ?? source }))
      player.put(cells)
      if (one.op === 'run') await player.step({ op: 'run', id: cell.id })
      if (one.op === 'freshen') await player.freshen()
      if (one.op === 'restart') await player.step({ op: 'restart' })
    }
    const anew = await openIn(cells)
    try {
      const fresh = await ended(anew)
      const ran = anew.recorded()
      expect(ran, 'a new session runs each cell once').toEqual([...new Set(ran)])
      expect(await ended(player)).toEqual(fresh)
    } finally {
      await anew.close()
    }
  } finally {
    await player.close()
  }
}

test.each(wholeNotebooks.map(({ name, cells }) => [name, cells] as const))(
  `%s: ${runs} lives of it end as a new session (seed ${seed})`,
  { timeout: runs * 60_000 },
  async (_name, sources) => {
    const cells = sources.map((source, i) => ({ id: `c${i}`, source }))
    const steps = fc.array(step, { minLength: 3, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(steps, given => live(cells, given)),
      { numRuns: runs, seed, endOnFailure: true },
    )
  },
)
