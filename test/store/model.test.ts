/** Random histories against a model that fits on a page: record, late output, tags, gc, reopen, in any order. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellId, type RunId, snapshotId, sourceHash } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import type { RunRecord } from '../../runtime/store/store.ts'
import { aRun, ENGINE, idOf, isUnit, NOTEBOOK, said, unit } from './opened.ts'

type Step =
  | {
      readonly do: 'record'
      readonly cell: number
      readonly hash: number
      readonly outcome: 'ok' | 'failed'
      readonly wrote: readonly number[]
      readonly at: number
      readonly large: boolean
    }
  | { readonly do: 'append'; readonly run: number; readonly large: boolean }
  | { readonly do: 'tag' | 'untag'; readonly run: number; readonly tag: string }
  | { readonly do: 'gc'; readonly maxAge: number; readonly keepLatest: number }
  | { readonly do: 'reopen' }

const small = fc.nat({ max: 3 })
const tag = fc.constantFrom('paper', 'talk')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      cell: small,
      hash: small,
      outcome: fc.constantFrom('ok', 'ok', 'failed'),
      wrote: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 }),
      at: fc.nat({ max: 100 }),
      large: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('append' as const), run: fc.nat(), large: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('tag' as const, 'untag' as const), run: fc.nat(), tag }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('gc' as const),
      maxAge: fc.nat({ max: 100 }),
      keepLatest: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
)

const NOW = 100
/** Odd values are large enough to be files. */
const unitOf = (n: number) => unit(`s${n}`, n % 2 ? 70_000 : 10)
const textOf = (name: string, large: boolean): RunEvent => said(large ? `${name} `.repeat(20_000) : name)

interface ModelRun {
  readonly record: RunRecord
  readonly events: RunEvent[]
  readonly tags: Set<string>
}

class Model {
  runs: ModelRun[] = []
  values = new Set<string>()

  /** Whatever was recorded before it, so ids of collected runs come up too. */
  recorded: RunId[] = []

  record(record: RunRecord): void {
    this.runs.push({ record, events: [...record.events], tags: new Set() })
    this.recorded.push(record.id)
    for (const write of record.writes) this.values.add(write.snapshot ?? '')
  }

  find(id: RunId | undefined): ModelRun | undefined {
    return this.runs.find(run => run.record.id === id)
  }

  newest(cell: string, n: number): readonly ModelRun[] {
    return this.runs.filter(run => run.record.cell === cell).slice(-n)
  }

  gc(maxAge: number, keepLatest: number): void {
    this.runs = this.runs.filter(run => {
      const { cell, startedAt } = run.record
      return run.tags.size > 0 || this.newest(cell, keepLatest).includes(run) || startedAt >= NOW - maxAge
    })
    this.values = new Set(this.runs.flatMap(run => run.record.writes.map(write => write.snapshot ?? '')))
  }
}

function take(action: Step, model: Model, store: StoreOnDisk): void {
  switch (action.do) {
    case 'record': {
      const id = `r${model.recorded.length}`
      const { cell, hash, outcome, wrote, at, large } = action
      const values = wrote.map(unitOf)
      const run = {
        ...aRun({
          id,
          cell: `c${cell}`,
          hash: `h${hash}`,
          startedAt: at,
          events: [textOf(id, large)],
          wrote: values.map(value => value.id),
        }),
        outcome,
      }
      store.record(run, values)
      return model.record(run)
    }
    case 'append': {
      const id = model.recorded[action.run % model.recorded.length]
      const event = textOf('late', action.large)
      store.append(id ?? idOf('none'), [event])
      model.find(id)?.events.push(event)
      return
    }
    case 'tag':
    case 'untag': {
      const run = model.find(model.recorded[action.run % model.recorded.length])
      if (run === undefined) return
      store[action.do](run.record.id, action.tag)
      if (action.do === 'tag') run.tags.add(action.tag)
      else run.tags.delete(action.tag)
      return
    }
    case 'gc':
      store.gc({ maxAge: action.maxAge, keepLatest: action.keepLatest, grace: 0 })
      return model.gc(action.maxAge, action.keepLatest)
    case 'reopen':
      return
    default:
      action satisfies never
  }
}

function expectSame(store: StoreOnDisk, model: Model): void {
  const newestFirst = [...model.runs].reverse()
  const listed = store.runs({ limit: 1000, offset: 0 })
  expect(listed.map(run => [run.id, run.tags])).toEqual(newestFirst.map(run => [run.record.id, [...run.tags].sort()]))
  for (let n = 0; n <= 3; n++) {
    expect(store.latest(NOTEBOOK).get(cellId(`c${n}`))?.id).toBe(model.newest(`c${n}`, 1)[0]?.record.id)
    const hits = newestFirst.filter(({ record }) => record.hash === `h${n}` && record.outcome === 'ok').slice(0, 3)
    expect(store.candidates(sourceHash(`h${n}`), ENGINE, 3).map(run => run.id)).toEqual(hits.map(run => run.record.id))
  }
  for (const id of model.recorded) expect(store.events(id)).toEqual(model.find(id)?.events)
  for (let n = 0; n <= 5; n++) {
    const value = unitOf(n)
    expect(store.has(snapshotId(value.id)), value.id).toBe(model.values.has(value.id))
    if (model.values.has(value.id)) expect(isUnit(store.unit(value.id), value)).toBe(true)
  }
  expect(store.verify()).toMatchObject({ problems: [], leftovers: 0 })
}

const RUNS = process.env.CELLAR_NIGHTLY ? 2000 : 100

test(`${RUNS} random histories leave what the model says`, { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), steps => {
      const folder = mkdtempSync(join(tmpdir(), 'cellar-model-'))
      const open = (): StoreOnDisk => openStore({ folder, clock: () => NOW })
      let store = open()
      const model = new Model()
      try {
        for (const action of steps) {
          if (action.do === 'reopen') {
            store.close()
            store = open()
          }
          take(action, model, store)
        }
        expectSame(store, model)
      } finally {
        store.close()
        rmSync(folder, { recursive: true })
      }
    }),
    { numRuns: RUNS },
  )
})
