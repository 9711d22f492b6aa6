/**
 * The planner: from the document and the recorded runs to each cell's standing, with its reason, and to what has to run,
 * in which order. Pure: asked again after every outcome, so that an equal value cuts off the rest.
 *
 * A cell is fresh when some recorded run of the same code read just what stands above the cell now (a verifying
 * trace, "Build Systems à la Carte" §4.2); nothing is ever flagged, so undo, move and restart cost nothing.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId } from '../brand.ts'
import { holdsValue, kindOf, type Location, locationOf } from '../location.ts'
import type { LatePart, RunTrace } from '../store/store.ts'
import type { Version } from '../brand.ts'
import { withLabels } from './after.ts'
import { Bindings, type LookUp } from './bindings.ts'
import { staleLateWork, withLateParts } from './late-part.ts'
import { lateWorkMet } from './late-work.ts'
import { holds, mismatches, type Mismatch, readsNow, type Surroundings } from './mismatch.ts'
import { PersistentList } from './persistent-list.ts'
import { blockedText } from './reasons.ts'
import { keyOfRun } from './trace.ts'
import { afterLabels, mayTouch, names, realmReached } from './reach.ts'

export interface PlannedCell {
  readonly id: CellId
  readonly analysis: Analysis
  /** Runs of this very code, the likeliest first: the one shown, then the newest. */
  readonly candidates: readonly RunTrace[]
  /** Finds a run by its key where the candidates are not all: a sweep leaves one for each of its points. */
  readonly recall?: (key: string) => RunTrace | undefined
  /** The run whose result is shown, whatever its code. */
  readonly shown?: RunTrace
  /** Asked to run again though nothing changed. */
  readonly forced: boolean
  /** The screen shows something else than the run `shown`, and says this: by whom the cell is blocked. */
  readonly covered?: string
}

/** The state outside the notebook of a location that no cell above wrote; `above` looks up what the cells above wrote elsewhere. */
export type World = (location: Location, above: LookUp) => Version

export type Standing =
  /** `shown` is false while the screen still has another run's output: then it only has to be replayed. */
  | { readonly is: 'fresh'; readonly trace: RunTrace; readonly shown: boolean }
  | { readonly is: 'new' }
  | { readonly is: 'stale'; readonly because: Reason }
  /** It ran on just this and failed: running it again would fail again. */
  | { readonly is: 'failed'; readonly trace: RunTrace; readonly shown: boolean }
  | { readonly is: 'blocked'; readonly by: readonly number[] }

export type Reason =
  | { readonly kind: 'edited' | 'forced' | 'interrupted' }
  /** `late`: what its late code found, which is another now. */
  | { readonly kind: 'inputs'; readonly mismatches: readonly Mismatch[]; readonly late?: readonly LatePart[] }

export interface Plan {
  readonly cells: PersistentList<PlannedCell>
  /** Of all cells, or of those at the beginning that were asked for. */
  readonly standings: PersistentList<Standing>
  readonly bindings: Bindings
  /** Indices of the cells to run until all is fresh: in document order, then those that only their late code makes stale. */
  readonly todo: readonly number[]
  /** Standings and todo before late code was considered. */
  readonly early: { readonly standings: PersistentList<Standing>; readonly todo: readonly number[] }
  /** Indices of the fresh cells that left code going. */
  readonly withLate: ReadonlySet<number>
  /** Indices of the cells whose standing asked for more than the cells above: it may change though these didn't. */
  readonly outward: ReadonlySet<number>
}

export interface PlanOptions {
  /** An earlier plan, whose beginning is taken over as far as it still holds. An edit costs what is below it. */
  readonly before?: Plan | undefined
  /** So many cells have to be planned: how a cell stands, those below it don't change. */
  readonly end?: number
}

export const plan = (cells: PersistentList<PlannedCell>, outside: World, { before, end }: PlanOptions = {}): Plan => {
  const world = withLabels(outside, cells)
  const kept = before === undefined ? 0 : stillHolds(before, cells, world)
  const planned = before?.standings.length ?? 0
  const upTo = (bindings: Bindings): number => needed({ cells, bindings }, end)
  if (before !== undefined && kept === planned && kept >= upTo(before.bindings)) {
    const same = cells === before.cells || (kept === cells.length && kept === before.cells.length)
    return same ? before : { ...before, cells }
  }
  const bindings = before?.bindings.upTo(kept, Math.max(upTo(before.bindings) - kept, 0)) ?? new Bindings()
  const added: Standing[] = []
  const todo = before?.early.todo.filter(index => index < kept) ?? []
  const withLate = new Set([...(before?.withLate ?? [])].filter(index => index < kept))
  const outward = new Set([...(before?.outward ?? [])].filter(index => index < kept))
  for (let index = kept; index < upTo(bindings); index++) {
    const cell = cells.at(index) as PlannedCell
    const asked: World = (location, above) => {
      outward.add(index)
      return world(location, above)
    }
    const standing = standingOf(cell, index, { cells, bindings, world: asked })
    added.push(standing)
    if (standing.is === 'fresh') {
      bindings.take(index, standing.trace)
      if (standing.trace.late !== undefined) withLate.add(index)
    } else expectWrites(cell, index, standing, bindings)
    if (isToDo(standing, cell, cells)) todo.push(index)
  }
  const standings = (before?.early.standings ?? PersistentList.of<Standing>([])).upTo(kept, added)
  const early = { standings, todo }
  const later =
    withLate.size === 0
      ? early
      : withLateParts(
          { cells, bindings, ...early },
          { withLate, others: i => alternatives(i, { cells, bindings, world }) },
        )
  return { cells, bindings, outward, early, withLate, ...later }
}

