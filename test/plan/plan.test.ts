/** The planner on hand-made traces: what is fresh, stale, blocked, and why. No process runs here. */
import { describe, expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId, runId, snapshotId, version } from '../../runtime/brand.ts'
import type { Location } from '../../runtime/location.ts'
import { missing } from '../../runtime/plan/mismatch.ts'
import { PersistentList } from '../../runtime/plan/persistent-list.ts'
import { plan as planOf, type PlannedCell, type Plan, staleAncestors, type World } from '../../runtime/plan/plan.ts'
import { autoRuns, isDue } from '../../runtime/plan/auto.ts'
import { becauseOf } from '../../runtime/plan/reasons.ts'
import type { RunTrace, Write } from '../../runtime/store/store.ts'

interface Ran {
  readonly reads?: Readonly<Record<string, string>>
  readonly writes?: Readonly<Record<string, string>>
  readonly shares?: Readonly<Record<string, readonly (readonly [Location, string])[]>>
  readonly snapshots?: Readonly<Record<string, string>>
  readonly outcome?: RunTrace['outcome']
  readonly ms?: number
  /** the source it ran, when that isn't the present one */
  readonly source?: string
}

const write = (name: string, content: string, ran: Ran): Write => ({
  location: name.includes(':') ? (name as Location) : `name:${name}`,
  version: version(content),
  snapshot: snapshotId(ran.snapshots?.[name] ?? `${name}=${content}`),
  storable: true,
  shares: ran.shares?.[name] ?? [],
  mentions: [],
  preview: '',
  type: '',
  size: 0,
})

const cell = (id: string, source: string, ran?: Ran): PlannedCell => {
  const analysis = analyse(source)
  if (ran === undefined) return { id: cellId(id), analysis, candidates: [], forced: false }
  const trace: RunTrace = {
    id: runId(`run-${id}`),
    cell: cellId(id),
    notebook: 'nb',
    hash: analyse(ran.source ?? source).hash,
    engine: 'e',
    outcome: ran.outcome ?? 'ok',
    startedAt: 0,
    ms: ran.ms ?? 1,
    reads: Object.entries(ran.reads ?? {}).map(([name, v]) => ({
      location: name.includes(':') ? (name as Location) : `name:${name}`,
      version: version(v),
    })),
    writes: Object.entries(ran.writes ?? {}).map(([name, v]) => write(name, v, ran)),
  }
  const counts = trace.hash === analysis.hash && (trace.outcome === 'ok' || trace.outcome === 'failed')
  return { id: cellId(id), analysis, candidates: counts ? [trace] : [], shown: trace, forced: false }
}

const onDisk =
  (files: Readonly<Record<string, string>> = {}) =>
  (location: Location) =>
    version(files[location] ?? missing)
const plan = (cells: readonly PlannedCell[], world: World): Plan => planOf(PersistentList.of(cells), world)
const words = (p: Plan) => p.standings.slice().map(s => s.is)
const a1 = cell('a', 'let x = 1', { writes: { x: '1' } })

