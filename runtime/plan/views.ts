/** From the plan to what screens see (view.ts). Pure. */
import { dirname } from 'node:path'
import { moduleInstances } from '../analysis/analysis.ts'
import { getOrInsert } from '../get-or-insert.ts'
import { keyOf, kindOf } from '../location.ts'
import type { RunTrace } from '../store/store.ts'
import type { CellView, GraphView, StateWord, StatesMessage, VariableView } from '../view.ts'
import type { Plan, PlannedCell, Standing } from './plan.ts'
import { mayTouch } from './reach.ts'
import { becauseOf, cellTitle } from './reasons.ts'
import { autoRuns } from './auto.ts'

export interface Activity {
  /** Cells that run now, and where. */
  readonly running: ReadonlyMap<string, 'session' | 'pool'>
  /** Cells that are asked for and wait for others. */
  readonly queued: ReadonlySet<string>
  /** Runs whose result was taken from the store in this session. */
  readonly restored: ReadonlySet<string>
  /** Runs that a worker of the pool did in this session. */
  readonly pooled: ReadonlySet<string>
}

export const viewsOf = (plan: Plan, activity: Activity): readonly CellView[] =>
  Array.from(plan.cells, (_, index) => viewOf(plan, index, activity))

export const viewOf = (plan: Plan, index: number, activity: Activity): CellView => {
  const { id, analysis } = plan.cells.at(index) as PlannedCell
  const because = becauseOf(plan, plan.standings.at(index) as Standing)
  const shown = shownTrace(plan, index)
  return {
    id,
    state: stateOf(plan, index, activity),
    ...(because === undefined ? {} : { because }),
    ...(shown === undefined
      ? {}
      : { run: shown.id, ms: shown.ms, where: activity.running.get(id) ?? cameFrom(shown.id, activity) }),
    defines: [...analysis.defines.keys()],
    reads: [...new Set([...analysis.reads, ...analysis.deferredReads])].filter(
      n => n !== moduleInstances && plan.bindings.above(index, `name:${n}`) !== undefined,
    ),
  }
}

/** The run whose result a cell shows, or would show at once. */
export const shownTrace = (plan: Plan, index: number): RunTrace | undefined => {
  const standing = plan.standings.at(index)
  return standing?.is === 'fresh' || standing?.is === 'failed' ? standing.trace : plan.cells.at(index)?.shown
}

const cameFrom = (run: string, { restored, pooled }: Activity): CellView['where'] & string =>
  restored.has(run) ? 'store' : pooled.has(run) ? 'pool' : 'session'

/** The state of one cell, without a view of it. */
export const stateOf = (plan: Plan, index: number, activity: Activity): StateWord => {
  const cell = plan.cells.at(index) as PlannedCell
  return stateWord(plan.standings.at(index) as Standing, cell.shown, cell.id, activity)
}

const stateWord = (standing: Standing, shown: RunTrace | undefined, id: string, activity: Activity): StateWord => {
  if (activity.running.has(id)) return 'running'
  if (activity.queued.has(id)) return 'queued'
  if (standing.is === 'stale' && standing.because.kind === 'interrupted') {
    if (shown?.outcome === 'timeout') return 'timeout'
    return shown?.outcome === 'lost' ? 'failed' : 'cancelled'
  }
  if (standing.is === 'fresh' && !standing.shown) return shown === undefined ? 'new' : 'stale'
  return standing.is
}

export const statesMessage = (
  plan: Plan,
  cells: readonly CellView[],
  options: { readonly rev: number; readonly auto: boolean },
): StatesMessage => ({
  type: 'states',
  cells,
  todo: plan.todo.flatMap(i => plan.cells.at(i)?.id ?? []),
  plan: options.auto ? autoRuns(plan).flatMap(i => plan.cells.at(i)?.id ?? []) : [],
  rev: options.rev,
})

/** The cells a cell depends on, with the names between them: from its last run where that is of this code, else from the code. */
export const graphOf = (plan: Plan, views: readonly CellView[]): GraphView => ({
  nodes: views.map((view, i) => ({ id: view.id, title: cellTitle(plan, i), state: view.state })),
  edges: [...plan.cells].flatMap((cell, index) => {
    const names = new Map<number, string[]>()
    const ran = cell.shown?.hash === cell.analysis.hash ? cell.shown.reads.map(r => r.location) : undefined
    for (const location of ran ?? mayTouch(cell.analysis, index, plan.bindings)) {
      const by = plan.bindings.above(index, location)?.by
      const writers =
        kindOf(location) === 'list' ? writersInto(plan, index, keyOf(location)) : by === undefined ? [] : [by]
      for (const writer of writers) getOrInsert(names, writer, () => []).push(keyOf(location))
    }
    return [...names].map(([from, all]) => ({ from: plan.cells.at(from)?.id ?? '', to: cell.id, names: all }))
  }),
})

/** Cells above that made or removed something in the folder: who lists it depends on each of them. */
const writersInto = (plan: Plan, index: number, folder: string): readonly number[] =>
  plan.cells
    .slice(0, index)
    .flatMap(({ shown }, i) =>
      shown?.writes.some(({ location }) => kindOf(location) === 'file' && dirname(keyOf(location)) === folder) === true
        ? [i]
        : [],
    )

export const variablesOf = (plan: Plan): readonly VariableView[] => {
  const found = new Map<string, VariableView>()
  const cells = plan.cells.slice()
  cells.forEach((cell, index) => {
    const standing = plan.standings.at(index)
    if (standing?.is !== 'fresh') return
    for (const write of standing.trace.writes) {
      if (kindOf(write.location) !== 'name' || write.version === null) continue
      const name = keyOf(write.location)
      if (name === moduleInstances) continue
      const usedBy = cells
        .filter((c, i) => i !== index && (c.analysis.reads.has(name) || c.analysis.deferredReads.has(name)))
        .map(c => c.id)
      const { type, preview, size } = write
      found.set(name, {
        name,
        definedIn: found.get(name)?.definedIn ?? cell.id,
        usedBy,
        type,
        preview,
        ...(write.storable ? { bytes: size } : {}),
      })
    }
  })
  return [...found.values()]
}
