/** Golden cases of asynchronous code and of failures: deferred promises, queues, streams, retries; cells that fail, are stopped by syntax, are mended. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const awaitCases: readonly Case[] = [
  {
    name: 'async generator consumed across cells',
    cells: {
      a: 'async function* src() { let i = 0; while (true) yield i++ }',
      b: 'const it = src()',
      c: 'console.log((await it.next()).value)',
      d: 'console.log((await it.next()).value)',
    },
    steps: [runAll, edit('c', 'await it.next(); console.log((await it.next()).value)')],
    ideal: ['b', 'c', 'd', 'a'],
  },
  {
    name: 'mutex chain',
    cells: {
      a: `let chain = Promise.resolve()\nconst order = []`,
      b: 'const locked = f => { chain = chain.then(f); return chain }',
      c: 'locked(async () => { order.push("c") })',
      d: 'locked(async () => { order.push("d") })',
      e: 'await chain; console.log(order.join())',
    },
    steps: [runAll, edit('c', 'locked(async () => { order.push("C") })')],
  },
  {
    name: 'promises that their cell does not await, settled many steps later',
    cells: {
      a: 'let n = 0',
      b: 'const jobs = [1, 2, 30].map(async i => { for (let k = 0; k < i; k++) await null; n += i })',
      c: 'await Promise.all(jobs)\nconsole.log(n)',
      d: 'console.log(n)',
    },
    steps: [
      runAll,
      edit('b', 'const jobs = [1, 40].map(async i => { for (let k = 0; k < i; k++) await null; n += i })'),
    ],
  },
  {
    name: 'ticks and microtasks by turns, which a cell below awaits',
    cells: {
      a: 'let n = 0',
      b: `const chain = new Promise(done => {
  const go = k => k === 0 ? done() : (n++, k % 2 ? process.nextTick(go, k - 1) : queueMicrotask(() => go(k - 1)))
  go(20)
})`,
      c: 'await chain\nconsole.log(n)',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('a', 'let n = 100')],
  },
  {
    name: 'promises go before ticks, as in a module',
    cells: {
      a: 'const log = []',
      b: 'process.nextTick(() => log.push("tick"))\nPromise.resolve().then(() => log.push("promise"))\nlog.push("cell")',
      c: 'await new Promise(setImmediate)\nconsole.log(log.join())',
    },
    steps: [runAll, edit('a', 'const log = ["first"]')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a mutex whose holders go on below',
    cells: {
      a: 'let lock = Promise.resolve()\nlet n = 0',
      b: 'const locked = f => (lock = lock.then(f))',
      c: 'const add = i => locked(async () => { const v = n; await null; n = v + i })\nconst jobs = [1, 2, 3].map(add)',
      d: 'await Promise.all(jobs)\nconsole.log(n)',
      e: 'await locked(() => { n *= 2 })\nconsole.log(n)',
    },
    steps: [runAll, edit('e', 'await locked(() => { n *= 3 })\nconsole.log(n)')],
  },
  {
    name: 'a cell that fails with promises under way',
    cells: {
      a: 'const seen = []',
      b: 'void (async () => { for (let k = 0; k < 20; k++) { await null; seen.push(k) } })()\nthrow new Error("no")',
      c: 'console.log(seen.length)',
    },
    steps: [runAll, edit('c', 'console.log(seen.length, "pushed")')],
    expect: { a: '', b: '', c: '0 pushed\n' },
    errors: ['b'],
  },
  {
    name: 'deferred pattern',
    cells: {
      a: 'const defer = () => { const d = {}; d.p = new Promise((res, rej) => { d.res = res; d.rej = rej }); return d }',
      b: 'const d1 = defer()',
      c: 'd1.rej(new Error("bad"))',
      d: 'let told; try { told = await d1.p } catch (e) { told = e.message }',
      e: 'console.log(told)',
    },
    steps: [runAll, edit('c', 'd1.res("good")')],
  },
  {
    name: 'shared async cache (promise memo)',
    cells: {
      a: `const cache = new Map()\nlet fetches = 0`,
      b: 'const load = id => { if (!cache.has(id)) cache.set(id, (async () => { fetches++; return "row" + id })()); return cache.get(id) }',
      c: 'console.log(await load(1))',
      d: 'console.log(await load(1), fetches)',
    },
    steps: [runAll, edit('c', 'console.log("none")')],
  },
  {
    name: 'debounce',
    cells: {
      a: `const debounce = (f, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => f(...a), ms) } }\nconst hits = []`,
      b: 'const hit = debounce(v => hits.push(v), 10)',
      c: 'hit("c")',
      d: 'hit("d")',
      e: 'await new Promise(r => setTimeout(r, 60)); console.log(hits.join())',
    },
    steps: [runAll, edit('d', 'hit("D")')],
  },
  {
    name: 'on() async iterator',
    cells: {
      a: `import { EventEmitter, on } from 'node:events'`,
      b: 'const em = new EventEmitter()',
      c: 'const it = on(em, "x")',
      d: 'em.emit("x", 1); em.emit("x", 2)',
      e: 'console.log((await it.next()).value[0], (await it.next()).value[0])',
    },
    steps: [runAll, edit('d', 'em.emit("x", 7); em.emit("x", 8)')],
  },
  {
    name: 'Readable.from consumed',
    cells: {
      a: `import { Readable } from 'node:stream'`,
      b: 'const rd = Readable.from(["a", "b", "c"])',
      c: 'const got = []; for await (const ch of rd) got.push(ch)',
      d: 'console.log(got.join())',
    },
    steps: [runAll, edit('b', 'const rd = Readable.from(["x", "y"])')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'web ReadableStream tee',
    cells: {
      a: 'const rs = new ReadableStream({ start(c) { c.enqueue("a"); c.enqueue("b"); c.close() } })',
      b: 'const [s1, s2] = rs.tee()',
      c: 'const r1 = []; for await (const x of s1) r1.push(x)',
      d: 'const r2 = []; for await (const x of s2) r2.push(x)',
      e: 'console.log(r1.join(), r2.join())',
    },
    steps: [runAll, edit('c', 'const r1 = []; for await (const x of s1) r1.push(x + "!")')],
  },
  {
    name: 'MessageChannel',
    cells: {
      a: `import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'`,
      b: 'const { port1, port2 } = new MessageChannel()',
      c: 'port1.postMessage("hi")',
      d: 'console.log(receiveMessageOnPort(port2)?.message)',
    },
    steps: [runAll, edit('c', 'port1.postMessage("yo")')],
  },
  {
    name: 'a signal that aborts by its timeout, heard by a cell below',
    cells: {
      a: 'const signal = AbortSignal.timeout(40)',
      b: 'const aborted = new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)))',
      c: 'let why; try { await aborted } catch (e) { why = e.name }',
      d: 'console.log(why, signal.aborted)',
    },
    steps: [runAll, edit('c', 'let why; try { await aborted } catch (e) { why = e.message }')],
    expect: { a: '', b: '', c: '', d: 'The operation was aborted due to timeout true\n' },
  },
  {
    name: 'a timer that keeps nobody alive, and a cell that waits for what it does',
    cells: {
      a: 'const timer = { fired: 0, heard: [] }\nsetTimeout(() => { timer.fired++; for (const f of timer.heard) f() }, 20).unref()',
      b: 'const fired = new Promise(r => timer.heard.push(r))',
      c: 'await Promise.race([fired, new Promise(r => setTimeout(r, 2000))])',
      d: 'console.log(timer.fired)',
    },
    steps: [runAll, edit('c', 'await Promise.race([fired, new Promise(r => setTimeout(r, 1000))])')],
  },
  {
    name: 'timer reassigned name',
    cells: {
      a: 'let t',
      b: 't = setTimeout(() => console.log("one"), 20)',
      c: 'clearTimeout(t); t = setTimeout(() => console.log("two"), 20)',
    },
    steps: [runAll, edit('c', 'clearTimeout(t); t = setTimeout(() => console.log("three"), 20)')],
  },
  {
    name: 'promise resolved value mutated',
    cells: {
      a: 'const p = Promise.resolve({ n: 1 })',
      b: 'const o = await p',
      c: 'o.n++',
      d: 'console.log((await p).n)',
    },
    steps: [runAll, edit('c', 'o.n += 5')],
  },
  {
    name: 'promise chain defined over three cells',
    cells: {
      a: 'const base = Promise.resolve(2)',
      b: 'const dbl = base.then(v => v * 2)',
      c: 'const plus = dbl.then(v => v + 1)',
      d: 'console.log(await plus)',
    },
    steps: [runAll, edit('b', 'const dbl = base.then(v => v * 3)')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'retries with counter',
    cells: {
      a: 'let tries = 0',
      b: 'const flaky = async () => { if (++tries < 3) throw new Error("again"); return "ok" }',
      c: 'let r; while (!r) { try { r = await flaky() } catch {} }',
      d: 'console.log(r, tries)',
    },
    steps: [runAll, run('c'), edit('a', 'let tries = 1')],
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'errors in two, one fixed',
    cells: { a: 'throw new Error("a")', b: 'throw new Error("b")', c: 'console.log("c")' },
    steps: [runAll, edit('a', 'console.log("fine")')],
    expect: { a: `fine\n`, b: '', c: `c\n` },
    errors: ['b'],
    ideal: ['a'],
  },
  {
    name: 'syntax error then fixed',
    cells: { a: 'const v = 1', b: 'const w = v +', c: 'console.log(w)' },
    steps: [runAll, edit('b', 'const w = v + 1')],
    ideal: ['b', 'c'],
  },
  {
    name: 'throws non-error',
    cells: { a: 'const v = 1', b: 'throw { code: 7 }', c: 'console.log(v)' },
    steps: [runAll],
    expect: { a: '', b: '', c: `1\n` },
    errors: ['b'],
  },
  {
    name: 'prints before failing',
    cells: { a: 'const v = 1', b: 'console.log("before"); null.x', c: 'console.log(v)' },
    steps: [runAll, edit('a', 'const v = 2')],
    expect: { a: '', b: `before\n`, c: `2\n` },
    errors: ['b'],
    ideal: ['a', 'c'],
  },
  {
    name: 'failing cell moved to the end',
    cells: { a: 'let x = 0', b: 'if (x === 0) throw new Error("zero")', c: 'x = 1', d: 'console.log(x)' },
    steps: [runAll, move('b', 3)],
    expect: { a: '', c: '', d: `1\n`, b: '' },
    ideal: ['b'],
  },
  {
    name: 'fails only first time in a naive kernel',
    cells: {
      a: 'const seen = new Set()',
      b: 'if (seen.has("x")) throw new Error("dup"); seen.add("x")',
      c: 'console.log(seen.size)',
    },
    steps: [runAll, run('b'), run('b')],
  },
  {
    name: 'syntax error in the middle, then deleted',
    cells: { a: 'let x = 1', b: 'x += 1', c: 'console.log(x)' },
    steps: [runAll, edit('b', 'x +='), runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'fails by upstream edit, undo',
    cells: {
      a: 'let n = 1',
      b: 'if (n > 1) throw new Error("big"); let m = n',
      c: 'console.log(m)',
      d: 'console.log("apart")',
    },
    steps: [runAll, edit('a', 'let n = 5'), runAll, edit('a', 'let n = 1')],
    ideal: [],
  },
  {
    name: 'caught error of a missing name, then defined above',
    cells: { a: '', b: 'let v; try { v = nope } catch { v = "no" }', c: 'console.log(v)' },
    steps: [runAll, edit('a', 'const nope = "yes"')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'uncaught missing name, then defined above',
    cells: { a: '', b: 'console.log(nope)' },
    steps: [runAll, edit('a', 'const nope = "yes"')],
    ideal: ['a', 'b'],
  },
  {
    name: 'a promise that a timer of another cell rejects, caught by the cell that awaits it',
    cells: {
      a: 'const errors = []',
      b: `const p = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5))\np.catch(e => errors.push(e.message))`,
      c: `try { await p } catch (e) { console.log('caught', e.message) } finally { console.log('done') }`,
      d: 'console.log(errors.join())',
    },
    steps: [
      runAll,
      edit(
        'b',
        `const p = new Promise((_, reject) => setTimeout(() => reject(new Error('later')), 5))\np.catch(e => errors.push(e.message))`,
      ),
      run('d'),
    ],
  },
  {
    name: 'an object that changes itself late, its cell run again for a cell that waits',
    cells: {
      a: `class Job { state = 'new'; constructor() { setTimeout(() => { this.state = 'done' }, 5) } }`,
      b: 'const job = new Job()',
      c: 'await new Promise(r => setTimeout(r, 50))',
      d: 'console.log(job.state)',
    },
    steps: [runAll, remove('c'), edit('d', `await new Promise(r => setTimeout(r, 60)); console.log('is', job.state)`)],
  },
]
