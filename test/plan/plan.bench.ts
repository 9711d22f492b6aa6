/**
 * What planning costs: one edit at the root of 1,000 cells with 10 dependants, and deciding that nothing runs in 100,000 cells. Asserts
 * which cells are to run before it prints how long that took.
 */
import assert from 'node:assert/strict'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId, runId, snapshotId, version } from '../../runtime/brand.ts'
import { PersistentList } from '../../runtime/plan/persistent-list.ts'
import { plan, type PlannedCell } from '../../runtime/plan/plan.ts'
import type { RunTrace } from '../../runtime/store/store.ts'

const tiny = process.argv.includes('--tiny')
const world = () => version('missing')

/** Cell `i` defines `x<i>` and reads `x<from>`. */
const cellOf = (i: number, from: number | undefined, content = 'v'): PlannedCell => {
  const analysis = analyse(from === undefined ? `const x${i} = ${i}` : `const x${i} = x${from} + 1`)
  const trace: RunTrace = {
    id: runId(`r${i}`),
    cell: cellId(`c${i}`),
    notebook: 'nb',
    hash: analysis.hash,
    engine: 'e',
    outcome: 'ok',
    startedAt: 0,
    ms: 1,
    reads: from === undefined ? [] : [{ location: `name:x${from}`, version: version('v') }],
    writes: [
      {
        location: `name:x${i}`,
        version: version(content),
        snapshot: snapshotId(content),
        storable: true,
        shares: [],
        mentions: [],
        preview: '',
        type: '',
        size: 8,
      },
    ],
  }
  return { id: cellId(`c${i}`), analysis, candidates: [trace], shown: trace, forced: false }
}

/** The shortest of several times, milliseconds. */
const best = (work: () => void): number =>
  Math.min(
    ...Array.from({ length: 9 }, () => {
      const start = performance.now()
      work()
      return performance.now() - start
    }),
  )

const edited = PersistentList.of([
  cellOf(0, undefined, 'changed'),
  ...Array.from({ length: 999 }, (_, i) => cellOf(i + 1, i < 10 ? 0 : i)),
])
const todo = plan(edited, world).todo
assert.deepEqual(todo, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...todo.slice(10)])
const independent = PersistentList.of([
  cellOf(0, undefined, 'changed'),
  ...Array.from({ length: 999 }, (_, i) => cellOf(i + 1, i < 10 ? 0 : undefined)),
])
assert.equal(plan(independent, world).todo.length, 10)
const size = tiny ? 1_000 : 100_000
const fresh = PersistentList.of(Array.from({ length: size }, (_, i) => cellOf(i, i === 0 ? undefined : i - 1)))
assert.equal(plan(fresh, world).todo.length, 0)
console.log(`1,000 cells, one edit, 10 dependants: ${best(() => plan(independent, world)).toFixed(2)} ms`)
const cells = `${size.toLocaleString('en')} cells, nothing runs`
console.log(`${cells}, planned from nothing: ${best(() => plan(fresh, world)).toFixed(1)} ms`)
const before = plan(fresh, world)
const again = PersistentList.of([...fresh])
assert.equal(plan(again, world, { before }).todo.length, 0)
console.log(`${cells}, resident: ${best(() => plan(again, world, { before })).toFixed(1)} ms`)
