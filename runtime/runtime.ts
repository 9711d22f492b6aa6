/**
 * The one door to the notebook as dependency-tracked jobs: what the kernel, the command line and tests call. It knows
 * nothing of Jupyter. `open-notebook.ts` makes one.
 */
import type { CellId, RunId } from './brand.ts'
import type { Figures } from './figures/figures.ts'
import type { Completeness, Completion, Diagnostic, NameAt, NamePlaces } from './language/language.ts'
import type { ParameterValues } from './parameters/parameters.ts'
import type { Answers } from './plan/answers.ts'
import type { PastRuns } from './run/past-runs.ts'
import type { CommEvent, InputRequest, MimeBundle, RunEvent } from './run/events.ts'
import type { StateReader } from './run/state-readers.ts'
import type { RunQuery, RunRow, RunTrace } from './store/store.ts'
import type {
  Because,
  CellView,
  ClearedView,
  GraphView,
  QueueView,
  ReplyMetadata,
  StatesMessage,
  VariableView,
} from './view.ts'

export interface NotebookRuntime {
  /** The whole ordered document; the runtime diffs it. */
  setDocument(cells: readonly { readonly id: CellId; readonly source: string }[], mode?: 'auto' | 'lazy'): void
  edit(cell: CellId, source: string): void
  /** For clients that tell order and deletions only through execute metadata. */
  remove(cells: readonly CellId[]): void
  /** Sets parameters of the notebook (`params`); those left out have their defaults. What read another value is stale. */
  setParameters(values: ParameterValues): void
  /** Cells may be fresh by what other processes recorded since the notebook was opened. */
  readStoreAgain(): void
  /** The states for who looks when it suits him; `changed` is called whenever there may be something new. */
  readStates(changed: () => void): StateReader
  /** The present states, and then every change, at the cost of the whole notebook for each. Returns the unsubscribe. */
  subscribe(listener: (message: StatesMessage) => void): () => void
  /** Runs a cell: stale ancestors first, then itself, or replays its stored result when it is fresh. */
  execute(request: ExecuteRequest): Promise<ExecuteResult>
  /** Of a run that was sent before those above it had ended: is it this cell's turn, with this code, by the list as it is now? */
  isDue(cell: CellId, run: { readonly code: string; readonly list: 'plan' | 'todo' }): boolean
  /** Stops what runs now. Resolves when it has stopped. */
  interrupt(): Promise<void>
  /** What runs and waits, and the workers of the pool. */
  queue(): QueueView
  /** Stops a job of the queue; false where it has ended. */
  cancel(job: string): boolean
  /** Of the jobs that wait for room in the pool, those of higher priority begin first; false where the job has ended. */
  prioritise(job: string, priority: number): boolean
  /** Output of a run that came after its execute ended (timers). */
  onLate(listener: (late: { readonly cell: CellId; readonly run: RunId; readonly event: RunEvent }) => void): void
  /** Session process died outside a run, was restarted. */
  onNotice(listener: (text: string) => void): void

  complete(request: { readonly cell?: CellId; readonly code: string; readonly offset: number }): Promise<Completion>
  inspect(request: {
    readonly cell?: CellId
    readonly code: string
    readonly offset: number
    readonly detail: 0 | 1
  }): Promise<MimeBundle | undefined>
  isComplete(code: string): Completeness
  /** Of the cell as it is now; none where `code` is given and the cell has another by then. */
  diagnostics(cell: CellId, code?: string): Promise<readonly Diagnostic[]>
  places(at: NameAt): Promise<NamePlaces | undefined>
  /** user_expressions: evaluated on the live values after a run. */
  evaluate(expressions: Readonly<Record<string, string>>): Promise<Readonly<Record<string, EvaluateResult>>>

  /** A comm message from the front end to user code; false when user code registered no such target or comm. */
  comm(event: CommEvent, request: Pick<ExecuteRequest, 'onEvent'>): Promise<boolean>

  states(): readonly CellView[]
  /** Of one cell, at the cost of one. Throws where there is no such cell. */
  state(cell: CellId): CellView
  graph(): GraphView
  variables(): readonly VariableView[]
  why(cell: CellId): string
  readonly past: PastRuns
  /** This notebook's runs, newest first. */
  runs(query: Omit<RunQuery, 'notebook'>): readonly RunRow[]
  /**
   * Takes this notebook's runs out of the store, or one cell's, but for tagged ones; the cells have to run again. With `dryRun` only says
   * what would go. Throws while cells run.
   */
  clear(query: { readonly cell?: CellId; readonly dryRun: boolean }): ClearedView
  /** All that a run showed, what the page left out included; undefined where the store has it no more. */
  events(run: RunId): readonly RunEvent[] | undefined
  /** This user's run showed it, no file brought it: a page may trust it as what it ran itself. */
  isOwn(run: RunId): boolean
  /** What the run that a cell shows read and wrote. */
  trace(cell: CellId): RunTrace | undefined
  /**
   * Does the work while no cell runs, and then puts the files that the notebook writes as they are now. `rewind` puts them as they were
   * before the notebook wrote them.
   */
  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T>
  /**
   * Where all cells are fresh: what was found outside that makes them so. As long as that, the document and the recorded runs are the
   * same, nothing is to run. undefined where something is, or where only this process can tell.
   */
  restsOn(): Answers | undefined
  /** CPU in percent of one core and resident memory in bytes of the session process. */
  usage(): Promise<{ readonly pid: number; readonly cpu: number; readonly memory: number }>
  /** Resolves when what cells left going and ends by itself (timeouts) has ended, its output told. */
  drained(): Promise<void>
  /** The cells that `drained` waits for. */
  pending(): Promise<readonly CellId[]>
  /**
   * Puts files back that cells wrote and somebody took away, and takes away those of `temp` cells that all have read; gives the cells that
   * have to run again for theirs.
   */
  mendFiles(): Promise<readonly CellId[]>
  readonly figures: Figures
  close(): Promise<void>
}

export interface ExecuteRequest {
  /** Absent: a console input, appended to the document as a new cell. */
  readonly cell?: CellId
  readonly code: string
  readonly force?: boolean
  /** Nobody asks for this very cell: what is fresh isn't drawn anew (clock, chance, network). */
  readonly unattended?: boolean
  /** Run without joining the document or the store (messaging spec `silent`). */
  readonly silent?: boolean
  readonly onEvent: (event: RunEvent) => void
  /** New output of stale ancestors that had to run first. */
  readonly onAncestorEvent?: (cell: CellId, event: RunEvent) => void
  /** The next request may be made: this cell runs in the pool, or waits for one that does. */
  readonly onYield?: () => void
  /** Aborted before the cell started: it doesn't run. Later: items of its `each` that have begun are finished and kept, and it is interrupted. */
  readonly signal?: AbortSignal
  /** Absent: input is refused with a clear error. */
  readonly onInput?: (request: InputRequest) => Promise<string>
}

export interface ExecuteResult {
  readonly status: 'ok' | 'error' | 'interrupted'
  readonly error?: { readonly name: string; readonly message: string; readonly traceback: readonly string[] }
  /** Why it is blocked. */
  readonly because?: Because
  readonly metadata: ReplyMetadata
}

export type EvaluateResult =
  | { readonly status: 'ok'; readonly data: MimeBundle; readonly metadata: MimeBundle }
  | { readonly status: 'error'; readonly name: string; readonly message: string; readonly traceback: readonly string[] }
