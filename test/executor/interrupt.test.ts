/** Stopping user code wherever it is, and surviving whatever it does to its process. Real session processes. */
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { ExecuteResult, NotebookRuntime } from '../../runtime/runtime.ts'
import { openRuntime } from '../support/notebook-folder.ts'

interface Shown {
  readonly result: ExecuteResult
  readonly text: string
}

let cells = 0

const run = async (
  runtime: NotebookRuntime,
  code: string,
  onEvent: (event: RunEvent) => void = () => {},
): Promise<Shown> => {
  let text = ''
  const result = await runtime.execute({
    cell: cellId(`cell-${cells++}`),
    code,
    onEvent: event => {
      if (event.type === 'stream') text += event.text
      onEvent(event)
    },
  })
  return { result, text }
}

/** Runs code that prints `go` and would never end, interrupts it there, and says how long it took to stop. */
const stop = async (
  runtime: NotebookRuntime,
  code: string,
): Promise<{ readonly result: ExecuteResult; readonly ms: number }> => {
  let asked = 0
  const { result } = await run(runtime, code, event => {
    if (event.type !== 'stream' || !event.text.includes('go') || asked !== 0) return
    asked = performance.now()
    void runtime.interrupt()
  })
  return { result, ms: performance.now() - asked }
}

const endless = {
  'a synchronous loop': `console.log('go'); while (true) {}`,
  'a loop after an await': `console.log('go'); await null; while (true) {}`,
  'a loop that catches everything': `console.log('go'); for (;;) { try { while (true) {} } catch {} finally { continue } }`,
  'a loop in a timer, awaited': `await new Promise((done) => setTimeout(() => { console.log('go'); while (true) {} }, 1))`,
  'a pending await': `console.log('go'); await new Promise(() => {})`,
  'a blocking wait': `console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  'a catastrophic regular expression': `console.log('go'); /^(a+)+$/.test('a'.repeat(40) + 'b')`,
}

/** Milliseconds after the request: in its restore, its code, its capture, its end. */
const moments = [0, 5, 15, 30, 60, 90, 120, 150]

describe('an interrupt', () => {
  test('at any moment of a run that moves large values breaks none of them off half-way', {
    timeout: 60_000,
  }, async () => {
    const runtime = await openRuntime()
    const as = (id: string, code: string) => runtime.execute({ cell: cellId(id), code, onEvent: () => {} })
    await as('rows', 'const rows = Array.from({ length: 200_000 }, (_, i) => ({ i }))')
    await as('sum', 'rows.reduce((sum, row) => sum + row.i, 0)')
    await as('mutate', 'for (const row of rows) row.i += 1')
    for (const ms of moments) {
      // Above `mutate`: the rows are put back first, and looked at again afterwards.
      const running = as('sum', `rows.reduce((sum, row) => sum + row.i, 0) // ${ms}\nrows.reverse()\nrows.reverse()`)
      await setTimeout(ms)
      await runtime.interrupt()
      expect(['ok', 'interrupted']).toContain((await running).status)
    }
    const shown: RunEvent[] = []
    const code = 'console.log(rows.length, rows.reduce((sum, row) => sum + row.i, 0))'
    await runtime.execute({ cell: cellId('sum'), code, onEvent: event => shown.push(event) })
    expect(shown).toContainEqual({ type: 'stream', name: 'stdout', text: '200000 19999900000\n' })
  })

  test.each(Object.entries(endless))('stops %s at once and keeps the other names', async (_title, code) => {
    const runtime = await openRuntime()
    await run(runtime, 'const keep = [1, 2]')
    const { result, ms } = await stop(runtime, code)
    expect(result.status).toBe('interrupted')
    // The promise is 100 ms; a loaded machine gets some slack here, the bench measures.
    expect(ms).toBeLessThan(1_000)
    expect((await run(runtime, 'console.log(keep.join())')).text).toBe('1,2\n')
  })

  test('undoes what the stopped cell did to values of others', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'const xs = [1]')
    await stop(runtime, `xs.push(2); console.log('go'); while (true) {}`)
    runtime.remove([cellId(`cell-${cells - 1}`)])
    expect((await run(runtime, 'console.log(xs.length)')).text).toBe('1\n')
  })

  test('asked for before the cell has even started still stops it', async () => {
    const runtime = await openRuntime()
    const running = run(runtime, 'for (;;) {}')
    await Promise.resolve()
    void runtime.interrupt()
    expect((await running).result.status).toBe('interrupted')
  })

  test('of nothing harms nothing', async () => {
    const runtime = await openRuntime()
    await run(runtime, '1')
    await runtime.interrupt()
    expect((await run(runtime, 'console.log(2)')).text).toBe('2\n')
  })
})

describe('a session that dies', () => {
  test.each([
    ['process.exit(7)', /process\.exit\(7\)/],
    ['process.abort()', /SIGABRT/],
    ['process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', /SIGKILL/],
  ])('by %s fails its cell with the reason, and the next cell runs with values restored', async (code, why) => {
    const runtime = await openRuntime()
    await run(runtime, 'const keep = new Map([["k", 1]])')
    const { result } = await run(runtime, code)
    expect(result.status).toBe('error')
    expect(result.error?.message).toMatch(why)
    expect((await run(runtime, 'console.log(keep.get("k"))')).text).toBe('1\n')
  })

  test('of a full heap says so', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=80')
    const runtime = await openRuntime()
    const { result } = await run(runtime, 'const all = []; for (;;) all.push(new Array(1_000_000).fill(1.5))')
    expect(result.error?.message).toMatch(/out of memory/)
    expect((await run(runtime, 'console.log("alive")')).text).toBe('alive\n')
    vi.unstubAllEnvs()
  })

  test('nor a late error: it is shown on the cell that started it', async () => {
    const runtime = await openRuntime()
    const late = new Promise<string>(resolve => {
      const hear = (event: RunEvent) => event.type === 'error' && resolve(event.message)
      runtime.onLate(({ event }) => hear(event))
      // A run that is still being recorded hears it itself.
      void run(runtime, `setTimeout(() => { throw new Error('too late') }, 5)`, hear)
    })
    expect(await late).toBe('too late')
    expect((await run(runtime, 'console.log("alive")')).text).toBe('alive\n')
  })
})
