/** `each` as a cell uses it: real workers and store; counts what was done by marks that the items leave over the network, which is no input. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cellId } from '../../../runtime/brand.ts'
import { FrameReader } from '../../../runtime/executor/session/frames.ts'
import type { RunEvent } from '../../../runtime/run/events.ts'
import type { ExecuteResult, NotebookRuntime } from '../../../runtime/runtime.ts'
import { notebookFolder, openRuntime } from '../../support/notebook-folder.ts'

interface Shown {
  readonly result: ExecuteResult
  readonly text: string
  readonly warnings: string
}

const run = async (runtime: NotebookRuntime, id: string, code: string, force = false): Promise<Shown> => {
  const events: RunEvent[] = []
  const result = await runtime.execute({ cell: cellId(id), code, force, onEvent: event => events.push(event) })
  const said = (name: string) => events.map(e => (e.type === 'stream' && e.name === name ? e.text : '')).join('')
  return { result, text: said('stdout'), warnings: said('stderr') }
}

/** Hears which items are really done; whoever tells it goes on when `answer` lets it. */
const listener = async (answer: (heard: readonly string[], go: () => void) => void = (_, go) => go()) => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(decodeURIComponent(request.url!.slice(1)))
    answer(heard, () => response.end())
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return {
    tell: (expression: string) =>
      `await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}/' + ${expression})`,
    take: () => heard.splice(0).sort(),
  }
}

