/**
 * The latest traces of a notebook, unpacked when asked for: opening 100,000 cells costs reading them, not building a
 * million objects. A trace that turns out damaged is reported and is not there, nor is that of a replayed run which is gone.
 */
import type { CellId } from '../brand.ts'
import type { RunTrace } from './store.ts'
import { cellOfTrace } from './trace-form.ts'

export class LatestTraces implements ReadonlyMap<CellId, RunTrace> {
  readonly #traces = new Map<CellId, string | RunTrace>()
  readonly #unpack: (sealed: string) => RunTrace | undefined

  /** `unpack` reports what it can't unpack. */
  constructor(
    sealed: { readonly latest: readonly string[]; readonly replayed: readonly (readonly [CellId, string | null])[] },
    unpack: (sealed: string) => RunTrace | undefined,
  ) {
    this.#unpack = unpack
    for (const text of sealed.latest) this.#traces.set(cellOfTrace(text), text)
    for (const [cell, text] of sealed.replayed) {
      if (text === null) this.#traces.delete(cell)
      else this.#traces.set(cell, text)
    }
  }

  get size(): number {
    return this.#traces.size
  }

  get(cell: CellId): RunTrace | undefined {
    const held = this.#traces.get(cell)
    if (typeof held !== 'string') return held
    const trace = this.#unpack(held)
    if (trace === undefined) this.#traces.delete(cell)
    else this.#traces.set(cell, trace)
    return trace
  }

  has(cell: CellId): boolean {
    return this.get(cell) !== undefined
  }

  *entries(): MapIterator<[CellId, RunTrace]> {
    for (const cell of this.#traces.keys()) {
      const trace = this.get(cell)
      if (trace !== undefined) yield [cell, trace]
    }
  }

  *keys(): MapIterator<CellId> {
    for (const [cell] of this.entries()) yield cell
  }

  *values(): MapIterator<RunTrace> {
    for (const [, trace] of this.entries()) yield trace
  }

  [Symbol.iterator](): MapIterator<[CellId, RunTrace]> {
    return this.entries()
  }

  forEach(each: (trace: RunTrace, cell: CellId, traces: ReadonlyMap<CellId, RunTrace>) => void): void {
    for (const [cell, trace] of this.entries()) each(trace, cell, this)
  }
}
