/**
 * What `cellar run` says while it works, on stderr: a terminal sees one live line for the running cell, a log gets one plain
 * line for each cell that ran. Fresh cells are only counted: a second run of a long notebook says one line.
 */
import { stripVTControlCharacters } from 'node:util'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { titleOf } from '../runtime/notebook/cell-title.ts'
import { type CellOutcome, mayFail, type NotebookRun, type RunWatcher } from '../pipeline/run-notebook.ts'

/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 200

export class RunProgress implements RunWatcher {
  readonly #out: NodeJS.WriteStream
  readonly #numbers: ReadonlyMap<string, number>
  /** Since when each runs; several, where some are in the pool. */
  readonly #running = new Map<NotebookCell, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(out: NodeJS.WriteStream, cells: readonly NotebookCell[]) {
    this.#out = out
    this.#numbers = new Map(cells.map((cell, index) => [cell.id, index + 1]))
  }

  started(cell: NotebookCell): void {
    this.#running.set(cell, performance.now())
    if (!this.#out.isTTY) return
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref()
  }

  ended(cell: NotebookCell, outcome: CellOutcome, error?: { readonly traceback: readonly string[] }): void {
    this.#running.delete(cell)
    this.#clear()
    const meant = outcome.state === 'failed' && mayFail(cell)
    const word = meant ? 'failed, as it may' : outcome.state === 'fresh' ? 'ran' : outcome.state
    if (outcome.ran || outcome.state !== 'fresh')
      this.#say(`${this.#place(cell)} ${titleOf(cell)}: ${word}, ${seconds(outcome.ms)}${reasonOf(outcome)}`)
    if (error && error.traceback.length > 0 && !meant) this.#say(error.traceback.join('\n'))
  }

  /** Said when the user asks (Enter). */
  sayRunning(): void {
    this.#clear()
    if (this.#running.size === 0) return this.#say('No cell is running.')
    for (const [cell, since] of this.#running)
      this.#say(`${this.#place(cell)} ${titleOf(cell)}: running for ${seconds(performance.now() - since)}`)
  }

  say(text: string): void {
    this.#clear()
    this.#say(text)
  }

  finish(path: string, run: NotebookRun, ms: number): void {
    clearInterval(this.#timer)
    this.say(`${path}: ${summaryOf(run.cells)} in ${seconds(ms)}`)
  }

  #place(cell: NotebookCell): string {
    return `[${this.#numbers.get(cell.id)}/${this.#numbers.size}]`
  }

  #draw(): void {
    const [first] = this.#running
    if (first === undefined) return
    const [cell, since] = first
    const others = this.#running.size === 1 ? '' : ` and ${this.#running.size - 1} more`
    this.#clear()
    this.#out.write(`${this.#place(cell)} ${titleOf(cell)} … ${seconds(performance.now() - since)}${others}`)
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K')
  }

  #say(text: string): void {
    this.#out.write(`${this.#out.isTTY ? text : stripVTControlCharacters(text)}\n`)
  }
}

/** That a new cell was never run goes without saying. */
const reasonOf = ({ because }: CellOutcome): string => (because && because.kind !== 'new' ? ` (${because.text})` : '')

/** "3 cells ran, 9 restored, 1 failed"; what there is none of is left out. */
const summaryOf = (cells: readonly CellOutcome[]): string => {
  const count = (fits: (outcome: CellOutcome) => boolean) => cells.filter(fits).length
  const bad = (['failed', 'timeout', 'cancelled', 'blocked', 'stale', 'new'] as const).map(state => [
    count(outcome => outcome.state === state),
    state === 'new' ? 'not run' : state,
  ])
  const rest = [[count(outcome => outcome.restored), 'restored'], ...bad].filter(([n]) => n !== 0)
  const ran = count(outcome => outcome.ran)
  return [`${ran === 0 ? 'no' : ran} cell${ran === 1 ? '' : 's'} ran`, ...rest.map(part => part.join(' '))].join(', ')
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
