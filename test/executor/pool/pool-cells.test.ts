/** Cells on the pool, as a notebook sees them: real workers, the real store, the golden property whatever runs beside what. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cellId } from '../../../runtime/brand.ts'
import { deferred } from '../../../runtime/deferred.ts'
import { parseNotebook } from '../../../runtime/notebook/ipynb.ts'
import type { RunEvent } from '../../../runtime/run/events.ts'
import type { ExecuteResult, NotebookRuntime } from '../../../runtime/runtime.ts'
import { notebookFolder, openRuntime } from '../../support/notebook-folder.ts'

interface Ended {
  readonly result: ExecuteResult
  readonly text: string
  readonly events: readonly RunEvent[]
}

/** Every cell asked for at once, as JupyterLab does; the answers by id. */
const runAll = async (
  runtime: NotebookRuntime,
  cells: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Ended>>> => {
  runtime.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
  const asked = Object.entries(cells).map(async ([id, code]) => {
    const events: RunEvent[] = []
    const result = await runtime.execute({ cell: cellId(id), code, onEvent: event => events.push(event) })
    const text = events.map(e => (e.type === 'stream' && e.name === 'stdout' ? e.text : '')).join('')
    return [id, { result, text, events }] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}

const where = (ended: Readonly<Record<string, Ended>>) =>
  Object.fromEntries(Object.entries(ended).map(([id, { result }]) => [id, result.metadata.where]))

const pool = '//| pool: true\n'

describe('a cell with `pool: true`', () => {
  it('runs on a worker: values, functions, classes and imports cross, and what it wrote comes back', async () => {
    const ended = await runAll(await openRuntime(), {
      data: 'class P { constructor(x) { this.x = x } twice() { return scale * this.x } }\nlet scale = 2\nconst ps = [new P(1), new P(2)]',
      path: "import { basename } from 'node:path'\nconst tail = p => basename(p)",
      heavy: `${pool}const sum = ps.reduce((s, p) => s + p.twice(), 0)\nconst made = new P(sum)\nconsole.log(process.pid, tail('/a/b'))`,
      check: 'console.log(process.pid, sum, made instanceof P, made.twice())',
    })
    expect(where(ended)).toEqual({ data: 'session', path: 'session', heavy: 'pool', check: 'session' })
    const [worker, tail] = ended.heavy!.text.trim().split(' ')
    const [session, ...seen] = ended.check!.text.trim().split(' ')
    expect(tail).toBe('b')
    expect(seen).toEqual(['6', 'true', '12'])
    expect(worker).not.toBe(session)
  })

  it('names the path that cannot cross and runs in the session', async () => {
    const ended = await runAll(await openRuntime(), {
      config: 'const config = { onDone: new Promise(() => {}) }',
      heavy: `${pool}console.log(typeof config.onDone)`,
    })
    expect(where(ended).heavy).toBe('session')
    expect(ended.heavy!.events).toContainEqual({
      type: 'stream',
      name: 'stderr',
      text: expect.stringMatching(/^It runs in the session, not in the pool: config\.onDone is /),
    })
    expect(ended.heavy!.text).toBe('object\n')
  })

  it('that leaves what only its process can hold runs in the session, says so, and isn’t tried again', async () => {
    const runtime = await openRuntime()
    const cells = {
      late: `${pool}let n = 1\nconsole.log('ran')\nsetTimeout(() => console.log('n is', n), 1)`,
      made: `${pool}const gen = (function* () { yield 1 })()\ngen.next()`,
      sets: 'n = 2',
    }
    const late: string[] = []
    runtime.onLate(({ event }) => event.type === 'stream' && late.push(event.text))
    const ended = await runAll(runtime, cells)
    await runtime.drained()
    expect(where(ended)).toEqual({ late: 'session', made: 'session', sets: 'session' })
    const told = (id: string) =>
      ended[id]!.events.flatMap(e => (e.type === 'clear' ? 'cleared' : e.type === 'stream' ? e.text : []))
    expect(told('late')).toEqual([
      'ran\n',
      'cleared',
      'It runs in the session, not in the pool: it leaves timers going that read or change names.\n',
      'ran\n',
    ])
    expect(told('made').join('')).toMatch(/not in the pool: gen is a suspended generator/)
    expect(late).toEqual(['n is 2\n'])
    const again = await runtime.execute({ cell: cellId('late'), code: cells.late, force: true, onEvent: () => {} })
    expect(again.metadata.where).toBe('session')
    expect(runtime.queue().workers.filter(({ is }) => is === 'busy')).toEqual([])
  })

  it('finds variables and the working directory as cells above left them, wherever those ran', async () => {
    const folder = notebookFolder()
    const cells = {
      a: "process.env.CASK = 'oak'\nrequire('node:fs').mkdirSync('deep')\nprocess.chdir('deep')",
      b: `${pool}console.log(process.env.CASK, process.cwd().endsWith('/deep'))\nprocess.env.CASK = 'steel'`,
    }
    const first = await folder.open()
    const ended = await runAll(first, cells)
    expect(where(ended)).toEqual({ a: 'session', b: 'pool' })
    expect(ended.b!.text).toBe('oak true\n')
    const below = await runAll(first, { ...cells, c: 'console.log(process.env.CASK)' })
    expect(below.c!.text).toBe('steel\n')
    await first.close()
    const second = await folder.open()
    onTestFinished(() => second.close())
    const edited = await runAll(second, { ...cells, b: `${cells.b};0` })
    expect(edited.b!.result.metadata).toMatchObject({ ran: true, where: 'pool' })
    expect(edited.b!.text).toBe('oak true\n')
  })

  it('that fails leaves its worker’s variables and directory to nobody', async () => {
    const ended = await runAll(await openRuntime(), {
      a: `${pool}process.env.CASK = 'oak'\nprocess.chdir('/')\nthrow new Error('no')`,
      b: `${pool}console.log(process.env.CASK, process.cwd() === '/')`,
    })
    expect(ended.b).toMatchObject({ text: 'undefined false\n', result: { metadata: { where: 'pool' } } })
  })

  it('shows its error with its own lines, and leaves the files it touched as they were', async () => {
    const runtime = await openRuntime()
    const ended = await runAll(runtime, {
      write: "import { writeFileSync, readFileSync } from 'node:fs'\nwriteFileSync('a.txt', 'before')",
      fails: `${pool}writeFileSync('a.txt', 'after')\nthrow new RangeError('too far')`,
      read: "console.log(readFileSync('a.txt', 'utf8'))",
    })
    expect(ended.fails!.result).toMatchObject({ status: 'error', error: { name: 'RangeError', message: 'too far' } })
    expect(ended.fails!.result.error!.traceback.join('\n')).toMatch(/3/)
    expect(ended.read!.text).toBe('before\n')
  })

  it('is stopped at once while it spins, and nothing else is', async () => {
    const runtime = await openRuntime()
    await runAll(runtime, { a: 'const kept = 1' })
    let asked = 0
    const result = await runtime.execute({
      cell: cellId('spin'),
      code: `${pool}console.log('go')\nfor (;;) { try { for (;;); } finally { continue } }`,
      onEvent: event => {
        if (event.type !== 'stream') return
        asked = performance.now()
        void runtime.interrupt()
      },
    })
    expect(result.status).toBe('interrupted')
    // 100 ms is the bench's to hold on a quiet machine (pool.bench.ts).
    expect(performance.now() - asked).toBeLessThan(500)
    const after = await runtime.execute({ cell: cellId('b'), code: 'kept', onEvent: () => {} })
    expect(after.status).toBe('ok')
  })

  it.each([
    ['process.exit(3)', /process\.exit\(3\) ended the worker/],
    ["process.kill(process.pid, 'SIGKILL')", /ended by SIGKILL/],
  ])('that does %s loses itself and nothing else', async (code, why) => {
    const runtime = await openRuntime()
    const ended = await runAll(runtime, {
      kept: 'const kept = [1, 2]',
      dies: `${pool}const n = kept.length\n${code}`,
      other: `${pool}console.log(kept.length)`,
    })
    expect(ended.dies!.result).toMatchObject({ status: 'error', error: { name: 'WorkerLostError' } })
    expect(ended.dies!.result.error!.message).toMatch(why)
    expect(ended.other!.text).toBe('2\n')
  })

  it('is run again as often as `retries` say', async () => {
    const ended = await runAll(await openRuntime(), {
      flaky: `//| pool: true\n//| retries: 2\nimport { existsSync, mkdtempSync } from 'node:fs'\nconst marks = process.env.XDG_CACHE_HOME\nif (Math.random() < 2 && !globalThis.process.argv.includes('x')) throw new Error('again')`,
    })
    expect(ended.flaky!.events.filter(e => e.type === 'error')).toHaveLength(3)
  })

  it('ends by its `timeout`, which is a state of its own', async () => {
    const runtime = await openRuntime()
    const ended = await runAll(runtime, { slow: '//| pool: true\n//| timeout: 0.2\nfor (;;);' })
    expect(ended.slow!.result).toMatchObject({ error: { name: 'TimeoutError' }, metadata: { state: 'timeout' } })
  })
})

describe('cells with no path between them', () => {
  it('run at once', async () => {
    // Each waits until the other is there too: in order, neither would end. What comes over the network is no input.
    const waiting: ServerResponse[] = []
    const gate = createServer((_, response) => {
      waiting.push(response)
      if (waiting.length === 2) for (const each of waiting) each.end()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void gate.close())
    await once(gate, 'listening')
    const meet = `await fetch('http://127.0.0.1:${(gate.address() as AddressInfo).port}')`
    const cells = { a: `${pool}const x = 1\n${meet}`, b: `${pool}const y = 1\n${meet}`, c: 'console.log(x + y)' }
    const ended = await runAll(await openRuntime(), cells)
    expect(ended.c!.text).toBe('2\n')
    expect(where(ended)).toEqual({ a: 'pool', b: 'pool', c: 'session' })
  })

  it('leave the session free while they run', async () => {
    const runtime = await openRuntime()
    const order: string[] = []
    const run = async (id: string, code: string) => {
      await runtime.execute({ cell: cellId(id), code, onEvent: () => {} })
      order.push(id)
    }
    const cells = {
      slow: `${pool}//| timeout: 20\nconst s = 1\nfor (const end = Date.now() + 600; Date.now() < end; );`,
      quick: 'const q = 2',
    }
    runtime.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    await Promise.all(Object.entries(cells).map(([id, code]) => run(id, code)))
    expect(order).toEqual(['quick', 'slow'])
  })
})

describe('a mutation that nobody could see coming', () => {
  it('makes what ran beside it run again: what is shown is what one after the other shows', async () => {
    const runtime = await openRuntime()
    const ended = await runAll(runtime, {
      make: 'const rows = [1]; const alias = { rows }',
      grow: `${pool}alias.rows.push(2)`,
      show: `${pool}console.log(rows.length)`,
    })
    expect(ended.show!.text.trim().split('\n').at(-1)).toBe('2')
    expect(runtime.states().map(s => s.state)).toEqual(['fresh', 'fresh', 'fresh'])
  })
})

describe('the queue', () => {
  it('lists what runs and waits with its workers, and cancels one of them', async () => {
    const runtime = await openRuntime()
    const spin = `${pool}//| priority: 3\nconst s = 1\nconsole.log('go')\nfor (;;);`
    const cells = { spin, after: 'console.log(s)' }
    runtime.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    const { promise: spinning, resolve: spins } = deferred<void>()
    const onEvent = (event: RunEvent) => event.type === 'stream' && spins()
    const stopped = runtime.execute({ cell: cellId('spin'), code: spin, onEvent })
    const after = runtime.execute({ cell: cellId('after'), code: cells.after, onEvent: () => {} })
    await spinning
    const { jobs, workers } = runtime.queue()
    expect(jobs).toMatchObject([
      { cell: 'spin', is: 'running', where: 'pool', priority: 3, cores: 1 },
      { cell: 'after', is: 'waiting' },
    ])
    expect(workers).toMatchObject([{ is: 'busy', pid: expect.any(Number) }])
    expect(runtime.state(cellId('after')).state).toBe('queued')
    expect(runtime.cancel(jobs[1]!.job)).toBe(true)
    expect(runtime.cancel(jobs[0]!.job)).toBe(true)
    expect((await after).status).toBe('interrupted')
    expect((await stopped).status).toBe('interrupted')
    expect(runtime.cancel('job-99')).toBe(false)
  })
})

describe('a cell that waits for room', () => {
  it('is moved before others by a higher priority', async () => {
    const runtime = await openRuntime()
    const all = `${pool}//| cores: ${availableParallelism()}\n`
    const cells = { first: `${all}console.log('first'); for (;;);`, second: `${all}2`, third: `${all}3` }
    runtime.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    const { promise: running, resolve: runs } = deferred<void>()
    const order: string[] = []
    const asked = Object.entries(cells).map(([id, code]) =>
      runtime.execute({ cell: cellId(id), code, onEvent: event => event.type === 'stream' && runs() }).then(() => {
        order.push(id)
      }),
    )
    await running
    await vi.waitFor(() => expect(runtime.queue().waitingForRoom).toBe(2), { timeout: 20_000 })
    const jobOf = (cell: string) => runtime.queue().jobs.find(job => job.cell === cell)
    expect(runtime.prioritise(jobOf('third')!.job, 1)).toBe(true)
    expect(jobOf('third')).toMatchObject({ is: 'waiting', priority: 1 })
    runtime.cancel(jobOf('first')!.job)
    await Promise.all(asked)
    expect(order).toEqual(['first', 'third', 'second'])
    expect(runtime.prioritise('job-99', 1)).toBe(false)
  })
})

describe('the shipped notebook', () => {
  it('comes to what it says, on the pool', async () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../notebooks/monte-carlo.ipynb'), 'utf8')
    const { cells } = parseNotebook(text, 'monte-carlo.ipynb').notebook
    const code = cells.filter(c => c.json.cell_type === 'code').map(c => [c.id, [c.json.source].flat().join('')])
    const ended = await runAll(await openRuntime(), Object.fromEntries(code) as Record<string, string>)
    expect(where(ended)).toMatchObject({ primes: 'pool', longest: 'pool' })
    expect(ended.both!.text).toBe(
      '148933 primes below two million; the longest Collatz path below 200,000 starts at 156159\n',
    )
  })
})

describe('after a restart', () => {
  it('what the pool computed is restored, not run', async () => {
    const folder = notebookFolder()
    const cells = {
      heavy: `${pool}const big = Array.from({ length: 50_000 }, (_, i) => i * 2)`,
      show: 'console.log(big[49_999])',
    }
    const first = await folder.open()
    await runAll(first, cells)
    await first.close()
    const second = await folder.open()
    onTestFinished(() => second.close())
    const ended = await runAll(second, cells)
    expect(ended.heavy!.result.metadata).toMatchObject({ ran: false, restored: true })
    expect(ended.show!.text).toBe('99998\n')
  })
})
