/**
 * `import { openNotebook } from 'cellar'`: notebooks for scripts and tests. Written by hand and held against `api.ts` by the compiler; it
 * needs nothing else of Cellar.
 */
export interface CellState {
  readonly id: string
  readonly state: 'new' | 'fresh' | 'stale' | 'queued' | 'running' | 'failed' | 'blocked' | 'cancelled' | 'timeout'
  /** Why it is not fresh, in a sentence. */
  readonly because?: string
}

export interface CellResult extends CellState {
  /** Its code ran now; else its stored result stands. */
  readonly ran: boolean
  readonly ms: number
  /** What it wrote to stdout and stderr. */
  readonly text: string
  readonly error?: { readonly name: string; readonly message: string }
}

export interface RunResult {
  /** Every cell that was asked for is fresh, and caught its errors. */
  readonly ok: boolean
  readonly cells: readonly CellResult[]
}

export interface Notebook {
  /** The cells, in order, as they stand; nothing runs. */
  states(): readonly CellState[]
  /** The ids of the cells that a run would run. */
  plan(): readonly string[]
  /** Sets parameters; those left out have their defaults. Throws for a name or type that the notebook doesn't declare. */
  setParameters(values: Readonly<Record<string, unknown>>): void
  /** Runs what is not fresh; `to`: only this cell (id, label or number) and what it depends on. */
  run(options?: { readonly to?: string }): Promise<RunResult>
  /** A top-level name as it is at the end of the notebook, copied out of its session (structured clone). */
  value(name: string): Promise<unknown>
  close(): Promise<void>
}

/** Opens a notebook file; nothing runs. Close it when done. */
export function openNotebook(
  path: string,
  options?: { readonly parameters?: Readonly<Record<string, unknown>> },
): Promise<Notebook>
