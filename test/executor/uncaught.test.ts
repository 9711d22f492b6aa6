/** An error that nobody catches in code which a cell waits for: it ends the cell, as it ends plain Node; waiting on would be for ever. */
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { ExecuteResult } from '../../runtime/runtime.ts'
import { openRuntime } from '../support/notebook-folder.ts'

/** Runs the sources one after the other, each as a cell. */
const play = async (...sources: readonly string[]) => {
  const runtime = await openRuntime()
  const results: ExecuteResult[] = []
  const shown: string[][] = []
  for (const [index, code] of sources.entries()) {
    const texts: string[] = []
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'stream') texts.push(event.text)
      if (event.type === 'error') texts.push(`${event.name}: ${event.message}`)
    }
    results.push(await runtime.execute({ cell: cellId(`c${index}`), code, onEvent }))
    shown.push(texts)
  }
  return { runtime, results, shown, says: results.map(({ status, error }) => error?.message ?? status) }
}

const never = 'await new Promise(() => {})'
const lost = "throw new Error('lost')"

describe('a cell that waits fails with what nobody caught', () => {
  test.each([
    ['in a timer', `setTimeout(() => { ${lost} }, 5); ${never}`],
    ['in an event', `process.nextTick(() => { ${lost} }); ${never}`],
    ['behind an await', `await null; setImmediate(() => { ${lost} }); ${never}`],
    ['in a microtask', `queueMicrotask(() => { ${lost} }); ${never}`],
    [
      'in a stream',
      `const { Transform } = await import('node:stream'), { pipeline } = await import('node:stream/promises')
await pipeline(['a'], new Transform({ transform() { setImmediate(() => { ${lost} }) } }), process.stdout, { end: false })`,
    ],
    [
      'as an error event that nobody hears',
      `const { EventEmitter } = await import('node:events')
setTimeout(() => new EventEmitter().emit('error', new Error('lost')), 5); ${never}`,
    ],
    ['on a worker of the pool', `//| pool: true\nsetTimeout(() => { ${lost} }, 5); ${never}`],
  ])('%s', async (_, code) => {
    const { says, shown } = await play(`const before = 1\n${code}`, 'console.log("alive")')
    expect(says).toEqual(['lost', 'ok'])
    expect(shown).toEqual([['Error: lost'], ['alive\n']])
  })

  test('and its traceback has the line that threw', async () => {
    const { results } = await play(
      `const wait = ${never.replace('await ', '')}\nsetTimeout(() => {\n  ${lost}\n}, 5)\nawait wait`,
    )
    expect(stripVTControlCharacters(String(results[0]?.error?.traceback))).toMatch(/Cell \[1\], line 3/)
  })

  test('an item of each by itself', async () => {
    const { says, shown } = await play(
      `const done = await each([1, 2, 3], async n => { if (n === 2) { setTimeout(() => { ${lost} }, 5); ${never} } return n })`,
    )
    expect(says[0]).toMatch(/1 of 3 items failed.*lost/s)
    expect(shown[0]).toHaveLength(1)
  })
})

describe('a cell that waits goes on', () => {
  const wait = (ms: number) => `await new Promise(done => setTimeout(done, ${ms}))`

  test('where the error is that of a cell above', async () => {
    const { says } = await play(`setTimeout(() => { ${lost} }, 5)`, `${wait(40)}\nconsole.log('on')`)
    expect(says).toEqual(['ok', 'ok'])
  })

  test('with all that is queued behind the error, before the next cell begins', async () => {
    const { says, shown } = await play(
      `let n = 0
const ticks = (k, last) => k === 0 ? last() : process.nextTick(() => queueMicrotask(() => ticks(k - 1, last)))
ticks(2, () => { ${lost} })
ticks(5, () => { n = 5 })`,
      'console.log(n)',
    )
    expect(says).toEqual(['ok', 'ok'])
    expect(shown).toEqual([['Error: lost'], ['5\n']])
  })

  test('where the notebook hears of such errors itself', async () => {
    const { says, shown } = await play(
      `process.on('uncaughtException', error => console.log('heard', error.message))
setTimeout(() => { ${lost} }, 5)\n${wait(40)}\nconsole.log('on')`,
    )
    expect(says).toEqual(['ok'])
    expect(shown[0]).toEqual(['heard lost\n', 'on\n'])
  })

  test('where a promise is rejected, which it may yet handle', async () => {
    const { says, shown } = await play(
      `const late = Promise.reject(new Error('lost'))\n${wait(20)}\nawait late.catch(e => console.log('caught', e.message))`,
    )
    expect(says).toEqual(['ok'])
    expect(shown[0]).toEqual(['Error: lost', 'caught lost\n'])
  })
})
