/**
 * Shows what cells' runs showed where this page has another output or none: it was closed unsaved, or another window ran the cell.
 * Nothing is run. What is cleared or edited in this page afterwards is the user's doing, and stays. Only what this user's own runs showed is trusted.
 */
import { CodeCell } from '@jupyterlab/cells'
import type { Notebook } from '@jupyterlab/notebook'
import type { CellView, ShownView } from '../../../runtime/view.ts'
import { inPage, showsAll } from '../model/same-outputs.ts'

export interface StoredOutputsParts {
  readonly notebook: Notebook
  readonly view: (id: string) => CellView | undefined
  readonly outputs: (runs: readonly string[]) => Promise<readonly ShownView[]>
}

/** Runs in one question: each question costs the page as much as a cell it draws, and the kernel has others to answer in between. */
const AT_ONCE = 50

interface Other {
  readonly cell: CodeCell
  readonly id: string
  readonly run: string
}

export class StoredOutputs {
  readonly #parts: StoredOutputsParts
  /** The run of each cell that this page has shown, itself or from the store. */
  readonly #runs = new Map<string, string>()
  #isFirst = true

  constructor(parts: StoredOutputsParts) {
    this.#parts = parts
  }

  /** After each word of states. */
  async update(): Promise<void> {
    const isFirst = this.#isFirst
    this.#isFirst = false
    const others = this.#parts.notebook.widgets.flatMap(cell => {
      const id = cell.model.sharedModel.getId()
      const run = this.#shownRun(id)
      if (!(cell instanceof CodeCell) || run === undefined || this.#runs.get(id) === run) return []
      this.#runs.set(id, run)
      // On opening, what the file shows of a cell that isn't fresh is as good as what the store has.
      const isOwn = cell.model.executionState === 'running' || (isFirst && this.#parts.view(id)?.state !== 'fresh')
      return isOwn ? [] : [{ cell, id, run }]
    })
    for (let start = 0; start < others.length; start += AT_ONCE) {
      try {
        await this.#ask(others.slice(start, start + AT_ONCE))
      } catch (error) {
        // The connection went: the next word of states has another try.
        for (const { id } of others.slice(start)) this.#runs.delete(id)
        throw error
      }
    }
  }

  async #ask(others: readonly Other[]): Promise<void> {
    const shown = await this.#parts.outputs(others.map(({ run }) => run))
    const byRun = new Map(shown.map(one => [one.run, one]))
    for (const other of others) this.#show(other, byRun.get(other.run))
  }

  /** Of a cell that has come to an end; its outcome is part of what it shows. */
  #shownRun(id: string): string | undefined {
    const seen = this.#parts.view(id)
    return seen && ENDED.has(seen.state) ? seen.run : undefined
  }

  #show({ cell, id, run }: Other, stored: ShownView | undefined): void {
    // The cell may have run, moved or gone meanwhile.
    if (!stored || cell.isDisposed || this.#shownRun(id) !== run) return
    const { model } = cell
    const { outputs, executionState, executionCount } = model
    if (executionState === 'running' || showsAll(outputs.toJSON(), stored.outputs)) return
    // Trust is the cell's: nothing foreign is shown with it, be it what was there before or what comes now.
    if (!stored.own) model.trusted = false
    outputs.fromJSON(inPage(stored.outputs, executionCount) as unknown as Parameters<typeof outputs.fromJSON>[0])
    if (stored.own) model.trusted = true
  }
}

const ENDED: ReadonlySet<string> = new Set(['fresh', 'failed', 'cancelled', 'timeout'])
