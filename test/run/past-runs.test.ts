/** Looking back at what cells did: one run whole, what made it run, and its tags, from a real session and store. */
import { expect, it } from 'vitest'
import { cellId, runId } from '../../runtime/brand.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const open = async () => {
  const runtime = await openRuntime()
  const run = (id: string, code: string, force = false) =>
    runtime.execute({ cell: cellId(id), code, force, onEvent: () => undefined })
  const newestOf = (id: string) => runtime.past.run(runtime.runs({ cell: cellId(id), limit: 1, offset: 0 })[0]!.id)!
  return { runtime, run, newestOf }
}

it('a run says what made it run', async () => {
  const { run, newestOf } = await open()
  await run('a', 'let x = 1')
  await run('b', 'console.log(x)')
  expect(newestOf('b').why).toBe('It had not run before.')
  await run('a', 'let x = 2')
  await run('b', 'console.log(x)')
  expect(newestOf('b').why).toBe('`x` had changed.')
  await run('b', 'console.log(x + 1)')
  expect(newestOf('b').why).toBe('Its code had been edited.')
  await run('b', 'console.log(x + 1)', true)
  expect(newestOf('b').why).toBe('It was asked to run again.')
  expect(newestOf('b')).toMatchObject({
    details: { code: 'console.log(x + 1)' },
    events: [{ type: 'stream', text: '3\n' }],
  })
})

it('a run is tagged and untagged, and no run of nowhere is', async () => {
  const { runtime, run, newestOf } = await open()
  await run('a', 'let x = 1')
  const { id } = newestOf('a').row
  expect(runtime.past.tag(id, { tag: 'good', remove: false })).toEqual(['good'])
  expect(newestOf('a').row.tags).toEqual(['good'])
  expect(runtime.past.tag(id, { tag: 'good', remove: true })).toEqual([])
  expect(() => runtime.past.tag(runId('nowhere'), { tag: 'good', remove: false })).toThrow('nowhere')
  expect(runtime.past.run(runId('nowhere'))).toBeUndefined()
})
