/**
 * When our own look at what a cell left fails, the cell ends with that failure and the next one runs in a session started again: nobody waits
 * for ever, and nothing that may be half looked at is used.
 */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openRuntime } from '../support/notebook-folder.ts'

it('a look that fails ends its cell, says so, and leaves a session in which cells run', async () => {
  const runtime = await openRuntime()
  await runtime.execute({ cell: cellId('kept'), code: 'const kept = { n: 41 }', onEvent: () => {} })
  const heard: RunEvent[] = []
  // What only an object leads to isn't among the built-ins that are put aside.
  const code = 'Object.getPrototypeOf(new Map().keys()).next = () => { throw new TypeError("not today") }'
  const { status, error } = await runtime.execute({ cell: cellId('a'), code, onEvent: event => heard.push(event) })
  expect(status).toBe('error')
  expect(error?.message).toContain('could not look at what the cell left: TypeError: not today')
  expect(heard.some(event => event.type === 'error' && event.message.includes('Please report it'))).toBe(true)
  const shown: RunEvent[] = []
  await runtime.execute({ cell: cellId('b'), code: 'kept.n + 1', onEvent: event => shown.push(event) })
  expect(shown.find(event => event.type === 'result')).toMatchObject({
    data: { 'text/plain': expect.stringContaining('42') },
  })
})