describe('a cell is fresh exactly when a recorded run read what stands above it', () => {
  test('all read as recorded: nothing to do', () => {
    const p = plan([a1, cell('b', 'console.log(x)', { reads: { x: '1' } })], onDisk())
    expect(words(p)).toEqual(['fresh', 'fresh'])
    expect(p.todo).toEqual([])
  })

  test('an input with another version makes it stale, and the reason names input and cell', () => {
    const p = plan(
      [cell('a', 'let x = 1', { writes: { x: '2' } }), cell('b', 'console.log(x)', { reads: { x: '1' } })],
      onDisk(),
    )
    expect(words(p)).toEqual(['fresh', 'stale'])
    expect(becauseOf(p, p.standings.at(1)!)).toMatchObject({
      kind: 'input-changed',
      text: '`x` changed in [1].',
      via: ['a'],
      inputs: ['name:x'],
    })
  })

  test('an edited cell makes its readers wait for it, and only them', () => {
    const p = plan(
      [
        cell('a', 'let x = 2', { source: 'let x = 1', writes: { x: '1' } }),
        cell('b', 'console.log(x)', { reads: { x: '1' } }),
        cell('c', 'console.log(1)', {}),
      ],
      onDisk(),
    )
    expect(words(p)).toEqual(['stale', 'stale', 'fresh'])
    expect(p.todo).toEqual([0, 1])
    expect(staleAncestors(p, 1)).toEqual([0])
    expect(becauseOf(p, p.standings.at(0)!)?.kind).toBe('edited')
    expect(becauseOf(p, p.standings.at(1)!)?.kind).toBe('upstream-stale')
  })

  test('a read binds to the nearest write above, so a write below never counts', () => {
    const p = plan([cell('b', 'console.log(typeof x)', { reads: { x: missing } }), a1], onDisk())
    expect(words(p)).toEqual(['fresh', 'fresh'])
  })

  test('a name that is gone is a changed input', () => {
    const p = plan([cell('b', 'console.log(x)', { reads: { x: '1' } })], onDisk())
    expect(becauseOf(p, p.standings.at(0)!)).toMatchObject({
      kind: 'missing-name',
      text: '`x` is not defined any more.',
    })
  })

  test('a file as the notebook left it is no change; the same file changed by somebody else is', () => {
    const cells = [cell('a', 'read()', { reads: { 'file:/d.csv': 'v1' } })]
    expect(words(plan(cells, onDisk({ 'file:/d.csv': 'v1' })))).toEqual(['fresh'])
    const p = plan(cells, onDisk({ 'file:/d.csv': 'v2' }))
    expect(becauseOf(p, p.standings.at(0)!)).toMatchObject({ kind: 'file-changed', text: '`d.csv` changed on disk.' })
  })

  test('equal values that share their objects differently are a changed input', () => {
    const reads = { x: '1', w: '1', 'alias:': 'name:w name:x h' }
    const shared = { x: [['name:w', 'h']] as const, w: [['name:x', 'h']] as const }
    const together = { x: 'unit', w: 'unit' }
    const apart = cell('a', 'let x = [], w = [...x]', { writes: { x: '1', w: '1' } })
    const joint = cell('a', 'let x = [], w = x', { writes: { x: '1', w: '1' }, shares: shared, snapshots: together })
    const reader = cell('b', 'console.log(x === w)', { reads })
    expect(words(plan([joint, reader], onDisk()))).toEqual(['fresh', 'fresh'])
    expect(words(plan([apart, reader], onDisk()))).toEqual(['fresh', 'stale'])
  })
})

describe('failures', () => {
  test('a failed run on the same inputs stays failed and blocks only its readers', () => {
    const p = plan(
      [
        cell('a', 'let x = boom()', { outcome: 'failed' }),
        cell('b', 'console.log(x)'),
        cell('c', 'console.log(2)', {}),
      ],
      onDisk(),
    )
    expect(words(p)).toEqual(['failed', 'blocked', 'fresh'])
    expect(p.todo, 'the reader has yet to say that it is blocked').toEqual([1])
  })

  test('an interrupted cell is to do again', () => {
    const p = plan([cell('a', 'let x = 1', { outcome: 'interrupted' })], onDisk())
    expect(becauseOf(p, p.standings.at(0)!)?.kind).toBe('interrupted')
    expect(p.todo).toEqual([0])
  })
})

describe('auto mode', () => {
  const edited = cell('a', 'let x = 2', { source: 'let x = 1', writes: { x: '1' } })
  test('runs what an edit made stale, not the edited cell itself nor what waits for it', () => {
    expect(autoRuns(plan([edited, cell('b', 'console.log(x)', { reads: { x: '1' } })], onDisk()))).toEqual([])
    const changed = cell('a', 'let x = 2', { writes: { x: '2' } })
    expect(autoRuns(plan([changed, cell('b', 'console.log(x)', { reads: { x: '1' } })], onDisk()))).toEqual([1])
  })

  test('has a cell’s turn come when it is listed and nothing above it has to run first', () => {
    const changed = cell('a', 'let x = 2', { writes: { x: '2' } })
    const chain = [
      changed,
      cell('b', 'let y = x', { reads: { x: '1' }, writes: { y: '1' } }),
      cell('c', 'console.log(y)', { reads: { y: '1' } }),
    ]
    const p = plan(chain, onDisk())
    expect(chain.map((_, index) => isDue(p, index, 'plan'))).toEqual([false, true, false])
    const waits = plan([edited, ...chain.slice(1)], onDisk())
    expect(chain.map((_, index) => isDue(waits, index, 'plan'))).toEqual([false, false, false])
    expect(chain.map((_, index) => isDue(waits, index, 'todo'))).toEqual([true, false, false])
  })

  test('leaves slow cells and manual ones marked', () => {
    const changed = cell('a', 'let x = 2', { writes: { x: '2' } })
    expect(autoRuns(plan([changed, cell('b', 'console.log(x)', { reads: { x: '1' }, ms: 20_000 })], onDisk()))).toEqual(
      [],
    )
    expect(
      autoRuns(plan([changed, cell('b', '//| run: manual\nconsole.log(x)', { reads: { x: '1' } })], onDisk())),
    ).toEqual([])
  })
})
