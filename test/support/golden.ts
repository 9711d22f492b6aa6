/**
 * Golden cases: a notebook, steps on it, and what must be shown once nothing is stale. `play` drives a runtime as any client of
 * spec §13 would: it executes the first id of `todo` until that is empty, and counts what ran.
 */
import { readFileSync } from 'node:fs'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { StatesMessage } from '../../runtime/view.ts'

export interface SourceCell {
  readonly id: string
  readonly source: string
}

export type Step =
  | { readonly op: 'runAll' }
  | { readonly op: 'run' | 'delete'; readonly id: string }
  | { readonly op: 'edit'; readonly id: string; readonly source: string }
  | { readonly op: 'move'; readonly id: string; readonly index: number }
  | { readonly op: 'restart' }

/** The document after the step: that a cell is run changes nothing in it. */
export const afterStep = (cells: readonly SourceCell[], step: Step): readonly SourceCell[] => {
  switch (step.op) {
    case 'runAll':
    case 'run':
    case 'restart':
      return cells
    case 'edit':
      return cells.map(c => (c.id === step.id ? { id: c.id, source: step.source } : c))
    case 'delete':
      return cells.filter(c => c.id !== step.id)
    case 'move': {
      const rest = cells.filter(c => c.id !== step.id)
      return [...rest.slice(0, step.index), ...cells.filter(c => c.id === step.id), ...rest.slice(step.index)]
    }
    default:
      return step satisfies never
  }
}

/** The same cell, to run on a worker of the pool where it can. */
export const pooled = (source: string): string => (source === '' ? '' : `//| pool: true\n${source}`)

export const pooledStep = (step: Step): Step => (step.op === 'edit' ? { ...step, source: pooled(step.source) } : step)

export interface GoldenCase {
  readonly name: string
  readonly cells: readonly SourceCell[]
  readonly steps: readonly Step[]
  readonly expect: Readonly<Record<string, string>>
  readonly errors?: readonly string[]
  readonly ideal: readonly string[] | null
}

export const goldenCases = (): readonly GoldenCase[] =>
  JSON.parse(readFileSync(new URL('../golden/golden-examples.json', import.meta.url), 'utf8')) as GoldenCase[]

const SPINNING = 'about to spin'

/** The source with a loop at its end that nothing but an interrupt stops. */
export const endless = (source: string): string => `${source}\nconsole.log('${SPINNING}'); for (;;);`

/** A notebook under test: the runtime, what each cell shows, and which cells executed. */
export class Player {
  #runtime: NotebookRuntime
  readonly #open: () => Promise<NotebookRuntime>
  #cells: readonly SourceCell[]
  #states: StatesMessage | undefined
  readonly #shown = new Map<string, string>()
  readonly #warned = new Map<string, string>()
  readonly #errors = new Map<string, string>()
  readonly #outputs = new Map<string, unknown[]>()
  readonly #failed = new Set<string>()
  #ran: string[] = []
  readonly #known = new Set<string>()
  readonly #runningNow = new Set<string>()

  private constructor(runtime: NotebookRuntime, open: () => Promise<NotebookRuntime>, cells: readonly SourceCell[]) {
    this.#runtime = runtime
    this.#open = open
    this.#cells = cells
    this.#listen()
  }

  static async open(cells: readonly SourceCell[], open: () => Promise<NotebookRuntime>): Promise<Player> {
    return new Player(await open(), open, cells)
  }

  /** Ids in the order they executed since this was last asked: ancestors and rebuilds included. */
  ran(): readonly string[] {
    const ran = this.#ran
    this.#ran = []
    return ran
  }

  /** Cells of the runs recorded since this was last asked, in order. */
  recorded(): readonly string[] {
    const rows = this.#runtime.runs({ offset: 0, limit: 10_000 }).filter(({ id }) => !this.#known.has(id))
    for (const { id } of rows) this.#known.add(id)
    return rows.map(({ cell }) => cell as string).reverse()
  }

  /** stdout of each cell, text from its timers included. */
  shown(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#cells.map(({ id }) => [id, this.#shown.get(id) ?? '']))
  }

  failed(): readonly string[] {
    return this.#cells.map(c => c.id).filter(id => this.#failed.has(id))
  }

  /** What the cell wrote to stderr. */
  warnings(id: string): string {
    return this.#warned.get(id) ?? ''
  }

