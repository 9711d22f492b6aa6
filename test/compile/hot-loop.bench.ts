/**
 * A top-level loop over top-level variables against the same loop in a plain function: 1e8 integer additions and 1e8 float accumulations.
 * Both in one run, taken in turns, the shortest of several; asserts the sums first and then that a cell costs at most 1.1 times.
 */
import assert from 'node:assert/strict'
import { CellSession } from './cell-session.ts'

const tiny = process.argv.includes('--tiny')
const n = tiny ? 1e5 : 1e8
/**
 * V8 leaves one run of such a loop in several unoptimised, in either form, and other programs disturb: the shortest of many is
 * compared, of more where the machine is busy.
 */
const rounds = tiny ? { atLeast: 1, atMost: 1 } : { atLeast: 15, atMost: 60 }
const bound = 1.1

interface Loop {
  readonly title: string
  readonly above: string
  readonly cell: string
  readonly plain: string
  readonly sum: string
}

const loops: readonly Loop[] = [
  {
    title: 'int, own let',
    above: '',
    cell: `let s = 0; for (let i = 0; i < ${n}; i++) s = (s + i) | 0`,
    plain: `let s = 0; for (let i = 0; i < ${n}; i++) s = (s + i) | 0; return s`,
    sum: 's',
  },
  {
    title: 'int, bound from the cell above',
    above: `const N = ${n}; let s = 0`,
    cell: 's = 0; for (let i = 0; i < N; i++) s += i % 3',
    plain: 'let s = 0; for (let i = 0; i < N; i++) s += i % 3; return s',
    sum: 's',
  },
  {
    title: 'int, var counter',
    above: '',
    cell: `var s = 0; for (var i = 0; i < ${n}; i++) s += i % 3`,
    plain: `var s = 0; for (var i = 0; i < ${n}; i++) s += i % 3; return s`,
    sum: 's',
  },
  {
    title: 'float, own let',
    above: '',
    cell: `let f = 0; for (let i = 0; i < ${n}; i++) f += i * 0.5`,
    plain: `let f = 0; for (let i = 0; i < ${n}; i++) f += i * 0.5; return f`,
    sum: 'f',
  },
  {
    title: 'float, both from the cell above',
    above: `const N = ${n}; let f = 0.5`,
    cell: 'for (let i = 0; i < N; i++) f += i * 0.5',
    plain: 'let f = F; for (let i = 0; i < N; i++) f += i * 0.5; return f',
    sum: 'f',
  },
  {
    title: 'float, while',
    above: '',
    cell: `let j = 0, f = 0; while (j < ${n}) { f += j * 0.5; j++ }`,
    plain: `let j = 0, f = 0; while (j < ${n}) { f += j * 0.5; j++ } return f`,
    sum: 'f',
  },
]

const timed = async <T>(work: () => T | Promise<T>) => {
  const start = performance.now()
  const value = await work()
  return { value, ms: performance.now() - start }
}

/** A function of its own text each time, as a cell has. What comes from the cell above comes as an argument. */
const plainOnce = ({ plain }: Loop) => {
  const loop = new Function('N', 'F', plain) as (bound: number, start: number) => unknown
  return timed(() => loop(n, 0.5))
}

const cellOnce = async ({ above, cell, sum }: Loop) => {
  const session = new CellSession()
  await session.run(above)
  const ran = await session.run(`const began = performance.now()\n${cell}\nperformance.now() - began`)
  if (ran.error) throw ran.error
  return { value: session.value(sum), ms: ran.result as number }
}

console.log(`${n.toExponential()} iterations`)
let worst = 0
for (const loop of loops) {
  let [plain, cell] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < rounds.atLeast || (cell / plain > bound && round < rounds.atMost); round++) {
    const one = await plainOnce(loop)
    const other = await cellOnce(loop)
    assert.equal(other.value, one.value, loop.title)
    plain = Math.min(plain, one.ms)
    cell = Math.min(cell, other.ms)
  }
  worst = Math.max(worst, cell / plain)
  console.log(
    `${loop.title.padEnd(32)} plain ${plain.toFixed(0).padStart(4)} ms   cell ${cell.toFixed(0).padStart(4)} ms   × ${(cell / plain).toFixed(2)}`,
  )
}
if (!tiny) assert.ok(worst <= bound, `the slowest loop takes ${worst.toFixed(2)} times as long as in a plain function`)
