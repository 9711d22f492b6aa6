/**
 * A store in memory, for when there is no folder to write to: the notebook works as ever, and nothing outlives the
 * process. It is bounded: the oldest values go first, then the oldest runs that no screen shows.
 */
import type { CellId, RunId, SnapshotId } from '../brand.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { RunEvent } from '../run/events.ts'
import { wholeBytes } from '../memory/file-region.ts'
import { batchTable } from './batch-table.ts'
import type { ItemResult } from './item-results.ts'
import { memoryFigures } from './memory-figures.ts'
import { noSuchRun } from './run-list.ts'
import type { RunQuery, RunRecord, RunRow, Store, StoredUnit } from './store.ts'

/** Beside the session's own copies, on a machine that may be small. */
const MAX_UNIT_BYTES = 256 * 2 ** 20
const MAX_RUNS = 20_000
/** Most are small: numbers, rows. */
const MAX_ITEMS = 200_000

interface KeptRun {
  readonly record: RunRecord
  readonly events: RunEvent[]
  readonly tags: Set<string>
}

export function memoryStore(): Store {
  const runs = new Map<RunId, KeptRun>()
  const latest = new Map<string, Map<CellId, RunId>>()
  const units = boundedUnits()
  const items = new Map<string, ItemResult>()
  const newestFirst = (): readonly KeptRun[] => [...runs.values()].reverse()
  const isLatest = ({ notebook, cell, id }: RunRecord): boolean => latest.get(notebook)?.get(cell) === id
  const dropOldest = (): void => {
    for (const { record, tags } of runs.values()) {
      if (runs.size <= MAX_RUNS) return
      if (tags.size === 0 && !isLatest(record)) runs.delete(record.id)
    }
  }
  const covered = new Map<string, Map<CellId, string>>()
  const show = (notebook: string, cell: CellId, run: RunId): void => {
    getOrInsert(latest, notebook, () => new Map()).set(cell, run)
    covered.get(notebook)?.delete(cell)
  }
  return {
    record(record, blobs) {
      for (const unit of blobs) units.put(unit)
      runs.set(record.id, { record, events: [...record.events], tags: new Set() })
      show(record.notebook, record.cell, record.id)
      if (runs.size > MAX_RUNS) dropOldest()
    },
    write: async blobs => blobs,
    keep: blobs => {
      for (const unit of blobs) units.put(unit)
    },
    append: (run, events) => void runs.get(run)?.events.push(...events),
    amend(trace) {
      const kept = runs.get(trace.id)
      if (kept !== undefined) runs.set(trace.id, { ...kept, record: { ...kept.record, ...trace } })
    },
    replayed: ({ notebook, id }, run) => show(notebook, id, run),
    cover: ({ notebook, id }, says) => void getOrInsert(covered, notebook, () => new Map()).set(id, says),
    covered: notebook => new Map(covered.get(notebook)),
    candidates: (hash, engine, limit) =>
      newestFirst()
        .filter(({ record }) => record.hash === hash && record.engine === engine && record.outcome === 'ok')
        .slice(0, limit)
        .map(({ record }) => record),
    byKey: key => newestFirst().find(({ record }) => record.key === key && record.outcome === 'ok')?.record,
    latest: notebook =>
      new Map(
        [...(latest.get(notebook) ?? [])].flatMap(([cell, run]) => {
          const record = runs.get(run)?.record
          return record === undefined ? [] : [[cell, record] as const]
        }),
      ),
    events: run => runs.get(run)?.events,
    isOwn: run => runs.has(run),
    trace: run => runs.get(run)?.record,
    details: run => runs.get(run)?.record,
    unit: id => units.get(id),
    lend: id => chunksOf(units.get(id)),
    has: id => units.get(id) !== undefined,
    runs: query =>
      newestFirst()
        .filter(run => matches(run, query))
        .slice(query.offset, query.offset + query.limit)
        .map(rowOf),
    tag(run, tag) {
      const kept = runs.get(run)
      if (kept === undefined) throw noSuchRun(run)
      kept.tags.add(tag)
    },
    untag: (run, tag) => void runs.get(run)?.tags.delete(tag),
    clear({ notebook, cell, dryRun }) {
      const all = newestFirst().filter(
        ({ record }) => record.notebook === notebook && (cell === undefined || record.cell === cell),
      )
      const going = all.filter(({ tags }) => tags.size === 0).map(({ record }) => record.id)
      if (!dryRun) for (const id of going) runs.delete(id)
      return { runs: going, tagged: all.length - going.length, bytes: 0 }
    },
    batches: { select: sql => batchTable([]).select(sql), versionOf: () => 'none' },
    figures: memoryFigures(),
    items: keys =>
      new Map(
        keys.flatMap(key => {
          const result = items.get(key)
          return result === undefined ? [] : [[key, result] as const]
        }),
      ),
    // The process knows its own.
    hashedFiles: () => [],
    keepHashedFile: () => {},
    keepItems(results) {
      for (const [key, result] of results) items.set(key, result)
      for (const oldest of items.keys()) {
        if (items.size <= MAX_ITEMS) return
        items.delete(oldest)
      }
    },
    close() {
      runs.clear()
      latest.clear()
      covered.clear()
      units.clear()
    },
  }
}

const chunksOf = (bytes: Uint8Array | undefined): readonly Uint8Array[] | undefined => bytes && [bytes]

function boundedUnits() {
  const units = new Map<SnapshotId, Uint8Array>()
  let bytes = 0
  return {
    get: (id: SnapshotId) => units.get(id),
    clear: () => units.clear(),
    put(unit: StoredUnit): void {
      if (units.has(unit.id)) return
      const kept = wholeBytes(unit.chunks)
      units.set(unit.id, kept)
      bytes += kept.length
      for (const [id, old] of units) {
        if (bytes <= MAX_UNIT_BYTES) return
        units.delete(id)
        bytes -= old.length
      }
    },
  }
}

const matches = ({ record, tags }: KeptRun, query: RunQuery): boolean =>
  (query.run === undefined || record.id === query.run) &&
  (query.notebook === undefined || record.notebook === query.notebook) &&
  (query.cell === undefined || record.cell === query.cell) &&
  (query.tag === undefined || tags.has(query.tag)) &&
  (query.outcome === undefined || record.outcome === query.outcome) &&
  (query.since === undefined || record.startedAt >= query.since)

const rowOf = ({ record, tags }: KeptRun): RunRow => {
  const { id, notebook, cell, key, outcome, startedAt, ms, where } = record
  return { id, notebook, cell, key, outcome, startedAt, ms, where, tags: [...tags].sort() }
}
