/**
 * A naive system's books on what has to run, kept without our planner: a cell runs once for each pair of its source and the content of all
 * that it could read, which plain Node tells. A run that repeats such a pair, or that no step asked for, is one too many.
 */
import type { ScriptCell } from './oracle.ts'

export interface OracleCell extends ScriptCell {
  readonly source: string
}

export interface RunsMade {
  /** Ids in the order in which they ran. */
  readonly ran: readonly string[]
  /** Cells whose runs came to their end. */
  readonly ended: ReadonlySet<string>
  /** The one cell that was asked for; absent: all were. */
  readonly target?: string
}

/** By cell id: all that a cell of this notebook can read, by content, as plain Node found it. */
export type Inputs = (cells: readonly OracleCell[]) => Readonly<Record<string, string>>

export class NaiveOracle {
  readonly #names: readonly string[]
  readonly #inputs: Inputs
  readonly #realmNames: readonly string[]
  readonly #done = new Set<string>()
  /** By cell id. */
  readonly #lastSources = new Map<string, string>()

  /** The names are all that cells can have in common; those of the realm are state that any code can look at. */
  constructor(names: readonly string[], inputs: Inputs, realmNames: readonly string[] = []) {
    this.#names = names
    this.#inputs = inputs
    this.#realmNames = realmNames
  }

  /** What cells of this kind did is gone with the process they ran in, and has to be done again. */
  forget(isOfKind: (source: string) => boolean): void {
    for (const pair of this.#done)
      if (isOfKind((JSON.parse(pair) as readonly string[])[0] ?? '')) this.#done.delete(pair)
  }

  /** The runs, of those that were made on this notebook, that nobody needed. */
  unneeded(cells: readonly OracleCell[], { ran, ended, target }: RunsMade): readonly string[] {
    if (ran.length === 0) return []
    const inputs = this.#inputs(cells)
    const pairs = new Map(cells.map(({ id, source }) => [id, JSON.stringify([source, inputs[id]])]))
    const isDone = (id: string): boolean => this.#done.has(pairs.get(id) ?? '')
    const asked = target === undefined ? undefined : this.#mayReach(cells, target)
    const sources = new Map(cells.map(({ id, source }) => [id, source]))
    return ran.filter(id => {
      const isNeeded = asked?.has(id) !== false && !isDone(id)
      // By hand a cell may run before one above it of which nobody knows yet what it does: that run isn't the last word.
      const above = [...this.#mayReach(cells, id)].filter(other => other !== id)
      if (ended.has(id) && above.every(isDone)) this.#done.add(pairs.get(id) ?? '')
      this.#lastSources.set(id, sources.get(id) ?? '')
      return !isNeeded
    })
  }

  /** The cell, and those above it that have a name in common with it or with one that is needed already. */
  #mayReach(cells: readonly OracleCell[], target: string): ReadonlySet<string> {
    const found = new Set<string>()
    const names = new Set<string>()
    const above = cells.slice(0, cells.findIndex(c => c.id === target) + 1)
    for (let grown = true; grown; ) {
      grown = false
      for (const { id, source } of above) {
        const mentioned = this.#names.filter(name => mentions(source, name))
        if (found.has(id) || (id !== target && !this.#mayTouchRealm(id) && !mentioned.some(name => names.has(name))))
          continue
        found.add(id)
        for (const name of mentioned) names.add(name)
        grown = true
      }
    }
    return found
  }

  /** Its last run did, maybe in a process that is gone; only another tells whether it still does. */
  #mayTouchRealm(id: string): boolean {
    const last = this.#lastSources.get(id) ?? ''
    return this.#realmNames.some(name => mentions(last, name))
  }
}

const mentions = (source: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(source)
