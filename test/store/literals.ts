/** Runs and values for the store's tests, from what a test is about; everything else is filled in. */
import { wholeBytes } from '../../runtime/memory/file-region.ts'
import { cellId, type RunId, runId, snapshotId, sourceHash, version } from '../../runtime/brand.ts'
import { locationOf } from '../../runtime/location.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { RunRecord, StoredUnit } from '../../runtime/store/store.ts'

export const NOTEBOOK = '/nb/a.ipynb'
export const ENGINE = 'cellar-1 node-20'

export interface RunLiteral {
  readonly id: string
  readonly cell?: string
  readonly hash?: string
  readonly startedAt?: number
  readonly events?: readonly RunEvent[]
  /** Snapshots it wrote. */
  readonly wrote?: readonly string[]
}

export const runLiteral = ({
  id,
  cell = 'a',
  hash = 'h',
  startedAt = 1,
  events,
  wrote = [],
}: RunLiteral): RunRecord => ({
  id: runId(id),
  cell: cellId(cell),
  notebook: NOTEBOOK,
  hash: sourceHash(hash),
  engine: ENGINE,
  outcome: 'ok',
  startedAt,
  ms: 1.5,
  reads: [{ location: locationOf('file', '/data/a.csv'), version: version('v1') }],
  writes: wrote.map(snapshot => ({
    location: locationOf('name', `of ${snapshot}`),
    version: version(`version of ${snapshot}`),
    snapshot: snapshotId(snapshot),
    storable: true,
    shares: [],
    mentions: ['f', 'g'],
    preview: 'Array(3)',
    type: 'Array',
    size: 24,
  })),
  key: `key of ${id}`,
  code: `// ${hash}\nconst a = 1`,
  events: events ?? [said(id)],
  where: 'session',
  environment: { node: 'v20.20.2', packages: { arquero: '8.0.3' } },
  parameters: {},
  records: {},
})

export const said = (text: string): RunEvent => ({ type: 'stream', name: 'stdout', text })

export const idOf = (id: string): RunId => runId(id)

/** More than lies inline. */
export const LARGE = 100_000

export const storedUnit = (id: string, size = 20): StoredUnit => ({
  id: snapshotId(id),
  chunks: [Buffer.from(id), Buffer.alloc(size, id)],
})

/** Byte by byte, without vitest's slow comparison of arrays. */
export const isUnit = (bytes: Uint8Array | undefined, stored: StoredUnit): boolean =>
  bytes !== undefined && Buffer.compare(wholeBytes(stored.chunks), bytes) === 0
