/**
 * From what an executor reports of a run to the trace that is kept: which locations it depended on, with the versions that stood
 * above it, and which it wrote. Pure.
 */
import { hash } from 'node:crypto'
import { type CellId, type Name, type RunId, type SourceHash, type Version, version } from '../brand.ts'
import type { RunReport, WriteReport } from '../executor/executor.ts'
import { holdsValue, keyOf, kindOf, type Location, locationOf } from '../location.ts'
import type { Read, RunTrace, Write } from '../store/store.ts'
import type { Instances, LookUp } from './bindings.ts'
import { missing } from './mismatch.ts'
import { sharersOf, sharingAmong } from './sharing.ts'

export interface RunFacts {
  readonly run: RunId
  readonly cell: CellId
  readonly notebook: string
  readonly hash: SourceHash
  readonly engine: string
  /** The cell's label: other cells can name it in `after`. */
  readonly label?: string
  /** The run that this one makes again, for its values. */
  readonly again?: RunTrace
  /** Names in functions of the cell: a promise may call these once it settles. */
  readonly deferred: readonly Name[]
  readonly report: RunReport
  readonly startedAt: number
  readonly above: LookUp
  readonly instances: Instances
  /** Locations besides the marked ones that the code looks at: patched built-ins and globals that it mentions. */
  readonly alsoRead: readonly Location[]
}

export interface KeyedTrace {
  readonly trace: RunTrace
  /** Hash of the code and of everything read. */
  readonly key: string
}

export const traceOf = (facts: RunFacts): KeyedTrace => {
  const { report, above } = facts
  const valueWrites = report.writes.filter(w => holdsValue(w.location))
  const bound = new Set(valueWrites.filter(w => w.assigned && w.snapshot !== null).map(w => w.snapshot))
  // Who binds a name to an object of a unit makes that name one of the unit's, if it was one already where this run stood.
  const changed = valueWrites.filter(w => isChange(w, above) || bound.has(w.snapshot))
  const reads = readsOf(facts, valueWrites, changed)
  const key = keyOfRun(facts.hash, facts.engine, reads)
  const late = lateVersion(facts, reads)
  const labelled = facts.label === undefined ? [] : [ranWrite(facts.label)]
  const touched = touchedObjects(facts)
  const writes = [...changed, ...report.writes.filter(w => !holdsValue(w.location)), ...labelled].map(w =>
    writeOf(w, { key, touched, deferred: facts.deferred, above, own: locationOf('late', facts.cell), late }),
  )
  const { run: id, cell, notebook, hash, engine, startedAt } = facts
  return {
    key,
    trace: { id, cell, notebook, hash, engine, outcome: report.outcome.is, startedAt, ms: report.ms, reads, writes },
  }
}

/**
 * Of what the run left going, if anything. Each such run is one of its own, though the key be the same: cells that wait for it or end it
 * have to run with it. One that is only made again stands for the one before.
 */
const lateVersion = ({ report, run, cell, again }: RunFacts, reads: readonly Read[]): Version | undefined => {
  const own = locationOf('late', cell)
  if (!report.writes.some(write => write.location === own)) return undefined
  const before = again?.writes.find(write => write.location === own)?.version
  const isSame = again !== undefined && digest(...pairsOf(again.reads)) === digest(...pairsOf(reads))
  return isSame && before !== null && before !== undefined ? before : version(run)
}

/** Newly bound, changed, moved into another unit, or assigned (if to the same value); not merely looked at. */
const isChange = (write: WriteReport, above: RunFacts['above']): boolean => {
  if (write.assigned || write.version === undefined) return true
  const binding = above(write.location)
  if (binding?.is !== 'known' || binding.snapshot !== write.snapshot) return true
  return write.partial === true ? false : binding.version !== write.version
}