describe('each', () => {
  it('shows no item the variables or the directory that another one set', async () => {
    const item = `x => { const found = [process.env.CASK ?? 'none', process.cwd() === '/']; process.env.CASK = x; process.chdir('/'); return found.join(' ') }`
    const runtime = await openRuntime()
    const code = `console.log((await each(['a', 'b', 'c', 'd'], ${item}, { cores: 'all' })).join(), process.env.CASK)`
    expect((await run(runtime, 'a', code)).text).toBe('none false,none false,none false,none false undefined\n')
  })

  it('tells the front of a file before the cell makes it, and of those of its items by the batch', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'a', 'const out = require("node:fs")')
    const push = vi.spyOn(FrameReader.prototype, 'push')
    onTestFinished(() => push.mockRestore())
    const write = "i => require('node:fs').writeFileSync('out/' + i, '')"
    const code = `out.mkdirSync('out')\nawait each(Array.from({ length: 40 }, (_, i) => i), ${write})\nconsole.log(out.readdirSync('out').length)`
    expect((await run(runtime, 'b', code)).text).toBe('40\n')
    const said = Buffer.concat(push.mock.calls.map(([chunk]) => chunk)).toString('latin1')
    expect(said.split('type"\x06writes').length - 1).toBe(1)
  })

  it('gives results in the order of the items, whatever finished first, and their output in that order too', async () => {
    const { text } = await run(
      await openRuntime(),
      'a',
      `const r = await each([30, 1, 20], async ms => { await new Promise(d => setTimeout(d, ms)); console.log('did', ms); return ms * 2 })
console.log(JSON.stringify(r))`,
    )
    expect(text).toBe('did 30\ndid 1\ndid 20\n[60,2,40]\n')
  })

  it('does an added item only, and after an edit of what the function reaches all of them', async () => {
    const { tell, take } = await listener()
    const runtime = await openRuntime()
    const cell = (items: string) =>
      `const r = await each(${items}, async x => { ${tell('x')}; return x * k })\nconsole.log(r.join())`
    await run(runtime, 'k', 'const k = 2')
    expect((await run(runtime, 'e', cell('[1, 2]'))).text).toBe('2,4\n')
    expect(take()).toEqual(['1', '2'])
    expect((await run(runtime, 'e', cell('[1, 2, 3]'))).text).toBe('2,4,6\n')
    expect(take()).toEqual(['3'])
    await run(runtime, 'k', 'const k = 5')
    expect((await run(runtime, 'e', cell('[1, 2, 3]'))).text).toBe('5,10,15\n')
    expect(take()).toEqual(['1', '2', '3'])
  })

  it('after a restart does nothing again, not even by force', async () => {
    const { tell, take } = await listener()
    const folder = notebookFolder()
    const code = `console.log((await each([1, 2], async x => { ${tell('x')}; return x })).join())`
    const first = await folder.open()
    await run(first, 'e', code)
    await first.close()
    take()
    const second = await folder.open()
    onTestFinished(() => second.close())
    const { result, text } = await run(second, 'e', code, true)
    expect({ ran: result.metadata.ran, text, done: take() }).toEqual({ ran: true, text: '1,2\n', done: [] })
  })

  it('finds a long call that was done before as a whole, and after a change of one item does that one', async () => {
    const { tell, take } = await listener()
    const folder = notebookFolder()
    const cell = (last: string) =>
      `const items = [...Array.from({ length: 1500 }, (_, i) => i), ${last}]
const fn = async x => { if (typeof x === 'string') ${tell('x')}; return typeof x === 'string' ? x : x % 3 === 0 ? undefined : -x }
console.log((await each(items, fn)).slice(-4).map(v => typeof v + v).join())`
    const first = await folder.open()
    const { text } = await run(first, 'e', cell("'a'"))
    expect([text, take()]).toEqual(['undefinedundefined,number-1498,number-1499,stringa\n', ['a']])
    await first.close()
    const second = await folder.open()
    onTestFinished(() => second.close())
    expect([(await run(second, 'e', cell("'a'"), true)).text, take()]).toEqual([text, []])
    expect([(await run(second, 'e', cell("'b'"))).text, take()]).toEqual([text.replace('stringa', 'stringb'), ['b']])
  })

  it('lets a failed item fail alone: the error names it, and a rerun does only that one', async () => {
    const { tell, take } = await listener()
    const runtime = await openRuntime()
    const code = `await each([1, 2, 3], async x => { ${tell('x')}; if (x === 2) throw new RangeError('no ' + x); return x })`
    const { result } = await run(runtime, 'e', code)
    expect(result.error).toMatchObject({
      name: 'EachError',
      message: '1 of 3 items failed: item 1 (RangeError: no 2). The others are done and kept.',
    })
    expect(take()).toEqual(['1', '2', '3'])
    await run(runtime, 'e', code, true)
    expect(take()).toEqual(['2'])
  })

  it('tells equal failures once, with their items', async () => {
    const code = `await each(Array.from({ length: 9 }, (_, i) => i), i => { if (i === 2) throw new RangeError('two'); if (i > 0) throw new Error('alike'); })`
    const { result } = await run(await openRuntime(), 'e', code)
    expect(result.error!.message).toBe(
      '8 of 9 items failed: items 1, 3, 4, 5, 6 and 2 more (Error: alike), item 2 (RangeError: two). The others are done and kept.',
    )
  })

  it('tries a failed item again as often as `retries` say', async () => {
    const { tell, take } = await listener()
    const code = `await each(['x'], async x => { ${tell('x')}; throw new Error('again') }, { retries: 2 })`
    await run(await openRuntime(), 'e', code)
    expect(take()).toEqual(['x', 'x', 'x'])
  })

  it('ends an item that takes longer than its timeout, and keeps the others', async () => {
    const { result } = await run(
      await openRuntime(),
      'e',
      `await each([1, 2], x => { if (x === 2) for (;;); return x }, { timeout: 0.5 })`,
    )
    expect(result.error!.message).toMatch(/^1 of 2 items failed: item 1 \(TimeoutError: /)
  })

  it('loses the item that a worker died of, and no other', async () => {
    const { result } = await run(
      await openRuntime(),
      'e',
      `await each([1, 2, 3, 4, 5, 6], x => { if (x === 4) process.kill(process.pid, 'SIGKILL'); return x })`,
    )
    expect(result.error!.message).toMatch(/^1 of 6 items failed: item 3 \(WorkerLostError: /)
  })

  it('takes classes, closures over names, async iterables and each within each', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'a', 'class P { constructor(x) { this.x = x } twice() { return this.x * f } }\nlet f = 2')
    const { text } = await run(
      runtime,
      'b',
      `async function* some() { yield new P(1); yield new P(2) }
const r = await each(some(), async p => (await each([1, 2], y => p.twice() + y)).map(v => new P(v)))
console.log(r.flat().map(p => p instanceof P && p.x).join())
console.log(JSON.stringify(cross([1, 2], ['a', 'b'])))`,
    )
    expect(text).toBe('3,4,5,6\n[[1,"a"],[1,"b"],[2,"a"],[2,"b"]]\n')
  })

  it('does items within items in the pool, and keeps each with what the function holds of the outer one', async () => {
    const { tell, take } = await listener()
    const runtime = await openRuntime()
    const cell = (inner: string, end = '') => `const pairs = await each([1, 2], x => {
  const place = { of: y => '' + x + y }
  return each(${inner}, async y => { ${tell('place.of(y)')}; return place.of(y) })
})${end}
console.log(pairs.flat().join())`
    const first = await run(runtime, 'a', cell('[5, 6]'))
    expect([first.text, first.warnings]).toEqual(['15,16,25,26\n', ''])
    expect(take()).toEqual(['15', '16', '25', '26'])
    expect((await run(runtime, 'a', cell('[5, 6, 7]'))).text).toBe('15,16,17,25,26,27\n')
    expect(take()).toEqual(['17', '27'])
  })

  it('ends items three deep that each want the whole machine, with as many workers left as there are cores', async () => {
    const runtime = await openRuntime()
    const inner = `z => [x, y, z].join(''), { cores: 'all' }`
    const { text, warnings } = await run(
      runtime,
      'a',
      `const r = await each([1, 2, 3], x => each([4, 5], y => each([6, 7], ${inner}), { cores: 'all' }), { cores: 'all' })
console.log(r.flat(2).join())`,
    )
    expect([text, warnings]).toEqual(['146,147,156,157,246,247,256,257,346,347,356,357\n', ''])
    expect(runtime.queue().workers.length).toBeLessThanOrEqual(availableParallelism())
  })

  it('does in the session what changes a variable that it captures, which others here see', async () => {
    const { text, warnings } = await run(
      await openRuntime(),
      'a',
      'const sum = async xs => { let all = 0; await each(xs, x => { all += x }); return all }\nconsole.log(await sum([1, 2]))',
    )
    expect(text).toBe('3\n')
    expect(warnings).toMatch(/the function is a function that changes all, which it captures/)
  })

  it('does what cannot cross in the session, and names the path', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'a', 'const config = { later: new Promise(() => {}) }')
    const { text, warnings } = await run(
      runtime,
      'b',
      'console.log((await each([1, 2], x => typeof config.later + x)).join())',
    )
    expect(text).toBe('object1,object2\n')
    expect(warnings).toMatch(/not in the pool: config\.later is /)
  })

  it.each([
    ['at once', 'i => { seen.push(i); return seen.length }'],
    ['after many that did not', 'i => { if (i >= 400) seen.push(i); return i < 400 ? 1 : seen.length }'],
  ])('gives each item what the function reaches as it was, when one changes it %s', async (_, fn) => {
    const runtime = await openRuntime()
    await run(runtime, 'a', 'const seen = []')
    const { text } = await run(
      runtime,
      'b',
      `const r = await each(Array.from({ length: 500 }, (_, i) => i), ${fn})\nconsole.log(r.every(n => n === 1), seen.length)`,
    )
    expect(text).toBe('true 0\n')
  })

  it('refuses a function that assigns a name of the notebook, because nobody would see it', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'a', 'let n = 0')
    const { result } = await run(runtime, 'b', 'await each([1], x => { n += x })')
    expect(result.error!.message).toMatch(/The function of each assigns n/)
  })

  it('refuses a function that makes something global, which the next item would see or not', async () => {
    const item = `x => { const seen = typeof mark; if (x < 3) globalThis.mark = x; return seen }`
    const { result } = await run(await openRuntime(), 'a', `await each([1, 2, 3], ${item})`)
    expect(result.error!.message).toMatch(
      /^2 of 3 items failed: items 0 and 1 \(TypeError: The function of each makes mark global/,
    )
  })

  it.each([
    ['[1], x => x, { retrys: 3 }', 'each has no option retrys: it has cores, memory, timeout, retries and priority.'],
    ['[1], x => { throw new Error("no") }', '1 of 1 items failed: item 0 (Error: no).'],
  ])('each(%s) says: %s', async (call, message) => {
    expect((await run(await openRuntime(), 'a', `await each(${call})`)).result.error?.message).toBe(message)
  })

  it('counts the files that items read as inputs of the cell', async () => {
    const runtime = await openRuntime()
    await run(runtime, 'w', "import { readFileSync, writeFileSync } from 'node:fs'\nwriteFileSync('a.txt', 'one')")
    const code = "console.log((await each(['a.txt'], f => readFileSync(f, 'utf8'))).join())"
    expect((await run(runtime, 'e', code)).text).toBe('one\n')
    await run(runtime, 'w', "import { readFileSync, writeFileSync } from 'node:fs'\nwriteFileSync('a.txt', 'two')")
    expect(runtime.state(cellId('e')).state).toBe('stale')
    expect((await run(runtime, 'e', code)).text).toBe('two\n')
  })

  it.each([
    ['', '[1, 2, 3, 4, 5, 6, 7, 8]', 'await each(items, item)'],
    [
      ' of items',
      '[1, 2, 3, 4, 5, 6, 7, 8]',
      'await each([0, 1], half => each(items.filter(n => n % 2 === half), item))',
    ],
  ])(
    'asked to make an end, finishes the items%s that workers have, and the next run does the others',
    async (_, items, call) => {
      const stop = new AbortController()
      const goes: (() => void)[] = []
      const { tell, take } = await listener((heard, go) => {
        if (stop.signal.aborted) return go()
        goes.push(go)
        if (heard.length < availableParallelism()) return
        stop.abort()
        for (const each of goes) each()
      })
      const runtime = await openRuntime()
      const code = `const items = ${items}, item = async n => { ${tell('n')}; return n }\n${call}`
      const ended = await runtime.execute({ cell: cellId('a'), code, signal: stop.signal, onEvent: () => {} })
      expect(ended).toMatchObject({ status: 'interrupted', metadata: { state: 'cancelled' } })
      const begun = take()
      expect(begun).toHaveLength(availableParallelism())
      expect((await run(runtime, 'a', code)).result.status).toBe('ok')
      expect([...begun, ...take()].sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    },
  )

  it('keeps what a batch has done so far, when its items turn out to be slower than the first', async () => {
    const runtime = await openRuntime()
    let isStopped = false
    const { tell, take } = await listener((heard, go) => {
      if (isStopped || heard.length < 60) return go()
      isStopped = true
      void runtime.interrupt()
    })
    const slow = `const start = performance.now(); while (performance.now() - start < 20); ${tell('n')}`
    const code = `await each(Array.from({ length: 4_000 }, (_, n) => n), async n => { if (n >= 1_000 && n < 1_100) { ${slow} } return n })`
    expect((await run(runtime, 'a', code)).result.status).toBe('interrupted')
    const first = new Set(take())
    expect((await run(runtime, 'a', code)).result.status).toBe('ok')
    expect(take().filter(n => first.has(n)).length).toBeLessThan(first.size / 2)
  })

  it('stops with its cell, and the next cell runs', async () => {
    const runtime = await openRuntime()
    const { tell } = await listener()
    const stopped = run(runtime, 'e', `await each([1, 2], async x => { ${tell('x')}; for (;;); })`)
    await new Promise<void>(resolve => {
      runtime.subscribe(({ cells }) => void (cells.some(c => c.state === 'running') && resolve()))
    })
    await runtime.interrupt()
    expect((await stopped).result.status).toBe('interrupted')
    expect((await run(runtime, 'f', 'console.log(1)')).text).toBe('1\n')
  })
})
