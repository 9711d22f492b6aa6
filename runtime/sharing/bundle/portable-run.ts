/**
 * A run as a bundle holds it: JSON, with places inside the bundled folder told relative to it, so that on another machine the same run stands
 * for the same files there. A border: what comes in is checked before the store gets it.
 */
import { relative, resolve, sep } from 'node:path'
import { type CellId, cellId, type RunId, runId, snapshotId, sourceHash, version } from '../../brand.ts'
import { moduleVersion } from '../../executor/session/module-graph.ts'
import { keyOf, kindOf, type Location, type LocationKind, locationOf } from '../../location.ts'
import { packEvents, unpackEvents } from '../../store/event-form.ts'
import type { Read, RunRecord, Write } from '../../store/store.ts'
import { damaged } from './manifest.ts'

const PATHS: ReadonlySet<LocationKind> = new Set(['file', 'entry', 'mode', 'list', 'module'])
const INSIDE = './'
/** The version of a module that was packed as the run saw it: its hash is of its place too, and is taken again where it is opened. */
const AS_PACKED = 'as packed'

export const packRun = (run: RunRecord, root: string): string => {
  const reads = run.reads.map(({ location, version: seen }) => ({
    location: insideOf(location, root),
    version: packedVersion(location, seen, root),
  }))
  const writes = run.writes.map(write => ({ ...write, location: insideOf(write.location, root) }))
  return JSON.stringify({ ...run, notebook: '', reads, writes, events: packEvents(run.events) })
}

export const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root + sep)

const insideOf = (location: Location, root: string): string => {
  const [kind, key] = [kindOf(location), keyOf(location)]
  if (!PATHS.has(kind) || !isInside(key, root)) return location
  return locationOf(kind, INSIDE + relative(root, key).split(sep).join('/'))
}

const packedVersion = (location: Location, seen: string, root: string): string => {
  if (kindOf(location) === 'module') return moduleVersion(keyOf(location)).hash === seen ? AS_PACKED : seen
  return kindOf(location) === 'cwd' && isInside(seen, root) ? INSIDE + relative(root, seen) : seen
}

/** For the notebook at its place in the folder where the bundle was opened; the files are there already. */
export const unpackRun = (
  text: string,
  { root, notebook }: { readonly root: string; readonly notebook: string },
): RunRecord => {
  const run = checked(parseJson(text))
  const reads = run.reads.map(({ location, version: seen }): Read => {
    const here = placedIn(location, root)
    if (seen === AS_PACKED) return { location: here, version: version(moduleVersion(keyOf(here)).hash) }
    const isFolder = kindOf(here) === 'cwd' && seen.startsWith(INSIDE)
    return { location: here, version: isFolder ? version(resolve(root, seen)) : seen }
  })
  const writes = run.writes.map(write => ({ ...write, location: placedIn(write.location, root) }))
  return { ...run, notebook, reads, writes, events: eventsOf(run.events) }
}

/** Each of a type that we know: what shows them takes the rest as it comes. */
const eventsOf = (text: string): RunRecord['events'] => {
  const raw = parseJson(text)
  if (!Array.isArray(raw) || !raw.every(event => EVENTS.has(Object(event).type)))
    throw damaged('one of its runs is none')
  return unpackEvents(text)
}

const EVENTS = new Set(['stream', 'display', 'update-display', 'clear', 'result', 'error', 'payload', 'comm'])

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged('one of its runs is none')
  }
}

const placedIn = (location: Location, root: string): Location => {
  const [kind, key] = [kindOf(location), keyOf(location)]
  return PATHS.has(kind) && key.startsWith(INSIDE) ? locationOf(kind, resolve(root, key)) : location
}

type PackedRun = Omit<RunRecord, 'events'> & { readonly events: string }

/** Of the right kinds all through: the store and the planner take it from here. */
const checked = (raw: unknown): PackedRun => {
  const run = objectOf(raw)
  const id: RunId = runId(textOf(run.id))
  const cell: CellId = cellId(textOf(run.cell))
  const outcome = OUTCOMES.find(word => word === run.outcome)
  const where = run.where === 'pool' ? 'pool' : 'session'
  if (outcome === undefined) throw damaged('one of its runs is none')
  return {
    id,
    cell,
    notebook: '',
    hash: sourceHash(textOf(run.hash)),
    engine: textOf(run.engine),
    outcome,
    where,
    startedAt: numberOf(run.startedAt),
    ms: numberOf(run.ms),
    key: textOf(run.key),
    code: textOf(run.code),
    reads: listOf(run.reads, readOf),
    writes: listOf(run.writes, writeOf),
    environment: objectOf(run.environment),
    parameters: objectOf(run.parameters) as RunRecord['parameters'],
    records: objectOf(run.records) as RunRecord['records'],
    ...(run.draws === undefined ? {} : { draws: objectOf(run.draws) as unknown as NonNullable<RunRecord['draws']> }),
    events: textOf(run.events),
  }
}

const OUTCOMES = ['ok', 'failed', 'interrupted', 'timeout', 'lost'] as const

const readOf = (raw: Readonly<Record<string, unknown>>): Read => ({
  location: textOf(raw.location) as Location,
  version: version(textOf(raw.version)),
})

const writeOf = (raw: Readonly<Record<string, unknown>>): Write => ({
  location: textOf(raw.location) as Location,
  version: raw.version === null ? null : version(textOf(raw.version)),
  ...(raw.before === undefined ? {} : { before: raw.before === null ? null : version(textOf(raw.before)) }),
  snapshot: raw.snapshot === null ? null : snapshotId(textOf(raw.snapshot)),
  storable: raw.storable === true,
  shares: (Array.isArray(raw.shares) ? raw.shares : []).map(share => {
    const [location, hash] = Array.isArray(share) ? share : []
    return [textOf(location) as Location, textOf(hash)]
  }),
  mentions: (Array.isArray(raw.mentions) ? raw.mentions : []).map(textOf),
  preview: textOf(raw.preview),
  type: textOf(raw.type),
  size: numberOf(raw.size),
})

const listOf = <T>(raw: unknown, of: (item: Readonly<Record<string, unknown>>) => T): readonly T[] => {
  if (!Array.isArray(raw)) throw damaged('one of its runs is none')
  return raw.map(item => of(objectOf(item)))
}

const objectOf = (raw: unknown): Readonly<Record<string, unknown>> => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw damaged('one of its runs is none')
  return raw as Readonly<Record<string, unknown>>
}

const textOf = (raw: unknown): string => {
  if (typeof raw !== 'string') throw damaged('one of its runs is none')
  return raw
}

const numberOf = (raw: unknown): number => {
  if (typeof raw !== 'number') throw damaged('one of its runs is none')
  return raw
}
