/** The console of user code: everything that Node's prints, and nothing told to an inspector. */
import { afterEach, expect, it } from 'vitest'
import { takeOverConsole } from '../../runtime/capture/console.ts'
import { captureStreams } from '../../runtime/capture/streams.ts'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const before = Object.getOwnPropertyDescriptors(console)
afterEach(() => void Object.defineProperties(console, before))

const printed = (work: () => void): string => {
  const said: string[] = []
  const streams = captureStreams({
    whole: flush => flush(),
    owner: () => undefined,
    emit: event => said.push(event.type === 'stream' ? `${event.name}: ${event.text}` : event.type),
  })
  try {
    takeOverConsole()
    work()
  } finally {
    streams.release()
  }
  return said.join('')
}

it('prints as Node does: formats, groups, counts, tables, to the stream of each method', () => {
  const text = printed(() => {
    console.log('%s is %d', 'n', 2, { a: [1] })
    console.group('outer')
    console.error('inner')
    console.groupEnd()
    console.count('c')
    console.assert(false, 'no')
    console.table([{ a: 1 }])
  })
  expect(text).toMatch(
    /^stdout: n is 2 \{ a: \[ 1 \] \}\nstdout: outer\nstderr: {3}inner\nstdout: c: 1\nstderr: Assertion failed: no\n/,
  )
  expect(text).toContain('│ (index) │ a │')
})

it('is not overheard by an inspector, and makes no cell depend on variables of the environment', async () => {
  const runtime = await openRuntime()
  const said: string[] = []
  const code = `const { Session } = await import('node:inspector')
const session = new Session()
session.connect()
let heard = 0
session.on('Runtime.consoleAPICalled', () => heard++)
session.post('Runtime.enable')
console.log('quiet')
session.disconnect()
console.log('heard', heard)`
  const onEvent = (event: RunEvent) => void (event.type === 'stream' && said.push(event.text))
  expect(await runtime.execute({ cell: cellId('a'), code, onEvent })).toMatchObject({ status: 'ok' })
  expect(said.join('')).toBe('quiet\nheard 0\n')
  await runtime.execute({ cell: cellId('b'), code: 'console.log({ a: 1 })', onEvent })
  await runtime.execute({ cell: cellId('c'), code: 'process.env.FORCE_COLOR = "1"', onEvent })
  runtime.setDocument([
    { id: cellId('c'), source: 'process.env.FORCE_COLOR = "1"' },
    { id: cellId('b'), source: 'console.log({ a: 1 })' },
  ])
  expect(runtime.states().map(({ state }) => state)).toEqual(['fresh', 'fresh'])
})
