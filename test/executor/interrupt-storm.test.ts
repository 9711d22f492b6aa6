/** Interrupts at random moments of all that a session may be doing: each stops its cell, none costs the session, a value or a message. */
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const codes = [
  'for (let i = 0; ; i++) console.log(i, "x".repeat(i % 200))',
  'while (true) {}',
  'await new Promise(() => {})',
  'for (;;) await null',
  'for (;;) await new Promise(done => setTimeout(done, 1))',
  'setInterval(() => keep.length, 1); for (let i = 0; i < 1e4; i++) { await null; console.log(i) }',
  'keep.reverse(); keep.reverse(); for (const one of keep) console.log(one.i)',
  'import { readFileSync, writeFileSync } from "node:fs"; for (;;) { writeFileSync("f", "1"); readFileSync("f") }',
]

/** milliseconds: the promise is 100 ms, which the bench measures; a loaded machine gets slack here, a session that hangs doesn't */
const stopped = 3_000

test('an interrupt at any moment stops the cell and costs nothing else', { timeout: 120_000 }, async () => {
  const runtime = await openRuntime()
  const notices: string[] = []
  runtime.onNotice(text => notices.push(text))
  const execute = async (id: string, code: string) => {
    let text = ''
    const onEvent = (event: { readonly type: string; readonly text?: string }) => {
      if (event.type === 'stream') text += event.text
    }
    const { status } = await runtime.execute({ cell: cellId(id), code, onEvent })
    return { status, text }
  }
  await execute('keep', 'const keep = Array.from({ length: 20_000 }, (_, i) => ({ i }))')
  let cells = 0
  const moments = fc.record({ code: fc.constantFrom(...codes), ms: fc.integer({ min: 0, max: 60 }) })
  await fc.assert(
    fc.asyncProperty(moments, async ({ code, ms }) => {
      const running = execute('stopped', `${code} // ${cells++}`)
      await setTimeout(ms)
      const asked = performance.now()
      await runtime.interrupt()
      await running
      expect(performance.now() - asked).toBeLessThan(stopped)
      const after = await execute('after', `console.log(keep.length, keep[19_999].i) // ${cells}`)
      expect(after).toEqual({ status: 'ok', text: '20000 19999\n' })
    }),
    { numRuns: 60, endOnFailure: true },
  )
  expect(notices).toEqual([])
})