/** Does a plan say all about the first so many cells? */
export const reaches = (current: Plan, end: number): boolean => current.standings.length >= needed(current, end)

/**
 * What code that was left going finds stands at the end of the document; what a cell that may touch anything must not find is defined
 * below it, and what its `after` names may stand there. For these it takes all cells.
 */
const needed = ({ cells, bindings }: Pick<Plan, 'cells' | 'bindings'>, end = cells.length): number => {
  const last = cells.at(end - 1)?.analysis
  const seesBelow = last !== undefined && (last.barrier || last.options.after !== undefined)
  return bindings.leftCode || seesBelow ? cells.length : Math.min(end, cells.length)
}

/** The other runs by which a cell would be fresh, as far as the cells above it are concerned. */
const alternatives = (index: number, known: Known): readonly RunTrace[] => {
  const { candidates } = known.cells.at(index) as PlannedCell
  const question = questionOf(index, known)
  return candidates.filter(trace => trace.outcome === 'ok' && holds(trace, question))
}

/** How many cells from the top stand as they did. */
const stillHolds = (
  { bindings, early: { standings }, outward, ...before }: Plan,
  cells: PersistentList<PlannedCell>,
  world: World,
) => {
  const [changed = cells.length] = cells.differences(before.cells)
  let same = Math.min(standings.length, changed)
  for (const index of outward) {
    if (index >= same) continue
    const now = standingOf(cells.at(index) as PlannedCell, index, { cells, bindings, world })
    if (!isSame(now, standings.at(index) as Standing)) same = index
  }
  return same
}

/** Reasons aren't compared: a cell that is to run is asked anew. */
const isSame = (a: Standing, b: Standing): boolean =>
  (a.is === 'fresh' || a.is === 'failed') && a.is === b.is && a.trace === b.trace && a.shown === b.shown

const isToDo = (standing: Standing, { covered }: PlannedCell, cells: Plan['cells']): boolean => {
  if (standing.is === 'fresh' || standing.is === 'failed') return !standing.shown
  // Its screen has yet to say so, instead of what a fresh run would not show.
  if (standing.is === 'blocked') return covered !== blockedText({ cells }, standing.by)
  return standing.is === 'new' || standing.is === 'stale'
}

interface Known {
  readonly cells: PersistentList<PlannedCell>
  readonly bindings: Bindings
  readonly world: World
}

const questionOf = (index: number, { cells, bindings, world }: Known): Surroundings => {
  const above = (location: Location) => bindings.above(index, location)
  const realm = [...realmReached({ cells, bindings }, index), ...lateWorkMet({ cells, bindings }, index)]
  return { above, instances: location => bindings.instances(index, location), world, realm }
}

const standingOf = (cell: PlannedCell, index: number, known: Known): Standing => {
  const { bindings } = known
  const question = questionOf(index, known)
  if (!cell.forced) {
    const valid = cell.candidates.find(trace => holds(trace, question)) ?? recalled(cell, question)
    if (valid !== undefined)
      return {
        is: valid.outcome === 'ok' ? 'fresh' : 'failed',
        trace: valid,
        shown: valid.id === cell.shown?.id && cell.covered === undefined,
      }
  }
  const blockers = blockedBy(cell, index, bindings, question)
  if (blockers.length > 0) return { is: 'blocked', by: blockers }
  if (cell.forced) return { is: 'stale', because: { kind: 'forced' } }
  if (cell.shown === undefined) return { is: 'new' }
  const last = cell.candidates.find(trace => trace.id === cell.shown?.id)
  if (last === undefined) {
    const stopped =
      cell.shown.hash === cell.analysis.hash && cell.shown.outcome !== 'ok' && cell.shown.outcome !== 'failed'
    return { is: 'stale', because: { kind: stopped ? 'interrupted' : 'edited' } }
  }
  return { is: 'stale', because: { kind: 'inputs', mismatches: [...mismatches(last, question)] } }
}

