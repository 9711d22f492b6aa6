/**
 * `progress`: a bar that a loop moves, in one display that is updated at most ten times a second; its last state is always
 * shown exactly. The clock it is throttled by is read before user code can patch it, and never shown.
 */
import { displaySymbol, showNothing } from '../capture/display-hook.ts'
import type { CellHost } from './host.ts'
import { progressShown } from './progress-view.ts'

export interface ProgressBar {
  /** Moves on by `n`; 1 unless said. */
  tick(n?: number): void
  /** Sets how much is done. */
  update(done: number): void
  /** Shows the final state. */
  done(): void
}

export interface Progress {
  (total: number, label?: string): ProgressBar
  <T>(items: Iterable<T>, label?: string): ProgressBar & Iterable<T>
  <T>(items: AsyncIterable<T>, label?: string): ProgressBar & AsyncIterable<T>
}

export interface ProgressParts {
  readonly progress: Progress
  /** Shows what throttling has held back. */
  flush(): void
}

/** milliseconds between two updates of one bar */
const minInterval = 100

const monotonic = performance.now.bind(performance)

export const createProgress = (
  host: Pick<CellHost, 'emit' | 'newId'>,
  now: () => number = monotonic,
): ProgressParts => {
  const behind = new Set<Bar>()
  const progress = (over: number | object, label = ''): ProgressBar => {
    if (typeof over !== 'number' && !isIterable(over) && !isAsyncIterable(over)) {
      throw new TypeError('progress takes a total, an iterable or an async iterable')
    }
    const total = typeof over === 'number' ? over : sizeOf(over)
    const bar = new Bar({ host, now, behind, label: String(label), total })
    if (isIterable(over)) return Object.assign(bar, { [Symbol.iterator]: () => walk(over, bar) })
    if (isAsyncIterable(over)) return Object.assign(bar, { [Symbol.asyncIterator]: () => walkAsync(over, bar) })
    return bar
  }
  return {
    progress: progress as Progress,
    flush: () => {
      for (const bar of behind) bar.show()
    },
  }
}

interface BarOptions {
  readonly host: Pick<CellHost, 'emit' | 'newId'>
  readonly now: () => number
  /** The bars whose newest state isn't shown. */
  readonly behind: Set<Bar>
  readonly label: string
  readonly total: number | undefined
}

class Bar implements ProgressBar {
  readonly #options: BarOptions
  readonly #displayId: string
  #total: number | undefined
  #done = 0
  #shownAt: number

  constructor(options: BarOptions) {
    this.#options = options
    this.#total = options.total
    this.#displayId = options.host.newId()
    this.#shownAt = options.now()
    options.host.emit({ type: 'display', displayId: this.#displayId, ...this.#view() })
  }

  tick(n = 1): void {
    this.update(this.#done + n)
  }

  update(done: number): void {
    this.#done = Number(done)
    this.#options.behind.add(this)
    if (this.#done === this.#total || this.#options.now() - this.#shownAt >= minInterval) this.show()
  }

  done(): void {
    if (this.#total === undefined) {
      this.#total = this.#done
      this.#options.behind.add(this)
    }
    this.show()
  }

  show(): void {
    if (!this.#options.behind.delete(this)) return
    this.#shownAt = this.#options.now()
    this.#options.host.emit({ type: 'update-display', displayId: this.#displayId, ...this.#view() })
  }

  /** As a cell's result it shows nothing more than its bar. */
  [displaySymbol](): object {
    return showNothing()
  }

  #view() {
    return progressShown({ label: this.#options.label, done: this.#done, total: this.#total })
  }
}

function* walk<T>(items: Iterable<T>, bar: Bar): Generator<T> {
  let finished = false
  try {
    for (const item of items) {
      yield item
      bar.tick()
    }
    finished = true
  } finally {
    // Left early: how far it came is shown, and no total is made up.
    if (finished) bar.done()
    else bar.show()
  }
}

async function* walkAsync<T>(items: AsyncIterable<T>, bar: Bar): AsyncGenerator<T> {
  let finished = false
  try {
    for await (const item of items) {
      yield item
      bar.tick()
    }
    finished = true
  } finally {
    if (finished) bar.done()
    else bar.show()
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

const sizeOf = (items: object): number | undefined => {
  const size: unknown = 'length' in items ? items.length : 'size' in items ? items.size : undefined
  return typeof size === 'number' ? size : undefined
}
