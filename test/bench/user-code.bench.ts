/**
 * What people write at the top of a cell, in a cell and in a module that plain Node runs in a process of its own: shared names live in boxes,
 * and this says what that costs the code itself. Turn about, the shortest of several runs; asserts that both come to the same first.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellId } from '../../runtime/brand.ts'
import { openNotebook } from '../../runtime/index.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'

const tiny = process.argv.includes('--tiny')
const rounds = tiny ? 1 : 10
/** Of the geometric mean; and of one piece, which two runs of the same code in plain Node can differ by. */
const bounds = { mean: 1.05, one: 1.3 }
const n = (size: number): number => (tiny ? Math.ceil(size / 1_000) : size)

interface Piece {
  readonly what: string
  readonly code: string
  /** What it comes to. */
  readonly value: string
}

const pieces: readonly Piece[] = [
  { what: 'a sum in a let', code: `let s = 0\nfor (let i = 0; i < ${n(3e7)}; i++) s += i % 7`, value: 's' },
  {
    what: 'a function called in a loop',
    code: `function square(x) { return x * x }\nlet s = 0\nfor (let i = 0; i < ${n(2e7)}; i++) s += square(i) % 3`,
    value: 's',
  },
  {
    what: 'a counter in a closure',
    code: `let count = 0\nconst next = () => { count += 1 }\nfor (let i = 0; i < ${n(2e7)}; i++) next()`,
    value: 'count',
  },
  {
    what: 'a counter of a factory',
    code: `const make = () => { let k = 0; return { up: () => { k += 1 }, get: () => k } }\nconst c = make()\nfor (let i = 0; i < ${n(2e7)}; i++) c.up()`,
    value: 'c.get()',
  },
  {
    what: 'a seeded generator of a factory',
    code: `const lcg = seed => () => (seed = (seed * 1664525 + 1013904223) >>> 0)\nconst next = lcg(1)\nlet s = 0\nfor (let i = 0; i < ${n(5e6)}; i++) s += next() % 7`,
    value: 's',
  },
  {
    what: 'a minimum kept by a callback',
    code: `const xs = Array.from({ length: ${n(2e6)} }, (_, i) => (i * 7919) % 1000003)\nconst least = all => { let best = Infinity, at = -1; all.forEach((x, i) => { if (x < best) { best = x; at = i } }); return at }\nlet s = 0\nfor (let i = 0; i < 5; i++) s += least(xs)`,
    value: 's',
  },
  {
    what: 'vars that functions inside share',
    code: `function simulate(rounds) {\n  var x = 1, y = 0, hits = 0\n  function step() { var t = x; x = (x * 25173 + 13849) % 65536; y = (y + t) % 1000; if (y < 100) hits++ }\n  for (var i = 0; i < rounds; i++) step()\n  return hits\n}\nlet s = simulate(${n(1e7)})`,
    value: 's',
  },
  {
    what: 'closures of a loop that its body counts on',
    code: `let s = 0\nfor (let k = 0; k < ${n(1e6)}; k++) { if (k % 3 === 0) k++; const add = () => { s += k }; add() }`,
    value: 's',
  },
  {
    what: 'recursion',
    code: `function fib(k) { return k < 2 ? k : fib(k - 1) + fib(k - 2) }\nconst f = fib(${tiny ? 15 : 32})`,
    value: 'f',
  },
  {
    what: 'objects pushed, then read',
    code: `const points = []\nfor (let i = 0; i < ${n(5e5)}; i++) points.push({ x: i, y: i * 2 })\nlet sum = 0\nfor (const p of points) sum += p.x + p.y`,
    value: 'sum',
  },
  {
    what: 'a string built',
    code: `let text = ''\nfor (let i = 0; i < ${n(2e6)}; i++) text += i % 10`,
    value: 'text.length',
  },
  {
    what: 'map, filter, reduce',
    code: `const all = Array.from({ length: ${n(1e6)} }, (_, i) => i)\nlet total = all.map(x => x * 2).filter(x => x % 3 === 0).reduce((a, b) => a + b, 0)`,
    value: 'total',
  },
  {
    what: 'a sieve in a Uint8Array',
    code: `const last = ${n(3e6)}, crossed = new Uint8Array(last + 1)\nlet primes = 0\nfor (let i = 2; i <= last; i++) { if (crossed[i]) continue; primes++; for (let j = 2 * i; j <= last; j += i) crossed[j] = 1 }`,
    value: 'primes',
  },
  {
    what: 'matrices as arrays of arrays',
    code: `const N = ${tiny ? 20 : 250}, A = [], B = [], C = []\nfor (let i = 0; i < N; i++) { A.push([]); B.push([]); C.push([]); for (let j = 0; j < N; j++) { A[i].push(i + j); B[i].push(i - j) } }\nfor (let i = 0; i < N; i++) for (let j = 0; j < N; j++) { let s = 0; for (let k = 0; k < N; k++) s += A[i][k] * B[k][j]; C[i][j] = s }`,
    value: 'C[N - 1][N - 1]',
  },
  {
    what: 'instances of a class',
    code: `class V { constructor(x, y) { this.x = x; this.y = y } plus(o) { return new V(this.x + o.x, this.y + o.y) } }\nconst one = new V(1, 2)\nlet v = new V(0, 0)\nfor (let i = 0; i < ${n(1e7)}; i++) v = v.plus(one)`,
    value: 'v.y',
  },
  {
    what: 'a Map of counts',
    code: `const counts = new Map()\nfor (let i = 0; i < ${n(1e6)}; i++) counts.set(i % 1000, (counts.get(i % 1000) ?? 0) + 1)`,
    value: 'counts.get(0)',
  },
  {
    what: 'a generator',
    code: `function* upTo(k) { for (let i = 0; i < k; i++) yield i }\nlet sum = 0\nfor (const x of upTo(${n(2e6)})) sum += x`,
    value: 'sum',
  },
  { what: 'await in a loop', code: `let sum = 0\nfor (let i = 0; i < ${n(2e5)}; i++) sum += await i`, value: 'sum' },
  {
    what: 'Monte Carlo with a generator of its own',
    code: `let seed = 12345\nfunction random() { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return seed / 0x7fffffff }\nlet inside = 0\nfor (let i = 0; i < ${n(5e6)}; i++) { const x = random(), y = random(); if (x * x + y * y < 1) inside++ }`,
    value: 'inside',
  },
  {
    what: 'an array sorted',
    code: `let seed = 42\nconst xs = Array.from({ length: ${n(3e5)} }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff))\nconst sorted = xs.slice().sort((a, b) => a - b)`,
    value: 'sorted[1]',
  },
]

