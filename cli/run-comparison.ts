/**
 * `cellar runs --compare A B`: what differs between two runs of whole notebooks: parameters, records, what they ran on, and the cells that had
 * other code or other inputs, in the order in which they ran. That two agree is said too.
 */
import { titleOf } from '../runtime/notebook/cell-title.ts'
import { kindOf, nameOf } from '../runtime/location.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import type { BatchRow } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import type { RunTrace } from '../runtime/store/store.ts'

export const comparison = (store: StoreOnDisk, first: BatchRow, second: BatchRow): string => {
  const rows = [
    ...differences('', about(first), about(second)),
    ...differences('param ', first.parameters, second.parameters),
    ...differences('record ', first.records, second.records),
    ...differences('', flat(first.environment), flat(second.environment)),
    ...cells(ranIn(store, first), ranIn(store, second)),
  ]
  const [a, b] = [first.id, second.id].map(short)
  return rows.length === 0 ? `${a} and ${b} are alike.\n` : textTable([['', a!, b!], ...rows])
}

/** Characters of an id that a table shows; `cellar runs` takes them. */
const short = (id: string): string => id.slice(0, 8)

const about = ({ notebook, sweep, note, outcome }: BatchRow) => ({ notebook, sweep, note, outcome })

const flat = (environment: BatchRow['environment'], prefix = ''): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flat(value as Record<string, unknown>, `${prefix}${name}.`))
        : [[`${prefix}${name}`, value]],
    ),
  )

interface Ran {
  readonly title: string
  readonly key: string
  readonly trace: RunTrace
}

/** By cell. Damaged runs are left out. */
const ranIn = (store: StoreOnDisk, batch: BatchRow): ReadonlyMap<string, Ran> =>
  new Map(
    batch.runs
      .flatMap(run => {
        const [trace, details] = [store.trace(run), store.details(run)]
        if (trace === undefined || details === undefined) return []
        return [{ trace, key: details.key, title: titleOf({ source: details.code }) }]
      })
      .sort((a, b) => a.trace.startedAt - b.trace.startedAt)
      .map(ran => [ran.trace.cell, ran]),
  )

/** A row for each cell whose runs have different keys: why, and the runs. */
const cells = (
  one: ReadonlyMap<string, Ran>,
  other: ReadonlyMap<string, Ran>,
): readonly (readonly [string, string, string])[] =>
  [...new Set([...other.keys(), ...one.keys()])].flatMap(cell => {
    const [a, b] = [one.get(cell), other.get(cell)]
    if (a?.key === b?.key) return []
    const why = a === undefined || b === undefined ? '' : `: ${difference(a.trace, b.trace)}`
    return [[`cell ${(b ?? a)?.title}${why}`, idOf(a), idOf(b)]]
  })

const idOf = (ran: Ran | undefined): string => (ran === undefined ? '–' : short(ran.trace.id))

const difference = (one: RunTrace, other: RunTrace): string => {
  if (one.hash !== other.hash) return 'its code'
  if (one.engine !== other.engine) return 'Cellar or Node'
  const before = new Map(one.reads.map(({ location, version }) => [location, version]))
  const names = other.reads
    .filter(({ location, version }) => before.get(location) !== version)
    .flatMap(({ location }) => (kindOf(location) === 'alias' || kindOf(location) === 'sharers' ? [] : nameOf(location)))
  return names.length === 0 ? 'what it read' : [...new Set(names)].join(', ')
}

const differences = (
  prefix: string,
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly (readonly string[])[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .map(name => [`${prefix}${name}`, text(one[name]), text(other[name])])
    .filter(([, a, b]) => a !== b)

const text = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
