/**
 * A plan that begins with the plan before is the plan made from nothing, whole or as far as some cell: for random edits, moves, deletions,
 * runs and changes of the world outside. No process runs here.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId, runId, snapshotId, version } from '../../runtime/brand.ts'
import { type Location, locationOf } from '../../runtime/location.ts'
import { missing } from '../../runtime/plan/mismatch.ts'
import { PersistentList } from '../../runtime/plan/persistent-list.ts'
import { type Plan, plan, type PlannedCell, reaches } from '../../runtime/plan/plan.ts'
import type { RunTrace } from '../../runtime/store/store.ts'
import { seed } from '../support/seed.ts'

const locations: readonly Location[] = [
  ...['a', 'b', 'c'].map(name => locationOf('name', name)),
  locationOf('file', '/data.csv'),
  locationOf('global', 'g'),
  locationOf('late', 'c1'),
]
const location = fc.constantFrom(...locations)
const content = fc.constantFrom('1', '2', missing)

/** What somebody does between two plans. */
type Step =
  | { readonly do: 'put'; readonly at: number; readonly cell: PlannedCell; readonly instead: boolean }
  | { readonly do: 'delete' | 'move'; readonly at: number; readonly to: number }
  | { readonly do: 'world'; readonly location: Location; readonly version: string }

let made = 0
const anyCell = fc
  .record({
    source: fc.constantFrom('let a = 1', 'let b = a', 'c = a + b', 'console.log(a, g)', 'let a = b'),
    reads: fc.uniqueArray(fc.record({ location, version: content }), { selector: r => r.location, maxLength: 3 }),
    writes: fc.uniqueArray(fc.record({ location, version: content }), { selector: w => w.location, maxLength: 2 }),
    outcome: fc.constantFrom('ok', 'ok', 'ok', 'failed'),
    ran: fc.boolean(),
  })
  .map(({ source, reads, writes, outcome, ran }): PlannedCell => {
    const id = cellId(`c${++made}`)
    const analysis = analyse(source)
    if (!ran) return { id, analysis, candidates: [], forced: false }
    const about = { storable: true, shares: [], mentions: [], preview: '', type: '', size: 0 }
    const trace: RunTrace = {
      id: runId(`r${made}`),
      cell: id,
      notebook: 'nb',
      hash: analysis.hash,
      engine: 'e',
      outcome: outcome as RunTrace['outcome'],
      startedAt: 0,
      ms: 1,
      reads: reads.map(r => ({ ...r, version: version(r.version) })),
      writes: writes.map(w => ({ ...w, ...about, version: version(w.version), snapshot: snapshotId(w.version) })),
    }
    return { id, analysis, candidates: [trace], shown: trace, forced: false }
  })

const at = fc.nat(11)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), at, cell: anyCell, instead: fc.boolean() }),
  fc.record({ do: fc.constantFrom('delete' as const, 'move' as const), at, to: at }),
  fc.record({ do: fc.constant('world' as const), location, version: content }),
)

const edited = (cells: readonly PlannedCell[], done: Step): readonly PlannedCell[] => {
  if (done.do === 'world') return cells
  const index = Math.min(done.at, Math.max(cells.length - 1, 0))
  if (done.do === 'put') return cells.toSpliced(index, done.instead ? 1 : 0, done.cell)
  const rest = cells.toSpliced(index, 1)
  const moved = cells[index]
  return done.do === 'move' && moved !== undefined ? rest.toSpliced(done.to, 0, moved) : rest
}

/** As the shell makes them: an edit in place keeps what is around it. */
const after = (cells: PersistentList<PlannedCell>, done: Step): PersistentList<PlannedCell> => {
  const [before, now] = [cells.slice(), edited(cells.slice(), done)]
  const kept = Math.min(before.length, now.length)
  const changed = now.slice(0, kept).flatMap((cell, place) => (cell === before[place] ? [] : [[place, cell] as const]))
  return cells.upTo(kept, now.slice(kept)).with(changed)
}

/** As far as the cell before `end`. */
const beginning = ({ standings, todo, bindings, cells }: Plan, end: number) => ({
  standings: standings.slice(0, end),
  todo: todo.filter(index => index < end),
  above: locations.map(l => cells.slice(0, end + 1).map((_, i) => bindings.above(i, l))),
})

const seen = ({ standings, todo, bindings, cells }: Plan) => ({
  standings: [...standings],
  todo,
  above: locations.map(l => Array.from(cells, (_, i) => bindings.above(i, l))),
  last: locations.map(l => bindings.last(l)),
  locations: [...bindings.locations()].sort(),
})

test(`a plan that begins with the one before is the plan made from nothing (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.option(fc.nat(12))), { minLength: 1, maxLength: 60 }), steps => {
      const outside = new Map<Location, string>()
      const world = (l: Location) => version(outside.get(l) ?? missing)
      let cells = PersistentList.of<PlannedCell>([])
      let before: Plan | undefined
      for (const [done, end] of steps) {
        if (done.do === 'world') outside.set(done.location, done.version)
        cells = after(cells, done)
        const now = plan(cells, world, { before, ...(end === null ? {} : { end }) })
        const whole = plan(cells, world)
        if (end === null) expect(seen(now)).toEqual(seen(whole))
        else expect(beginning(now, end)).toEqual(beginning(whole, end))
        expect([...now.cells]).toEqual([...cells])
        before = now
      }
    }),
    { numRuns: 300 },
  )
})

test('a plan as far as a cell leaves out the cells below, until all are asked for', () => {
  const cells = PersistentList.of(
    ['let a = 1', 'let b = a', 'c = a + b'].map(
      (source, i): PlannedCell => ({ id: cellId(`c${i}`), analysis: analyse(source), candidates: [], forced: false }),
    ),
  )
  const world = () => missing
  const first = plan(cells, world, { end: 1 })
  expect([...first.standings]).toEqual([{ is: 'new' }])
  expect(plan(cells, world, { before: first, end: 1 })).toBe(first)
  const whole = plan(cells, world, { before: first })
  expect(whole.todo).toEqual([0, 1, 2])
  expect(plan(cells, world, { before: whole, end: 1 })).toBe(whole)
})

test('a cell that may touch anything is planned with the cells below, whose names it must not find', () => {
  const cells = PersistentList.of(
    ['eval("a")', 'let a = 1'].map(
      (source, i): PlannedCell => ({ id: cellId(`c${i}`), analysis: analyse(source), candidates: [], forced: false }),
    ),
  )
  const first = plan(cells, () => missing, { end: 1 })
  expect(reaches(first, 1)).toBe(true)
  expect([...first.bindings.locations()]).toContain('name:a')
})
