/** Clearing what is stored of a notebook, on a real session and store: the cells run again, once, and show the same. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const open = async () => {
  const runtime = await openRuntime()
  const run = (id: string, code: string) =>
    runtime.execute({ cell: cellId(id), code, onEvent: () => undefined }).then(({ metadata }) => metadata)
  const states = () => runtime.states().map(({ state }) => state)
  return { runtime, run, states }
}

it('its cells are stale, run again once each, and are fresh then', async () => {
  const { runtime, run, states } = await open()
  await run('a', 'const list = [1, 2]')
  await run('b', 'list.push(3); list.length')
  expect(runtime.clear({ dryRun: true })).toMatchObject({ runs: 2, tagged: 0 })
  expect(states()).toEqual(['fresh', 'fresh'])
  expect(runtime.clear({ dryRun: false })).toMatchObject({ runs: 2 })
  expect(states()).toEqual(['stale', 'stale'])
  expect(runtime.runs({ limit: 10, offset: 0 })).toEqual([])
  expect(await run('a', 'const list = [1, 2]')).toMatchObject({ ran: true, state: 'fresh' })
  expect(await run('b', 'list.push(3); list.length')).toMatchObject({ ran: true, state: 'fresh' })
  expect(states()).toEqual(['fresh', 'fresh'])
  expect(runtime.variables().find(({ name }) => name === 'list')?.preview).toBe('Array(3)')
  expect(await run('b', 'list.push(3); list.length')).toMatchObject({ ran: false })
})

it('an earlier code of a cleared cell runs again too, and other cells stay fresh', async () => {
  const { runtime, run, states } = await open()
  await run('a', 'const x = 1')
  await run('b', 'const y = 5')
  await run('a', 'const x = 2')
  runtime.clear({ cell: cellId('a'), dryRun: false })
  expect(states()).toEqual(['stale', 'fresh'])
  expect(await run('a', 'const x = 1')).toMatchObject({ ran: true })
})

it('a file that a cleared cell wrote is as it was before, when the cell is deleted', async () => {
  const { runtime, run } = await open()
  await run('a', "import { existsSync, writeFileSync } from 'node:fs'; writeFileSync('made.txt', '1')")
  runtime.clear({ dryRun: false })
  runtime.setDocument([{ id: cellId('c'), source: "(await import('node:fs')).existsSync('made.txt')" }])
  const shown: string[] = []
  const code = "(await import('node:fs')).existsSync('made.txt')"
  await runtime.execute({ cell: cellId('c'), code, onEvent: event => shown.push(JSON.stringify(event)) })
  expect(shown.join()).toContain('false')
})

it('is refused while cells run', async () => {
  const { runtime } = await open()
  let begun = (): void => undefined
  const running = new Promise<void>(resolve => {
    begun = resolve
  })
  const done = runtime.execute({
    cell: cellId('a'),
    code: "console.log('on'); for (;;);",
    onEvent: event => event.type === 'stream' && begun(),
  })
  await running
  expect(() => runtime.clear({ dryRun: false })).toThrow('Cells are running.')
  await runtime.interrupt()
  await done
})
