/**
 * Which cells the kernel is to be asked to prove, and what goes into each when the notebook is saved. A proof is dropped as soon as its cell
 * shows anything else, so that the file never holds one that is known to be of another output. Pure.
 */
import type { CellView, ProofView } from '../../../runtime/view.ts'

export type Proof = ProofView['proof']

export class ProofLedger {
  readonly #runs = new Map<string, string>()
  readonly #proofs = new Map<string, Proof>()
  readonly #toAsk = new Set<string>()
  /** Shown here since the notebook was opened: a proof that the file has is of what was there before. */
  readonly #shownHere = new Set<string>()

  /** The kernel spoke of these cells. */
  heard(views: readonly CellView[]): void {
    for (const { id, run } of views) {
      const before = this.#runs.get(id)
      if (run === undefined || run === before) continue
      this.#runs.set(id, run)
      if (before === undefined) this.#toAsk.add(id)
      else this.shown(id)
    }
  }

  /** The cell's output on the page is another. */
  shown(id: string): void {
    this.#proofs.delete(id)
    this.#toAsk.add(id)
    this.#shownHere.add(id)
  }

  /** Nothing was shown here: what the file says still holds. */
  get isUntouched(): boolean {
    return this.#shownHere.size === 0
  }

  /** Some of the cells to ask about; they are answered, or given back by `unanswered`. */
  take(count: number, isAtRest: (id: string) => boolean): readonly string[] {
    const ids = [...this.#toAsk].filter(isAtRest).slice(0, count)
    for (const id of ids) this.#toAsk.delete(id)
    return ids
  }

  answered(proofs: readonly ProofView[]): void {
    for (const { id, run, proof } of proofs)
      if (!this.#toAsk.has(id) && this.#runs.get(id) === run) this.#proofs.set(id, proof)
  }

  unanswered(ids: readonly string[]): void {
    for (const id of ids) this.#toAsk.add(id)
  }

  /** What the file is to say of the cell's output, which says `present` now: undefined for nothing. */
  proofOf(id: string, present: unknown): unknown {
    return this.#proofs.get(id) ?? (this.#shownHere.has(id) ? undefined : present)
  }
}