const readsOf = (facts: RunFacts, writes: readonly WriteReport[], changed: readonly WriteReport[]): readonly Read[] => {
  const { report, above } = facts
  const found = new Map<Location, Version>()
  const note = (location: Location): void => {
    if (found.has(location)) return
    const binding = above(location)
    found.set(location, binding?.is === 'known' ? (binding.version ?? missing) : missing)
    // Who looks into what can't be read may see all that it holds.
    if (binding?.is === 'known') for (const name of binding.holds) note(locationOf('name', name))
  }
  for (const { location, version: seen } of report.reads) {
    if (seen === undefined) note(location)
    else found.set(location, seen)
  }
  facts.alsoRead.forEach(note)
  // Who ends what another cell left going depends on it.
  for (const { location } of report.writes)
    if (kindOf(location) === 'late' && location !== locationOf('late', facts.cell)) note(location)
  const marked = new Set(report.reads.map(r => r.location))
  const touchedUnits = new Set(changed.map(w => w.snapshot))
  const isChanged = new Set(changed)
  for (const write of writes) {
    const overwritten = write.assigned && !marked.has(write.location)
    if (overwritten || !touchedUnits.has(write.snapshot) || above(write.location) === undefined) continue
    note(write.location)
    if (isChanged.has(write)) found.set(locationOf('sharers', write.location), sharersOf(write.location, facts))
  }
  const sharing = sharingAmong(found.keys(), above)
  return [
    ...[...found].map(([location, v]) => ({ location, version: v })),
    { location: locationOf('alias', ''), version: sharing },
  ]
}

/** Its version is the key of the run: whoever runs after this cell runs after every change of it. */
const ranWrite = (label: string): WriteReport => ({
  location: locationOf('ran', label),
  assigned: true,
  snapshot: null,
  storable: true,
  shares: [],
  mentions: [],
  preview: '',
  type: 'order',
  size: 0,
})

export const keyOfRun = (hash: SourceHash, engine: string, reads: readonly Read[]): string =>
  digest(hash, engine, ...pairsOf(reads))

const pairsOf = (reads: readonly Read[]): readonly string[] => reads.map(r => `${r.location}=${r.version}`).sort()

interface WriteFacts {
  readonly key: string
  readonly touched: readonly Name[]
  readonly deferred: readonly Name[]
  readonly above: RunFacts['above']
  /** What the run left going, and its version. */
  readonly own: Location
  readonly late: Version | undefined
}

const writeOf = (write: WriteReport, facts: WriteFacts): Write => {
  const { key, touched, deferred, above, own, late } = facts
  const { location, snapshot, storable, shares, mentions, preview, type, size, partial, due } = write
  const kept = {
    location,
    ...beforeOf(write, above),
    snapshot,
    storable,
    shares,
    preview,
    type,
    size,
    ...(due === undefined ? {} : { due }),
  }
  const readable = write.version !== undefined && partial !== true
  if (readable || !holdsValue(location)) {
    if (location === own && late !== undefined) return { ...kept, mentions, version: late }
    return { ...kept, mentions, version: write.version === undefined ? identified(key, location, late) : write.version }
  }
  const binding = above(location)
  const earlier = binding?.is === 'known' && !write.assigned ? binding.holds : []
  const holds = [...new Set([...earlier, ...touched])].filter(name => locationOf('name', name) !== location)
  // Each cell that has it in hand may add to what it calls.
  const reactions = type === 'Promise' ? [...(binding?.is === 'known' ? binding.mentions : []), ...deferred] : []
  return {
    ...kept,
    mentions: [...new Set([...mentions, ...holds, ...reactions])],
    holds,
    version: identified(key, location, late),
  }
}

/** What can't be read is known by how it came about; it may be a handle on what the run left going. */
const identified = (key: string, location: Location, late: Version | undefined): Version =>
  version(late === undefined ? digest(key, location) : digest(key, location, late))

/** Of what the notebook itself left above: as it was before that, so that a chain of writes leads back to the world. */
const beforeOf = ({ location, before }: WriteReport, above: RunFacts['above']): Pick<Write, 'before'> => {
  if (before === undefined) return {}
  const binding = above(location)
  const isOurs = binding?.is === 'known' && binding.before !== undefined && binding.version === before
  return { before: isOurs ? (binding.before as Version | null) : before }
}

/** Names whose objects the run had in hand, so that something unreadable may hold on to them. */
const touchedObjects = ({ report, above }: RunFacts): readonly Name[] => {
  const written = new Map(report.writes.map(w => [w.location, w.type]))
  const read = report.reads.map(r => r.location).filter(l => kindOf(l) === 'name')
  return [...new Set([...read, ...[...written.keys()].filter(l => kindOf(l) === 'name')])]
    .filter(location => {
      const binding = above(location)
      const type = written.get(location) ?? (binding?.is === 'known' ? binding.type : undefined)
      return type !== undefined && !primitives.has(type)
    })
    .map(keyOf)
}

/** Types of values that nobody can change. */
export const primitives: ReadonlySet<string> = new Set(['undefined', 'null', 'boolean', 'number', 'bigint', 'string'])

const digest = (...parts: readonly string[]): string => {
  let text = ''
  for (const part of parts) text += `${part}\0`
  return hash('sha256', text, 'hex')
}
