/**
 * Who wants to know how the cells stand, and what each has been told: a listener is told all states once and then only what
 * changed for it. It computes no state.
 */
import type { Plan } from '../plan/plan.ts'
import { statesMessage } from '../plan/views.ts'
import type { CellView, StatesMessage } from '../view.ts'

export type StateListener = (message: StatesMessage) => void

export class StateListeners {
  /** What each knows of every cell, as text. */
  readonly #known = new Map<StateListener, ReadonlyMap<string, string>>()
  #rev = 0

  get any(): boolean {
    return this.#known.size > 0
  }

  add(listener: StateListener): void {
    this.#known.set(listener, new Map())
  }

  remove(listener: StateListener): void {
    this.#known.delete(listener)
  }

  tell(plan: Plan, views: readonly CellView[], { auto }: { readonly auto: boolean }): void {
    const now = new Map(views.map(view => [view.id, JSON.stringify(view)]))
    this.#rev++
    for (const [listener, known] of this.#known) {
      const changed = views.filter(({ id }) => known.get(id) !== now.get(id))
      this.#known.set(listener, now)
      listener(statesMessage(plan, changed, { rev: this.#rev, auto }))
    }
  }
}
