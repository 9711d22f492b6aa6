/**
 * Golden cases of state that hides (closures, private fields, prototypes, realm, files, timers) and of steps that tempt a runtime to
 * show something else than Restart & Run All.
 */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const firstCases: readonly Case[] = [
  {
    name: 'a counter in a closure',
    cells: {
      a: `const next = (() => { let n = 0; return () => ++n })()`,
      b: 'console.log(next())',
      c: 'console.log(next())',
    },
    steps: [runAll, edit('b', 'console.log("one", next())')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'two closures over one variable',
    cells: {
      a: `const pair = (() => { let n = 1; return { get: () => n, set: (v) => { n = v } } })()`,
      b: 'pair.set(5)',
      c: 'console.log(pair.get())',
    },
    steps: [runAll, remove('b')],
    ideal: ['a', 'c'],
  },
  {
    name: 'a private field',
    cells: {
      a: `class Box { #v = 1; get() { return this.#v } set(v) { this.#v = v } }`,
      b: 'const box = new Box()',
      c: 'box.set(7)',
      d: 'console.log(box.get())',
    },
    steps: [runAll, edit('c', 'box.set(8)')],
  },
  {
    name: 'a generator between cells',
    cells: {
      a: `function* count() { let i = 0; for (;;) yield i++ }`,
      b: 'const it = count()',
      c: 'console.log(it.next().value)',
      d: 'console.log(it.next().value)',
    },
    steps: [runAll, edit('c', 'console.log(it.next().value, it.next().value)')],
  },
  {
    name: 'a WeakMap between cells',
    cells: {
      a: 'const key = {}',
      b: 'const weak = new WeakMap()',
      c: 'weak.set(key, 1)',
      d: 'console.log(weak.get(key))',
    },
    steps: [runAll, edit('c', 'weak.set(key, 2)')],
  },
  {
    name: 'a Map mutated by a deleted cell',
    cells: { a: `const m = new Map([['x', 1]])`, b: `m.set('y', 2)`, c: 'console.log([...m].join("|"))' },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a Set of shared objects',
    cells: {
      a: 'const one = { n: 1 }',
      b: 'const all = new Set([one])',
      c: 'one.n++',
      d: 'console.log([...all][0].n, all.has(one))',
    },
    steps: [runAll, edit('c', 'one.n += 5')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a Date set in place',
    cells: { a: 'const when = new Date(0)', b: 'when.setUTCFullYear(1999)', c: 'console.log(when.toISOString())' },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'lastIndex of a regular expression',
    cells: {
      a: 'const re = /a/g',
      b: 'console.log(re.test("aa"), re.lastIndex)',
      c: 'console.log(re.test("aa"), re.lastIndex)',
    },
    steps: [runAll, run('c'), run('b')],
  },
  {
    name: 'a frozen object and a getter by defineProperty',
    cells: {
      a: 'const o = Object.freeze({ n: 1 })',
      b: `const p = Object.defineProperty({}, 'n', { get() { return o.n + 1 } })`,
      c: 'console.log(p.n, Object.isFrozen(o))',
    },
    steps: [runAll, edit('a', 'const o = Object.freeze({ n: 2 })')],
  },
  {
    name: 'inheritance, the base edited',
    cells: {
      a: `class A { hi() { return 'A' } }`,
      b: `class B extends A { hi() { return super.hi() + 'B' } }`,
      c: 'const b1 = new B()',
      d: 'console.log(b1.hi(), b1 instanceof A)',
    },
    steps: [runAll, edit('a', `class A { hi() { return 'Z' } }`)],
  },
  {
    name: 'a method patched onto a class',
    cells: { a: 'class A { }', b: `A.prototype.hi = function () { return 'hi' }`, c: 'console.log(typeof new A().hi)' },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'two instances, one edited',
    cells: {
      a: 'class P { constructor(n) { this.n = n } }',
      b: 'const p1 = new P(1)',
      c: 'const p2 = new P(2)',
      d: 'console.log(p1.n, p1 instanceof P)',
      e: 'console.log(p2.n)',
    },
    steps: [runAll, edit('c', 'const p2 = new P(3)')],
    ideal: ['c', 'e'],
  },
  {
    name: 'an alias made below a cell that starts to mutate',
    cells: { a: 'const xs = [1]', b: '1', c: 'console.log(typeof ys)', d: 'const ys = xs' },
    steps: [runAll, edit('b', 'xs.push(2)')],
    ideal: ['b', 'd'],
  },
  {
    name: 'an alias made and unmade',
    cells: { a: 'const xs = [1]', b: 'const ys = xs', c: 'ys.push(2)', d: 'console.log(xs.join())' },
    steps: [runAll, edit('b', 'const ys = [...xs]')],
  },
  {
    name: 'identity of equal values',
    cells: { a: 'const x = {}', b: 'const y = x', c: 'console.log(x === y)' },
    steps: [runAll, edit('b', 'const y = {}')],
    ideal: ['b', 'c'],
  },
  {
    name: 'globalThis written and read bare',
    cells: { a: 'globalThis.limit = 3', b: 'limit++', c: 'console.log(limit)' },
    steps: [runAll, edit('a', 'globalThis.limit = 10')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'globalThis, the writer deleted',
    cells: { a: 'globalThis.flag = true', b: `console.log('flag' in globalThis, globalThis.flag)` },
    steps: [runAll, remove('a')],
    ideal: ['b'],
  },
  {
    name: 'console.log replaced',
    cells: { a: `const before = console.log`, b: `console.log = (...a) => before('>', ...a)`, c: `console.log('x')` },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a built-in replaced',
    cells: { a: `Math.max = () => 42`, b: 'console.log(Math.max(1, 2))' },
    steps: [runAll, remove('a')],
    ideal: ['b'],
  },
  {
    name: 'the working directory',
    cells: {
      a: `import { tmpdir } from 'node:os'`,
      b: 'process.chdir(tmpdir())',
      c: 'console.log(process.cwd() === tmpdir())',
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a listing and the cell that adds to it',
    cells: {
      a: `import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'\nimport { tmpdir } from 'node:os'\nconst dir = mkdtempSync(tmpdir() + '/cellar-case-')`,
      b: 'console.log(readdirSync(dir).join())',
      c: `writeFileSync(dir + '/one', '1')`,
      d: 'console.log(readdirSync(dir).join())',
    },
    steps: [runAll, edit('c', `writeFileSync(dir + '/two', '2')`)],
    ideal: ['c', 'd'],
  },
  {
    name: 'appending to a file, twice run',
    cells: {
      a: `import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'\nimport { tmpdir } from 'node:os'\nconst file = mkdtempSync(tmpdir() + '/cellar-case-') + '/log'`,
      b: `appendFileSync(file, 'b')`,
      c: `appendFileSync(file, 'c')`,
      d: `console.log(readFileSync(file, 'utf8'))`,
    },
    steps: [runAll, edit('b', `appendFileSync(file, 'B')`)],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a file whose writer is deleted',
    cells: {
      a: `import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'\nimport { tmpdir } from 'node:os'\nconst file = mkdtempSync(tmpdir() + '/cellar-case-') + '/x'`,
      b: `writeFileSync(file, '1')`,
      c: 'console.log(existsSync(file))',
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'late output of an edited cell',
    cells: { a: `setTimeout(() => console.log('late'), 20)`, b: `console.log('b')` },
    steps: [runAll, edit('a', `setTimeout(() => console.log('later'), 20)`)],
    ideal: ['a'],
  },
  {
    name: 'a timer that writes what a waiting cell reads',
    cells: {
      a: 'let x = 1\nsetTimeout(() => { x = 5 }, 150)',
      b: 'await new Promise((r) => setTimeout(r, 700)); console.log(x)',
    },
    steps: [runAll, edit('b', `await new Promise((r) => setTimeout(r, 700)); console.log('x is', x)`)],
  },
  {
    name: 'an interval that stops itself',
    cells: {
      a: 'let ticks = 0',
      b: 'const timer = setInterval(() => { if (++ticks === 3) clearInterval(timer) }, 60)',
      c: 'await new Promise((r) => setTimeout(r, 1200)); console.log(ticks)',
    },
    steps: [runAll, edit('c', `await new Promise((r) => setTimeout(r, 1200)); console.log('ticks', ticks)`)],
  },
  {
    name: 'an event emitter between cells',
    cells: {
      a: `import { EventEmitter } from 'node:events'`,
      b: 'const bus = new EventEmitter()',
      c: `bus.on('go', () => console.log('heard'))`,
      d: `console.log(bus.emit('go'), bus.listenerCount('go'))`,
    },
    steps: [runAll, remove('c')],
  },
  {
    name: 'a proxy between cells',
    cells: {
      a: 'const target = { n: 1 }',
      b: 'const proxy = new Proxy(target, { get: (t, k) => (k === "n" ? t[k] * 10 : t[k]) })',
      c: 'proxy.n = 2',
      d: 'console.log(proxy.n, target.n)',
    },
    steps: [runAll, edit('c', 'proxy.n = 3')],
  },
  {
    name: 'a branch that reads one of two',
    cells: { a: 'let flag = true', b: 'let left = 1', c: 'let right = 2', d: 'console.log(flag ? left : right)' },
    steps: [runAll, edit('c', 'let right = 3')],
    ideal: ['c'],
  },
  {
    name: 'a function that calls one of two',
    cells: {
      a: 'let lo = 1',
      b: 'let hi = 9',
      c: 'const pick = (big) => (big ? hi : lo)',
      d: 'console.log(pick(false))',
    },
    steps: [runAll, edit('b', 'let hi = 10')],
    ideal: ['b'],
  },
  {
    name: 'a swap',
    cells: { a: 'let p = 1', b: 'let q = 2', c: '[p, q] = [q, p]', d: 'console.log(p, q)' },
    steps: [runAll, move('c', 3)],
  },
  {
    name: 'moving there and back',
    cells: { a: 'let s = "a"', b: 's += "b"', c: 's += "c"', d: 'console.log(s)' },
    steps: [runAll, move('b', 2), move('b', 1)],
    ideal: [],
  },
  {
    name: 'a name deleted and defined again below its reader',
    cells: { a: 'let v = 1', b: `console.log(typeof v === 'undefined' ? 'none' : v)`, c: 'let w = 1' },
    steps: [runAll, remove('a'), edit('c', 'let v = 2')],
    ideal: ['c'],
  },
  {
    name: 'errors as values',
    cells: {
      a: `const err = new RangeError('far')`,
      b: `err.code = 'E1'`,
      c: 'console.log(err.message, err.code, err instanceof RangeError)',
    },
    steps: [runAll, edit('b', `err.code = 'E2'`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'an array with holes and extra properties',
    cells: {
      a: 'const holes = [1, , 3]',
      b: 'holes.extra = true',
      c: 'console.log(1 in holes, holes.length, holes.extra)',
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'cycles',
    cells: {
      a: 'const ring = { n: 1 }',
      b: 'ring.self = ring',
      c: 'ring.self.self.n = 4',
      d: 'console.log(ring.n, ring.self === ring)',
    },
    steps: [runAll, edit('c', 'ring.self.n = 9')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a memo in a Map that a pure function fills',
    cells: {
      a: 'const memo = new Map()',
      b: 'const fib = (n) => { if (n < 2) return n; if (!memo.has(n)) memo.set(n, fib(n - 1) + fib(n - 2)); return memo.get(n) }',
      c: 'console.log(fib(10), memo.size)',
      d: 'console.log(fib(12), memo.size)',
    },
    steps: [runAll, edit('c', 'console.log(fib(5), memo.size)')],
  },
  {
    name: 'async work awaited later',
    cells: { a: 'const work = Promise.resolve(3)', b: 'const got = await work', c: 'console.log(got)' },
    steps: [runAll, edit('a', 'const work = Promise.resolve(4)')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a spread copy is no alias',
    cells: {
      a: 'const base = { n: 1, in: { k: 1 } }',
      b: 'const copy = { ...base }',
      c: 'copy.n = 2',
      d: 'copy.in.k = 3',
      e: 'console.log(base.n, base.in.k)',
    },
    steps: [runAll, remove('d')],
  },
  {
    name: 'typed arrays over one buffer, one view grown into another cell',
    cells: {
      a: 'const f = new Float64Array([1.5, 2.5])',
      b: 'const sub = f.subarray(1)',
      c: 'sub[0] = 9',
      d: 'console.log(f.join())',
    },
    steps: [runAll, edit('c', 'sub[0] = 7')],
    ideal: ['c', 'd'],
  },
]
