/** Golden cases of what a data scientist does: tables, statistics, training loops, seeded chance, configuration that many cells read. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const analysisCases: readonly Case[] = [
  {
    name: 'normal pipeline with outlier filter edit',
    cells: {
      a: 'const raw = [1, 2, 3, 100]',
      b: 'const clean = raw.filter(x => x < 50)',
      c: 'const mean = clean.reduce((s, x) => s + x, 0) / clean.length',
      d: 'const sd = Math.sqrt(clean.reduce((s, x) => s + (x - mean) ** 2, 0) / clean.length)',
      e: 'console.log(mean, sd.toFixed(3))',
    },
    steps: [runAll, edit('a', 'const raw = [1, 2, 3, 200]')],
    ideal: ['a', 'b'],
  },
  {
    name: 'standardise in place',
    cells: {
      a: 'const X = [[1, 2], [3, 4]]',
      b: 'const mu = [0, 1].map(j => X.reduce((s, r) => s + r[j], 0) / X.length)',
      c: 'for (const r of X) for (const j of [0, 1]) r[j] -= mu[j]',
      d: 'console.log(JSON.stringify(X))',
      e: 'console.log(mu.join())',
    },
    steps: [runAll, run('c'), run('c'), edit('a', 'const X = [[1, 2], [3, 6]]')],
    ideal: ['a', 'b', 'c', 'd', 'e'],
  },
  {
    name: 'gradient descent loop',
    cells: {
      a: 'let w = 0',
      b: 'const xs = [1, 2, 3], ys = [2, 4, 6]',
      c: 'for (let i = 0; i < 50; i++) { const g = xs.reduce((s, x, k) => s + (w * x - ys[k]) * x, 0) / 3; w -= 0.1 * g }',
      d: 'console.log(w.toFixed(4))',
    },
    steps: [runAll, run('c'), edit('b', 'const xs = [1, 2, 3], ys = [3, 6, 9]')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'train loop continued twice',
    cells: {
      a: `let w = 0\nconst hist = []`,
      b: 'const epoch = () => { w += (1 - w) / 2; hist.push(w) }',
      c: 'epoch()',
      d: 'epoch()',
      e: 'console.log(hist.join())',
    },
    steps: [runAll, run('c'), run('d'), remove('c')],
    ideal: ['d', 'e'],
  },
  {
    name: 'shuffle in place with seed',
    cells: {
      a: 'const mul = s => () => (s = Math.imul(s, 1664525) + 1013904223 | 0) >>> 0',
      b: 'const deck = [1, 2, 3, 4, 5]',
      c: 'const rnd = mul(7); for (let i = deck.length - 1; i > 0; i--) { const j = rnd() % (i + 1); [deck[i], deck[j]] = [deck[j], deck[i]] }',
      d: 'console.log(deck.join())',
    },
    steps: [
      runAll,
      run('c'),
      edit(
        'c',
        'const rnd = mul(8); for (let i = deck.length - 1; i > 0; i--) { const j = rnd() % (i + 1); [deck[i], deck[j]] = [deck[j], deck[i]] }',
      ),
    ],
    ideal: ['c', 'd'],
  },
  {
    name: 'train test split',
    cells: {
      a: 'const rows = Array.from({ length: 10 }, (_, i) => ({ i, y: i % 2 }))',
      b: 'const train = rows.slice(0, 7), test1 = rows.slice(7)',
      c: 'train.forEach(r => { r.z = r.i / 10 })',
      d: 'console.log(rows.filter(r => "z" in r).length)',
      e: 'console.log(test1.length)',
    },
    steps: [runAll, edit('c', 'train.slice(1).forEach(r => { r.z = r.i / 10 })')],
    ideal: ['c', 'd'],
  },
  {
    name: 'config object read by many',
    cells: {
      a: 'const cfg = { lr: 0.1, n: 5, name: "x" }',
      b: 'const { lr } = cfg',
      c: 'console.log(lr)',
      d: 'const { name } = cfg',
      e: 'console.log(name)',
    },
    steps: [runAll, edit('a', 'const cfg = { lr: 0.1, n: 5, name: "y" }')],
    ideal: ['a', 'b', 'd', 'e'],
  },
  {
    name: 'results, middle renamed',
    cells: {
      a: 'const results = {}',
      b: 'results.a = 1',
      c: 'results.b = 2',
      d: 'console.log(JSON.stringify(results))',
    },
    steps: [runAll, edit('b', 'results.z = 1')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'string builder report',
    cells: {
      a: 'const lines = []',
      b: 'lines.push("# T")',
      c: 'lines.push("- " + [1, 2].length)',
      d: 'console.log(lines.join("\\n"))',
    },
    steps: [runAll, move('c', 1)],
    ideal: ['c', 'b', 'd'],
  },
  {
    name: 'matrix class with operator methods',
    cells: {
      a: 'class Mat { constructor(r) { this.r = r } mul(k) { return new Mat(this.r.map(x => x.map(v => v * k))) } }',
      b: 'const m = new Mat([[1, 2]])',
      c: 'const n = m.mul(3)',
      d: 'console.log(JSON.stringify(n))',
    },
    steps: [
      runAll,
      edit(
        'a',
        'class Mat { constructor(r) { this.r = r } mul(k) { return new Mat(this.r.map(x => x.map(v => v * k + 1))) } }',
      ),
    ],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'dates by day',
    cells: {
      a: 'const ev = ["2024-01-01", "2024-01-01", "2024-01-03"].map(s => new Date(s))',
      b: 'const per = {}; for (const d of ev) { const k = d.toISOString().slice(0, 10); per[k] = (per[k] ?? 0) + 1 }',
      c: 'console.log(JSON.stringify(per))',
    },
    steps: [runAll, edit('a', 'const ev = ["2024-01-01", "2024-01-03", "2024-01-03"].map(s => new Date(s))')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'typed array FFT-like in place',
    cells: {
      a: 'const sig = Float64Array.from({ length: 8 }, (_, i) => i)',
      b: 'const view = new DataView(sig.buffer)',
      c: 'for (let i = 0; i < 8; i++) view.setFloat64(i * 8, sig[i] * 2, true)',
      d: 'console.log(sig.join())',
    },
    steps: [runAll, run('c'), edit('a', 'const sig = Float64Array.from({ length: 8 }, (_, i) => i + 1)')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'queue simulation with generator',
    cells: {
      a: 'function* arrivals() { let t = 0; while (true) yield t += 2 }',
      b: 'const arr = arrivals()',
      c: 'const first3 = [arr.next().value, arr.next().value, arr.next().value]',
      d: 'const next1 = arr.next().value',
      e: 'console.log(first3.join(), next1)',
    },
    steps: [runAll, edit('c', 'const first3 = [arr.next().value]')],
    ideal: ['a', 'b', 'c', 'd', 'e'],
  },
  {
    name: 'move whole block',
    cells: { a: 'const a1 = 1', b: 'const b1 = a1 + 1', c: 'console.log(b1)', d: 'const z = 9', e: 'console.log(z)' },
    steps: [runAll, move('d', 0), runAll, move('e', 1)],
    ideal: [],
  },
  {
    name: 'run order reversed with mutation',
    cells: { a: 'const xs = []', b: 'xs.push(1)', c: 'xs.push(2)', d: 'console.log(xs.join())' },
    steps: [run('d'), run('c'), run('b'), run('a'), run('d')],
    ideal: [],
  },
  {
    name: 'move three times',
    cells: { a: 'let s = "a"', b: 's += "b"', c: 's += "c"', d: 's += "d"', e: 'console.log(s)' },
    steps: [runAll, move('d', 1), runAll, move('c', 1), runAll, move('b', 1)],
    ideal: [],
  },
  {
    name: 'move and edit together',
    cells: { a: 'let s = "a"', b: 's += "b"', c: 's += "c"', d: 'console.log(s)' },
    steps: [runAll, edit('b', 's += "B"'), move('c', 1)],
    ideal: ['c', 'b', 'd'],
  },
  {
    name: 'sum unchanged? c reruns, d cut off',
    cells: { a: 'let a1 = 1', b: 'let b1 = 1', c: 'const t = a1 + b1', d: 'console.log(t)' },
    steps: [runAll, edit('a', 'let a1 = 2'), edit('b', 'let b1 = 0')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'method missing then patched above',
    cells: { a: '', b: 'console.log([1, 2].total?.() ?? "none")' },
    steps: [runAll, edit('a', 'Array.prototype.total = function () { return this.length }')],
    ideal: ['a', 'b'],
  },
  {
    name: 'closure counter, undo',
    cells: { a: 'const next = (() => { let n = 0; return () => ++n })()', b: 'next()', c: 'console.log(next())' },
    steps: [runAll, edit('b', 'next(); next()'), runAll, edit('b', 'next()')],
    ideal: [],
  },
  {
    name: 'file, undo',
    cells: {
      a: `import * as fs from 'node:fs'`,
      b: `fs.writeFileSync('z', '1')`,
      c: `console.log(fs.readFileSync('z', 'utf8'))`,
    },
    steps: [runAll, edit('b', `fs.writeFileSync('z', '2')`), runAll, edit('b', `fs.writeFileSync('z', '1')`)],
    ideal: [],
  },
  {
    name: 'random kept through undo',
    cells: { a: 'const r = Math.random()', b: 'const k = r < 2 ? "in" : "out"', c: 'console.log(k)' },
    steps: [runAll, edit('b', 'const k = r < 2 ? "IN" : "out"'), runAll, edit('b', 'const k = r < 2 ? "in" : "out"')],
    // Run All by hand draws anew.
    ideal: ['b'],
  },
  {
    name: 'after undo, edit a reader of a rebuilt closure',
    cells: { a: 'const next = (() => { let n = 0; return () => ++n })()', b: 'next()', c: 'console.log(next())' },
    steps: [
      runAll,
      edit('b', 'next(); next()'),
      runAll,
      edit('b', 'next()'),
      runAll,
      edit('c', 'console.log("c", next())'),
    ],
  },
  {
    name: 'two independent chains',
    cells: { a: 'let p = 1', b: 'let q = 1', c: 'p += 1', d: 'q += 1', e: 'console.log(p)', f: 'console.log(q)' },
    steps: [runAll, edit('a', 'let p = 5')],
    ideal: ['a', 'c', 'e'],
  },
]
