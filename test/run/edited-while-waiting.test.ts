/** A cell that is edited or deleted while others run to bring its environment back, on a real session: what runs is what is recorded. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { opened } from '../support/opened.ts'

/** Whatever happens while the generator of `a`, which no store can keep, is made again for `b`. */
const whileRebuilt = async (happens: (cells: Awaited<ReturnType<typeof opened>>) => void) => {
  const cells = await opened({
    a: 'const it = (function* () { yield 1; yield 2 })()',
    b: "console.log('as asked', it.next().value)",
  })
  await cells.run('a')
  await cells.restart()
  let once = false
  const reader = cells.runtime().readStates(() => {
    const isRebuilt = cells.runtime().states()[0]?.state === 'running'
    if (!isRebuilt || once) return
    once = true
    happens(cells)
  })
  const came = await cells.run('b')
  reader.close()
  expect(once).toBe(true)
  return { cells, came }
}

it('an edit while the environment is brought back is what runs, and what the run is kept for', async () => {
  const { cells, came } = await whileRebuilt(({ edit }) => edit('b', "console.log('edited', it.next().value)"))
  expect(came.text).toBe('edited 1\n')
  const { row } = cells.runtime().past.run(cells.runtime().runs({ cell: cellId('b'), limit: 1, offset: 0 })[0]!.id)!
  expect(cells.runtime().past.run(row.id)?.details.code).toContain('edited')
  expect(
    cells
      .runtime()
      .states()
      .map(({ state }) => state),
  ).toEqual(['fresh', 'fresh'])
})

it('a cell deleted while its environment is brought back does not run, and leaves no record', async () => {
  const { cells, came } = await whileRebuilt(opened => opened.runtime().remove([cellId('b')]))
  expect(came).toMatchObject({ text: '', result: { status: 'interrupted' } })
  expect(cells.runtime().runs({ cell: cellId('b'), limit: 1, offset: 0 })).toEqual([])
})
