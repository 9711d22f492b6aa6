/**
 * What `cellar run` says while it works, on stderr: a terminal sees one live line for the running cell, a log gets one plain
 * line for each cell that ran. Fresh cells are only counted: a second run of a long notebook says one line.
 */
import { parseOptions } from '../runtime/analysis/parse-options.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { titleOf } from '../runtime/notebook/cell-title.ts'
import type { BatchEnd } from '../runtime/store/batches.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import { type CellOutcome, mayFail, type RunWatcher } from '../pipeline/run-notebook.ts'
import { sayLine } from './say-line.ts'
import { endingLine, seconds, summaryOf, WORTH_TELLING_MS } from './run-summary.ts'

/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 200

type Watched = Pick<NotebookRuntime, 'states' | 'queue'>

export class RunProgress implements RunWatcher {
  readonly #out: NodeJS.WriteStream
  readonly #runtime: Watched
  readonly #numbers: ReadonlyMap<string, number>
  /** Since when each runs; several, where some are in the pool. */
  readonly #running = new Map<NotebookCell, number>()
  #timer: NodeJS.Timeout | undefined

  /** By earlier runs: milliseconds that each cell which isn't done yet will take. */
  readonly #ahead: Map<string, number>

  /** Made before the run: it asks how the cells stand. */
  constructor(out: NodeJS.WriteStream, cells: readonly NotebookCell[], runtime: Watched) {
    this.#out = out
    this.#runtime = runtime
    this.#ahead = new Map(runtime.states().flatMap(({ id, state, ms }) => (state === 'fresh' || !ms ? [] : [[id, ms]])))
    this.#numbers = new Map(cells.map((cell, index) => [cell.id, index + 1]))
  }

  started(cell: NotebookCell): void {
    this.#running.set(cell, performance.now())
    if (!this.#out.isTTY) return
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref()
  }

  ended(cell: NotebookCell, outcome: CellOutcome, error?: { readonly traceback: readonly string[] }): void {
    this.#running.delete(cell)
    this.#ahead.delete(cell.id)
    this.#clear()
    const meant = outcome.state === 'failed' && mayFail(cell)
    const word = meant ? 'failed, as it may' : outcome.state === 'fresh' ? 'ran' : outcome.state
    const took = outcome.ran ? `, ${seconds(outcome.ms)}` : ''
    if (outcome.ran || outcome.state !== 'fresh')
      this.#say(`${this.#place(cell)} ${titleOf(cell)}: ${word}${took}${this.#reason(cell, outcome)}`)
    // They stand in the notebook, too, which nobody may look at.
    for (const { line, message } of outcome.ran ? parseOptions(cell.source).warnings : [])
      this.#say(`Line ${line}: ${message}`)
    // Why it is blocked has just been said.
    if (error && error.traceback.length > 0 && !meant && outcome.state !== 'blocked')
      this.#say(error.traceback.join('\n'))
  }

  uncaught(cell: NotebookCell, { traceback }: { readonly traceback: readonly string[] }): void {
    this.say(`${this.#place(cell)} ${titleOf(cell)}: left an error that nobody caught\n${traceback.join('\n')}`)
  }

  waiting(cells: readonly NotebookCell[]): void {
    const names = cells.map(cell => `${this.#place(cell)} ${titleOf(cell)}`).join(', ')
    this.say(`All cells are done. Waiting for the timers that ${names} left going; Ctrl-C ends them.`)
  }

  /** Said when the user asks (Enter). */
  sayRunning(): void {
    this.#clear()
    if (this.#running.size === 0) return this.#say('No cell is running.')
    for (const [cell, since] of this.#running)
      this.#say(
        `${this.#place(cell)} ${titleOf(cell)}: running for ${seconds(performance.now() - since)}${this.#items(cell)}`,
      )
  }

  say(text: string): void {
    this.#clear()
    this.#say(text)
  }

  /** `isPart`: only some cells were to run (`--to`). */
  finish(
    path: string,
    cells: readonly CellOutcome[],
    { isPart, ...end }: Pick<BatchEnd, 'ms' | 'counts'> & { readonly isPart: boolean },
  ): void {
    clearInterval(this.#timer)
    this.say(endingLine(path, summaryOf(cells, isPart), end))
  }

  /** Empty where nobody has run what is ahead, or it takes no time. */
  #estimate(): string {
    const elapsed = [...this.#running].map(([cell, since]) => ({ id: cell.id, ms: performance.now() - since }))
    const gone = elapsed.reduce((sum, { id, ms }) => sum + Math.min(ms, this.#ahead.get(id) ?? 0), 0)
    const left = [...this.#ahead.values()].reduce((sum, ms) => sum + ms, -gone)
    return left < WORTH_TELLING_MS ? '' : `, about ${seconds(left)} to go`
  }

  #items(cell: NotebookCell): string {
    const items = this.#runtime.queue().jobs.find(job => job.cell === cell.id)?.items
    return items === undefined ? '' : `, ${items.done} of ${items.total} items`
  }

  /** That a new cell was never run goes without saying; of one that failed now, its error says more than that it failed. */
  #reason(cell: NotebookCell, { because, ran, state }: CellOutcome): string {
    if (because === undefined || because.kind === 'new' || (ran && state !== 'fresh')) return ''
    const name = parseOptions(cell.source).options.label ?? this.#numbers.get(cell.id)
    return because.kind === 'failed' && !ran
      ? ` (${because.text} \`--force ${name}\` runs it again.)`
      : ` (${because.text})`
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
    this.#out.write(
      `${this.#place(cell)} ${titleOf(cell)} … ${seconds(performance.now() - since)}${this.#items(cell)}${others}${this.#estimate()}`,
    )
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K')
  }

  #say(text: string): void {
    sayLine(this.#out, text)
  }
}
