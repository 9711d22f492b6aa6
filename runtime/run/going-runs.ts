/**
 * Where the runs of this session are that left code going: how far each has got, in which cells it has gone on, and so whether it goes on
 * while a cell runs. It asks the plan what stands where, and holds no values.
 */
import type { CellId, RunId } from '../brand.ts'
import type { EnvironmentEntry, MetLate } from '../executor/executor.ts'
import { holdsValue, type Location, locationOf } from '../location.ts'
import { entryOf } from '../plan/environment-above.ts'
import { handlesOf, lateInputs, readsAt } from '../plan/late-part.ts'
import { nextPlace, passedBetween } from '../plan/late-place.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { mayTouch } from '../plan/reach.ts'
import { withSharers } from '../plan/sharing.ts'
import type { LatePart, RunTrace } from '../store/store.ts'

export interface Going {
  readonly run: RunId
  /** Milliseconds that have passed for it since its cell ended, of the time that cells below take. */
  readonly passed: number
  readonly parts: readonly LatePart[]
  /** The cells in which it went on. */
  readonly places: readonly CellId[]
  /** The run that left it as it is now: its own, or of a cell that let it go on or ended it. */
  readonly by: RunId
  /** A cell ended what there was of it. */
  readonly wasEnded: boolean
  /** Nothing of it is left, as far as is known. */
  readonly isOver: boolean
  /** It was let go on at rest, and may have. */
  readonly isAtRest: boolean
  /** The run that the screen goes on showing, where this one was only to have values back. */
  readonly onScreen: RunTrace | undefined
}

/** By the cell that left it. */
export class GoingRuns extends Map<CellId, Going> {
  /** It went on in this place. */
  wentOn(
    plan: Plan,
    cell: CellId,
    { place, from, went }: { readonly place: number; readonly from: number; readonly went: MetLate },
  ): Going {
    const going = this.get(cell) as Going
    const { id } = plan.cells.at(place) as PlannedCell
    const until = from + went.until
    const last = going.parts.at(-1)
    if (last !== undefined && going.places.at(-1) === id)
      return { ...going, parts: going.parts.with(-1, { ...last, until }) }
    const part = { after: from + went.after, until, reads: this.readsAt(plan, cell, place) }
    return { ...going, places: [...going.places, id], parts: [...going.parts, part] }
  }

  /** The index of the place that it comes to next. */
  next(plan: Plan, cell: CellId): number {
    return nextPlace(plan, indexOf(plan, cell), this.get(cell)?.passed ?? 0)
  }

  /** Does its code go on while this cell runs? */
  goesOnIn(plan: Plan, index: number, cell: CellId): boolean {
    if (!this.#isAbove(plan, index, cell)) return false
    return this.isReady(plan, index, cell) || this.next(plan, cell) >= index
  }

  /** It is above the cell, and hasn't gone on in it, below it or at rest. */
  #isAbove(plan: Plan, index: number, cell: CellId): boolean {
    const going = this.get(cell)
    const by = indexOf(plan, cell)
    if (going === undefined || by === -1 || by >= index || going.isAtRest) return false
    return going.places.every(place => {
      const at = indexOf(plan, place)
      return at > by && at < index
    })
  }

  /**
   * Is it as the cells above leave it, but for those that don't meet it? At rest that doesn't matter to a run of which nothing is to be
   * shown.
   */
  isOnItsWay(plan: Plan, index: number, cell: CellId): boolean {
    if (!this.#isAbove(plan, index, cell)) return false
    const { by, onScreen } = this.get(cell) as Going
    const binding = plan.bindings.above(index, locationOf('late', cell))
    if (index === plan.cells.length && onScreen !== undefined) return true
    return binding?.is === 'known' && binding.run === by
  }

  /** Has it come as far as this cell, which meets it? */
  isReady(plan: Plan, index: number, cell: CellId): boolean {
    if (!this.isOnItsWay(plan, index, cell)) return false
    const place = this.next(plan, cell)
    return place >= index || plan.cells.at(place)?.shown === undefined
  }

  /** Has the cell something by which it could end it, or wait for it? */
  hasInHand(plan: Plan, index: number, cell: CellId): boolean {
    const by = indexOf(plan, cell)
    const analysis = plan.cells.at(index)?.analysis
    if (by === -1 || by >= index || analysis === undefined) return false
    const touched = mayTouch(analysis, index, plan.bindings)
    return handlesOf(plan, by).some(handle => touched.has(handle))
  }

  /** Milliseconds that have passed for it as the cell begins. */
  clock(plan: Plan, index: number, cell: CellId): number {
    return Math.max(this.get(cell)?.passed ?? 0, passedBetween(plan, indexOf(plan, cell), index))
  }

  /** What has to stand where the code of these cells goes on. */
  environment(plan: Plan, place: number, cells: readonly CellId[]): readonly EnvironmentEntry[] {
    const reached = cells.flatMap(cell => this.#inputs(plan, cell, place))
    const wanted = withSharers(reached, l => plan.bindings.above(place, l))
    return [...wanted]
      .filter(l => holdsValue(l) && plan.bindings.above(place, l)?.is === 'known')
      .map(l => entryOf(plan, place, l))
  }

  /** What it finds there. */
  readsAt(plan: Plan, cell: CellId, place: number): LatePart['reads'] {
    return readsAt(plan, place, this.#inputs(plan, cell, place))
  }

  /** What the code may reach where it goes on; nothing once its cell is gone. */
  #inputs(plan: Plan, cell: CellId, place: number): readonly Location[] {
    const index = indexOf(plan, cell)
    if (index === -1) return []
    const going = [...plan.cells].flatMap((c, i) => (this.has(c.id) ? [i] : []))
    return lateInputs(plan, index, { place, withLate: new Set([...going, ...plan.withLate]) })
  }
}

export const indexOf = ({ cells }: Plan, cell: CellId): number => cells.findIndex(({ id }) => id === cell)
