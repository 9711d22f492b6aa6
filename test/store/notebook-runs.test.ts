/** The runs of a notebook as its runtime lists them: its own only, newest first, each with all that it showed. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { openRuntime } from '../support/notebook-folder.ts'

it('a runtime lists the runs of its notebook and tells what each showed', async () => {
  const runtime = await openRuntime()
  const run = (id: string, code: string) => runtime.execute({ cell: cellId(id), code, onEvent: () => undefined })
  await run('a', 'console.log(1)')
  await run('b', 'console.log(2)')
  await run('a', 'console.log(3)')
  expect(runtime.runs({ limit: 10, offset: 0 }).map(row => [row.cell, row.outcome])).toEqual([
    ['a', 'ok'],
    ['b', 'ok'],
    ['a', 'ok'],
  ])
  const [newest, oldest] = runtime.runs({ cell: cellId('a'), limit: 10, offset: 0 })
  expect(runtime.events(newest!.id)).toMatchObject([{ type: 'stream', text: '3\n' }])
  expect(runtime.events(oldest!.id)).toMatchObject([{ type: 'stream', text: '1\n' }])
})