interface Measured {
  readonly value: unknown
  readonly ms: number
}

const timed = ({ code, value }: Piece): string =>
  `const began = performance.now()\n${code}\nconst ms = performance.now() - began\nconsole.log(JSON.stringify({ value: ${value}, ms }))`

const inPlainNode = (piece: Piece): Measured => {
  const file = join(folder, 'plain.mjs')
  writeFileSync(file, timed(piece))
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' })) as Measured
}

const inACell = async (runtime: NotebookRuntime, piece: Piece): Promise<Measured> => {
  const cell = { id: cellId('piece'), source: timed(piece) }
  runtime.setDocument([cell])
  let text = ''
  const { status } = await runtime.execute({
    cell: cell.id,
    code: cell.source,
    force: true,
    onEvent: event => {
      if (event.type === 'stream') text += event.text
    },
  })
  assert.equal(status, 'ok')
  return JSON.parse(text) as Measured
}

const folder = mkdtempSync(join(tmpdir(), 'cellar-bench-'))
const runtime = await openNotebook({ notebookPath: join(folder, 'n.ipynb'), cwd: folder, batch: true })
const ratios: number[] = []
try {
  for (const piece of pieces) {
    let [plain, cell] = [Infinity, Infinity]
    for (let round = 0; round < rounds; round++) {
      const [one, other] = [inPlainNode(piece), await inACell(runtime, piece)]
      assert.deepEqual(other.value, one.value, piece.what)
      plain = Math.min(plain, one.ms)
      cell = Math.min(cell, other.ms)
    }
    ratios.push(cell / plain)
    const columns = [`plain ${plain.toFixed(1)} ms`, `cell ${cell.toFixed(1)} ms`, `${(cell / plain).toFixed(2)}×`]
    console.log(piece.what.padEnd(42) + columns.map(text => text.padStart(16)).join(''))
  }
} finally {
  await runtime.close()
  rmSync(folder, { recursive: true, force: true })
}
const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
console.log(`geometric mean ${mean.toFixed(2)}×`)
const fits = mean <= bounds.mean && Math.max(...ratios) <= bounds.one
process.exit(tiny || fits ? 0 : 1)
