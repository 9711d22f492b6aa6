/**
 * What the notebook's cells did before, for people who look back: one run whole, what made it run, and the tags that keep it. It
 * reads the store and changes nothing but tags; a run of another notebook is none of its business.
 */
import type { RunId } from '../brand.ts'
import { kindOf, nameOf } from '../location.ts'
import type { RunDetails, RunRow, RunTrace, Store } from '../store/store.ts'
import type { RunEvent } from './events.ts'

export interface WholeRun {
  readonly row: RunRow
  readonly details: RunDetails
  readonly events: readonly RunEvent[]
  /** This user's run showed it, no file brought it. */
  readonly own: boolean
  /** "`rows` had changed." */
  readonly why: string
}

/** Runs that are looked through for the one before; `cellar runs` knows all. */
const FAR_BACK = 2_000

export class PastRuns {
  readonly #store: Store
  readonly #notebook: string

  constructor({ store, notebook }: { readonly store: Store; readonly notebook: string }) {
    this.#store = store
    this.#notebook = notebook
  }

  /** Undefined where the store has it no more, or it was found damaged. */
  run(id: RunId): WholeRun | undefined {
    const row = this.#row(id)
    const [trace, details, events] = [this.#store.trace(id), this.#store.details(id), this.#store.events(id)]
    if (row === undefined || trace === undefined || details === undefined || events === undefined) return undefined
    return { row, details, events, own: this.#store.isOwn(id), why: whyItRan(trace, this.#before(trace)) }
  }

  /** Gives the run's tags as they are then. */
  tag(id: RunId, { tag, remove }: { readonly tag: string; readonly remove: boolean }): readonly string[] {
    if (this.#row(id) === undefined) throw new Error(`There is no run ${id} of this notebook.`)
    if (remove) this.#store.untag(id, tag)
    else this.#store.tag(id, tag)
    return this.#row(id)?.tags ?? []
  }

  #row(run: RunId): RunRow | undefined {
    return this.#store.runs({ run, notebook: this.#notebook, limit: 1, offset: 0 })[0]
  }

  #before({ id, cell }: RunTrace): RunTrace | undefined {
    const rows = this.#store.runs({ notebook: this.#notebook, cell, limit: FAR_BACK, offset: 0 })
    const index = rows.findIndex(row => row.id === id)
    const before = index < 0 ? undefined : rows[index + 1]
    return before && this.#store.trace(before.id)
  }
}

/** What differs from the cell's run before it. */
const whyItRan = (trace: RunTrace, before: RunTrace | undefined): string => {
  if (before === undefined) return 'It had not run before.'
  if (before.hash !== trace.hash) return 'Its code had been edited.'
  if (before.engine !== trace.engine) return 'Cellar or Node had another version.'
  const known = new Map(before.reads.map(({ location, version }) => [location, version]))
  const changed = trace.reads.filter(({ location, version }) => known.has(location) && known.get(location) !== version)
  const telling = changed.filter(({ location }) => kindOf(location) !== 'alias' && kindOf(location) !== 'sharers')
  if (telling.length > 0) return `${telling.map(({ location }) => `\`${nameOf(location)}\``).join(', ')} had changed.`
  if (changed.length > 0) return 'What it read had been changed.'
  return before.outcome === 'ok' ? 'It was asked to run again.' : 'The run before it had not ended well.'
}