  /** Results, displays and errors of each cell, as they came. */
  outputs(): Readonly<Record<string, readonly unknown[]>> {
    return Object.fromEntries(this.#cells.map(({ id }) => [id, this.#outputs.get(id) ?? []]))
  }

  /** The error that the cell ended with, as its traceback begins. */
  errors(id: string): string {
    return this.#errors.get(id) ?? ''
  }

  states(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#runtime.states().map(v => [v.id, v.state]))
  }

  get runtime(): NotebookRuntime {
    return this.#runtime
  }

  async step(step: Step): Promise<void> {
    switch (step.op) {
      case 'runAll':
        for (const { id } of this.#cells) await this.#execute(id)
        return
      case 'run':
        return this.#execute(step.id)
      case 'edit':
      case 'delete':
      case 'move':
        return this.put(afterStep(this.#cells, step))
      case 'restart':
        await this.close()
        this.#runtime = await this.#open()
        this.#listen()
        return
      default:
        return step satisfies never
    }
  }

  /** The whole document, whatever it was before. */
  put(cells: readonly SourceCell[]): void {
    this.#cells = cells
    this.#send()
  }

  /** Runs the cell with an endless loop at its end, stops it there, and takes the loop out again. */
  interrupt(id: string): Promise<void> {
    return this.#stopped(id, () => void this.#runtime.interrupt())
  }

  /** Likewise by `kill -9` of the worker that it runs on; interrupts it where it runs in the session. */
  killWorker(id: string): Promise<void> {
    return this.#stopped(id, () => {
      const busy = this.#runtime.queue().workers.filter(worker => worker.is === 'busy')
      for (const { pid } of busy) process.kill(pid, 'SIGKILL')
      if (busy.length === 0) void this.#runtime.interrupt()
    })
  }

  async #stopped(id: string, stop: () => void): Promise<void> {
    const source = this.#cells.find(c => c.id === id)?.source ?? ''
    await this.step({ op: 'edit', id, source: endless(source) })
    await this.#execute(id, text => {
      if (text.includes(SPINNING)) stop()
    })
    await this.step({ op: 'edit', id, source })
  }

  /** Runs what is to do until nothing is. */
  async freshen(): Promise<void> {
    const limit = 10 * this.#cells.length + 10
    for (let turn = 0; turn < limit; turn++) {
      const next = this.#states?.todo[0]
      if (next === undefined) return
      await this.#execute(next)
    }
    throw new Error(`The todo never empties: ${this.#states?.todo.join(', ')} after ${limit} turns.`)
  }

  async close(): Promise<void> {
    await this.#runtime.drained()
    await this.#runtime.close()
  }

  async settle(): Promise<void> {
    await this.#runtime.drained()
  }

  #listen(): void {
    this.#runtime.subscribe(message => {
      this.#states = message
      for (const { id, state } of message.cells) {
        if (state === 'running' && !this.#runningNow.has(id)) this.#ran.push(id)
        if (state === 'running') this.#runningNow.add(id)
        else this.#runningNow.delete(id)
      }
    })
    this.#runtime.onLate(({ cell, event }) => this.#note(cell, event))
    this.#send()
  }

  #send(): void {
    this.#runtime.setDocument(this.#cells.map(c => ({ id: cellId(c.id), source: c.source })))
  }

  async #execute(id: string, heard: (text: string) => void = () => {}): Promise<void> {
    const cell = this.#cells.find(c => c.id === id)
    if (cell === undefined) return
    this.#clear(id)
    const cleared = new Set<string>()
    const result = await this.#runtime.execute({
      cell: cellId(id),
      code: cell.source,
      onEvent: event => {
        this.#note(id, event)
        if (event.type === 'stream') heard(event.text)
      },
      onAncestorEvent: (ancestor, event) => {
        if (!cleared.has(ancestor)) this.#clear(ancestor)
        cleared.add(ancestor)
        this.#note(ancestor, event)
      },
    })
    if (result.status !== 'ok') this.#failed.add(id)
  }

  #clear(id: string): void {
    this.#forget(id)
    this.#failed.delete(id)
  }

  #forget(id: string): void {
    for (const kept of [this.#shown, this.#warned, this.#errors, this.#outputs]) kept.delete(id)
  }

  #note(id: string, event: RunEvent): void {
    if (event.type === 'clear') this.#clear(id)
    if (event.type === 'error') this.#errors.set(id, event.traceback[0] ?? '')
    if (event.type === 'error' || event.type === 'result' || event.type === 'display') {
      const output = event.type === 'error' ? `${event.name}: ${event.message}` : event.data
      this.#outputs.set(id, [...(this.#outputs.get(id) ?? []), output])
    }
    if (event.type === 'stream' && event.name === 'stderr')
      this.#warned.set(id, (this.#warned.get(id) ?? '') + event.text)
    if (event.type === 'stream' && event.name === 'stdout')
      this.#shown.set(id, (this.#shown.get(id) ?? '') + event.text)
  }
}