/** An older run on just what stands above now, looked up by the key that it must have. */
const recalled = ({ candidates, recall }: PlannedCell, question: Surroundings): RunTrace | undefined => {
  if (recall === undefined) return undefined
  const tried = new Set<string>()
  for (const { hash, engine, ...like } of candidates) {
    const shape = like.reads.map(read => read.location).join('\n')
    if (tried.has(shape)) continue
    tried.add(shape)
    const reads = readsNow({ hash, engine, ...like }, question)
    const found = reads === undefined ? undefined : recall(keyOfRun(hash, engine, reads))
    if (found !== undefined && holds(found, question)) return found
  }
  return undefined
}

/**
 * Cells that failed and on which this one depends: by its code; else by what its last run read, if all else that it read stands as it
 * was. If something changed, what it will read now isn't known before it runs.
 */
const blockedBy = (cell: PlannedCell, index: number, bindings: Bindings, question: Surroundings): readonly number[] => {
  const blocker = (location: Location): readonly number[] => {
    const binding = bindings.above(index, location)
    return binding?.is === 'blocked' ? [binding.by] : []
  }
  const inOrder = (found: readonly number[]) => [...new Set(found)].sort((a, b) => a - b)
  const byCode = [...names(cell.analysis.reads), ...afterLabels(cell.analysis)].flatMap(blocker)
  if (byCode.length > 0 || cell.shown?.hash !== cell.analysis.hash) return inOrder(byCode)
  const changed = [...mismatches(cell.shown, question)]
  return changed.some(({ now }) => now !== undefined)
    ? []
    : inOrder(changed.flatMap(({ location }) => blocker(location)))
}

/** What a cell that isn't fresh will write, as far as its code and its last run tell. */
const expectWrites = (cell: PlannedCell, index: number, standing: Standing, bindings: Bindings): void => {
  const failed = standing.is === 'failed' || standing.is === 'blocked'
  const is = failed ? 'blocked' : 'pending'
  for (const location of names(cell.analysis.defines.keys())) bindings.expect(index, location, is)
  const { label } = cell.analysis.options
  if (label !== undefined) bindings.expect(index, locationOf('ran', label), is)
  if (failed) {
    // A cell that doesn't parse keeps what it last defined: its readers wait for that, and not for an earlier definition.
    const kept = standing.is === 'failed' ? standing.trace.writes : []
    for (const write of kept) bindings.expect(index, write.location, is)
    return
  }
  const isEdited = cell.shown?.hash !== cell.analysis.hash
  for (const write of cell.shown?.writes ?? []) {
    // A name that only earlier code of the cell defined.
    const isGone = isEdited && kindOf(write.location) === 'name' && bindings.above(index, write.location) === undefined
    if (isGone) continue
    const changed = write.version !== versionAbove(bindings, index, write.location)
    if (changed || !holdsValue(write.location)) bindings.expect(index, write.location, is)
  }
}

const versionAbove = (bindings: Bindings, index: number, location: Location): Version | null | undefined => {
  const binding = bindings.above(index, location)
  return binding?.is === 'known' ? binding.version : undefined
}

/** The run that a rebuild of the cell makes again: the one it is fresh by, else the last; and is that on the screen? */
export const madeAgain = (
  { cells, standings }: Plan,
  index: number,
): { readonly run: RunTrace; readonly shown: boolean } | undefined => {
  const standing = standings.at(index)
  if (standing?.is === 'fresh' || standing?.is === 'failed') return { run: standing.trace, shown: standing.shown }
  const { shown, covered } = cells.at(index) as PlannedCell
  return shown === undefined ? undefined : { run: shown, shown: covered === undefined }
}

/** The cells, not fresh, that have to run before the one at `index` can: its stale ancestors, in document order. */
export const staleAncestors = (current: Plan, index: number): readonly number[] => {
  const found = new Set<number>()
  const visit = (at: number): void => {
    const cell = current.cells.at(at) as PlannedCell
    const read = cell.shown?.hash === cell.analysis.hash ? cell.shown.reads.map(r => r.location) : []
    for (const location of new Set([
      ...mayTouch(cell.analysis, at, current.bindings),
      ...afterLabels(cell.analysis),
      ...read,
    ])) {
      const binding = current.bindings.above(at, location)
      if (binding === undefined || binding.is === 'known' || found.has(binding.by)) continue
      found.add(binding.by)
      visit(binding.by)
    }
    for (const late of staleLateWork(current, at)) {
      if (found.has(late)) continue
      found.add(late)
      visit(late)
    }
  }
  visit(index)
  return [...found]
    .filter(i => current.todo.includes(i) && current.standings.at(i)?.is !== 'blocked')
    .sort((a, b) => a - b)
}
