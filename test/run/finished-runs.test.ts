/** `runs()` in a cell: rows of finished runs of whole notebooks, an input of the cell that asks. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../runtime/store/open-store.ts'
import { opened } from '../support/opened.ts'

const finish = (folder: string, lr: number, sweep: string): void => {
  const store = openStore({ folder: join(folder, '.cellar') })
  const id = randomUUID()
  const notebook = join(folder, 'nb.ipynb')
  store.batches.begin({ id, notebook, sweep, startedAt: lr, explored: ['lr'], given: { lr }, environment: {} })
  const counts = { ran: 1, restored: 0, failed: 0, blocked: 0, savedMs: 0 }
  store.batches.end(id, {
    outcome: 'ok',
    ms: 5,
    parameters: { lr, deep: lr > 2 },
    records: { loss: 1 / lr },
    counts,
    runs: [],
  })
  store.close()
}

it.each(['', '//| pool: true\n'])('gives parameters and records as columns, and is an input (%j)', async option => {
  const nb = await opened({
    a: `${option}const rows = await runs({ sweep: 'first' })\nconsole.log(rows.map(r => [r.lr, r.loss].join()).join(' '))`,
  })
  finish(nb.folder, 2, 'first')
  finish(nb.folder, 4, 'first')
  finish(nb.folder, 8, 'other')
  expect((await nb.run('a')).text).toBe('2,0.5 4,0.25\n')
  finish(nb.folder, 16, 'other')
  expect((await nb.run('a')).result.metadata.ran).toBe(false)
  finish(nb.folder, 8, 'first')
  nb.runtime().setParameters({})
  expect(nb.runtime().why('a' as never)).toContain('runs of whole notebooks that it asked for came or went')
  expect((await nb.run('a')).text).toBe('2,0.5 4,0.25 8,0.125\n')
})

it('gives booleans as booleans', async () => {
  const nb = await opened({ a: 'console.log((await runs()).map(r => r.deep))' })
  finish(nb.folder, 2, 'first')
  finish(nb.folder, 4, 'first')
  expect((await nb.run('a')).text).toBe('[ false, true ]\n')
})

it('refuses to choose by what a run has not', async () => {
  const nb = await opened({ a: "await runs({ name: 'x' })" })
  expect((await nb.run('a')).result.error?.message).toContain('there is no `name` to choose by')
})
