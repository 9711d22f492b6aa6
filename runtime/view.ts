/**
 * Plain data that a screen may see: the messages of comm target `cellar`, version 1 (spec §13). Types only;
 * the lab extension, tests and other front ends import them and nothing else of the runtime.
 */
export type StateWord =
  | 'new'
  | 'fresh'
  | 'stale'
  | 'queued'
  | 'running'
  | 'failed'
  | 'blocked'
  | 'cancelled'
  | 'timeout'

/** Why a cell is not fresh, as data and as a sentence. */
export interface Because {
  readonly kind:
    | 'new'
    | 'edited'
    | 'input-changed'
    | 'upstream-stale'
    | 'missing-name'
    | 'file-changed'
    | 'module-changed'
    | 'package-changed'
    | 'forced'
    | 'upstream-failed'
    | 'failed'
    | 'interrupted'
    | 'engine-changed'
    | 'output-changed'
  /** "`rows` changed in [4]; `data.csv` changed on disk" */
  readonly text: string
  /** The cells that caused it. */
  readonly via: readonly string[]
  /** The locations that caused it, as `name:rows`, `file:/data/a.csv`. */
  readonly inputs: readonly string[]
}

export interface CellView {
  readonly id: string
  readonly state: StateWord
  readonly because?: Because
  /** The run that is shown: what `runs` and `cellar runs` list it by. */
  readonly run?: string
  /** Duration of the run that is shown, milliseconds. */
  readonly ms?: number
  /** Where the shown result came from. */
  readonly where?: 'session' | 'pool' | 'store'
  readonly defines: readonly string[]
  readonly reads: readonly string[]
}

export interface StatesMessage {
  readonly type: 'states'
  /** The cells whose view changed since the last message to this client; all of them in the first. */
  readonly cells: readonly CellView[]
  readonly todo: readonly string[]
  readonly plan: readonly string[]
  readonly rev: number
}

export type FrontMessage =
  | {
      readonly type: 'document'
      readonly cells: readonly { readonly id: string; readonly source: string }[]
      readonly mode?: 'auto' | 'lazy'
    }
  | { readonly type: 'edit'; readonly id: string; readonly source: string }
  | { readonly type: 'why'; readonly req: string; readonly id: string }
  | { readonly type: 'graph'; readonly req: string }
  | { readonly type: 'variables'; readonly req: string }
  /** The newest runs, of one cell where `id` is given. */
  | { readonly type: 'runs'; readonly req: string; readonly id?: string }
  /** What runs and waits now, and who works. */
  | { readonly type: 'queue'; readonly req: string }
  /** Stops a job of the queue, or takes it out of it. */
  | { readonly type: 'cancel'; readonly req: string; readonly job: string }
  /** Of jobs that wait for room in the pool, those of higher priority (a whole number) begin first. */
  | { readonly type: 'prioritise'; readonly req: string; readonly job: string; readonly priority: number }
  /** The figures of this notebook with their versions. */
  | { readonly type: 'figures'; readonly req: string }
  /** One version's content as it was shown, or (`as`) in a file type. */
  | {
      readonly type: 'figure'
      readonly req: string
      readonly name: string
      readonly version: number
      readonly as?: FigureType
    }
  /** The first rows of a version that is a table. */
  | { readonly type: 'table'; readonly req: string; readonly name: string; readonly version: number }
  /** Makes an earlier version the newest again, also on disk. */
  | { readonly type: 'restore-figure'; readonly req: string; readonly name: string; readonly version: number }
  /** One run whole. */
  | { readonly type: 'run'; readonly req: string; readonly run: string }
  /** Only what runs showed. */
  | { readonly type: 'outputs'; readonly req: string; readonly runs: readonly string[] }
  /** What a notebook file says of these cells' outputs to prove them. */
  | { readonly type: 'proofs'; readonly req: string; readonly ids: readonly string[] }
  /** Names a run, which also keeps it; with `remove`, takes the name off. */
  | {
      readonly type: 'tag'
      readonly req: string
      readonly run: string
      readonly tag: string
      readonly remove?: boolean
    }
  /** Takes what is stored of the notebook's runs away, or of one cell's; with `dryRun` only says what would go. */
  | { readonly type: 'clear'; readonly req: string; readonly id?: string; readonly dryRun: boolean }
  /** What is wrong with a cell's code, as the editor underlines it. */
  | { readonly type: 'diagnostics'; readonly req: string; readonly id: string }
  /** What stands at an offset (UTF-16 units) of a cell's code: its type, value and documentation. */
  | {
      readonly type: 'hover'
      readonly req: string
      readonly id: string
      readonly code: string
      readonly offset: number
    }
  /** Everywhere that the notebook's name at an offset of a cell's source is written. */
  | { readonly type: 'places'; readonly req: string; readonly id: string; readonly offset: number }

/** Answers to a front end's questions, by its `req`; long ones in pages. */
export type AnswerMessage =
  | { readonly type: 'why'; readonly req: string; readonly id: string; readonly text: string }
  | ({ readonly type: 'graph'; readonly req: string } & GraphView & Page)
  | ({ readonly type: 'variables'; readonly req: string; readonly variables: readonly VariableView[] } & Page)
  | ({ readonly type: 'runs'; readonly req: string; readonly runs: readonly RunView[] } & Page)
  | ({ readonly type: 'queue'; readonly req: string } & QueueView)
  /** `found` is false where the job had ended. */
  | { readonly type: 'cancel' | 'prioritise'; readonly req: string; readonly job: string; readonly found: boolean }
  | ({ readonly type: 'figures'; readonly req: string; readonly figures: readonly FigureView[] } & Page)
  | ({ readonly type: 'figure'; readonly req: string } & FigureContentView & Page)
  | ({ readonly type: 'table'; readonly req: string } & TableRowsView)
  /** `version`: the one that was made of it. */
  | { readonly type: 'restore-figure'; readonly req: string; readonly name: string; readonly version: number }
  | { readonly type: 'run'; readonly req: string; readonly run: WholeRunView }
  | ({ readonly type: 'outputs'; readonly req: string; readonly shown: readonly ShownView[] } & Page)
  /** Of those cells that show a run. */
  | { readonly type: 'proofs'; readonly req: string; readonly proofs: readonly ProofView[] }
  | { readonly type: 'tag'; readonly req: string; readonly tags: readonly string[] }
  | ({ readonly type: 'clear'; readonly req: string } & ClearedView)
  | { readonly type: 'diagnostics'; readonly req: string; readonly diagnostics: readonly DiagnosticView[] }
  /** Without `markdown` there is nothing to say. */
  | { readonly type: 'hover'; readonly req: string; readonly markdown?: string }
  /** Without `name` no name of the notebook stands there. */
  | { readonly type: 'places'; readonly req: string; readonly name?: string; readonly places: readonly PlaceView[] }
  /** The question could not be answered; without `req` where the message was no question. */
  | { readonly type: string; readonly req?: string; readonly error: string }

export interface Page {
  /** from 0 */
  readonly page: number
  readonly pages: number
}

export interface GraphView {
  readonly nodes: readonly { readonly id: string; readonly title: string; readonly state: StateWord }[]
  readonly edges: readonly { readonly from: string; readonly to: string; readonly names: readonly string[] }[]
}

export interface VariableView {
  readonly name: string
  readonly definedIn: string
  readonly usedBy: readonly string[]
  readonly type: string
  readonly preview: string
  /** bytes as stored; absent where the value isn't stored */
  readonly bytes?: number
}

export interface QueueView {
  /** In the order they were asked for. */
  readonly jobs: readonly JobView[]
  readonly workers: readonly WorkerView[]
  /** Jobs of this notebook that wait until the machine has room for them. */
  readonly waitingForRoom: number
}

/** A cell that was asked for and isn't done. */
export interface JobView {
  /** What `cancel` takes. */
  readonly job: string
  readonly cell: string
  readonly is: 'running' | 'waiting'
  readonly where: 'session' | 'pool'
  /** milliseconds since 1970: when it was asked for */
  readonly since: number
  readonly priority: number
  readonly cores: number
  /** bytes; absent where nobody said */
  readonly memory?: number
  /** How far the cell's `each` is. */
  readonly items?: { readonly done: number; readonly total: number }
}

export interface WorkerView {
  readonly pid: number
  readonly is: 'busy' | 'idle'
}

/** One run of a cell, for lists. */
export interface RunView {
  readonly id: string
  readonly cell: string
  readonly outcome: 'ok' | 'failed' | 'interrupted' | 'timeout' | 'lost'
  /** milliseconds since 1970 */
  readonly startedAt: number
  readonly ms: number
  readonly where: 'session' | 'pool'
  readonly tags: readonly string[]
}

/** `csv`: of a table, which has no other. */
export type FigureType = 'png' | 'svg' | 'pdf' | 'eps' | 'csv'

export interface FigureView {
  /** Unique in the notebook: the cell's label, else `<cell>-<n>`. */
  readonly name: string
  readonly cell: string
  /** `fig-cap` of the cell. */
  readonly caption?: string
  /** Newest first; the first is what the notebook shows. At most the newest 100. */
  readonly versions: readonly FigureVersionView[]
}

export interface FigureVersionView {
  /** Counts from 1 within the figure; a number is never given twice. */
  readonly version: number
  /** Of the content after generated ids and dates are taken out: equal where the pictures are. */
  readonly hash: string
  readonly run: string
  /** milliseconds since 1970 */
  readonly at: number
  readonly mime: string
  /** bytes of the content as shown */
  readonly size: number
  readonly tags: readonly string[]
}

/** A long content comes in pages: `content` of all pages, in order, is one text. */
export interface FigureContentView {
  readonly name: string
  readonly version: number
  readonly mime: string
  readonly encoding: 'utf8' | 'base64'
  readonly content: string
  /** What a conversion could not keep as it was, as sentences. */
  readonly notes: readonly string[]
  readonly origin: FigureOrigin
}

export interface TableRowsView {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** The table has more rows than these. */
  readonly more: boolean
}

/** What led to a version: enough to make it again after its run was collected. */
export interface FigureOrigin {
  /** The cell's source as it ran. */
  readonly code: string
  readonly inputs: readonly { readonly location: string; readonly version: string }[]
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface WholeRunView extends RunView {
  /** What made it run: "`rows` had changed." */
  readonly why: string
  readonly code: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Node, platform, host … as it ran. */
  readonly environment: Readonly<Record<string, unknown>>
  /** As of `ShownView`. */
  readonly own: boolean
  /** All that it showed. */
  readonly outputs: readonly OutputView[]
}

/** An output as a notebook file keeps it. */
export type OutputView = Readonly<Record<string, unknown>>

/** What one run showed; nothing where the store has it no more. */
export interface ShownView {
  readonly run: string
  /** This user's run showed it, no file brought it: it may be trusted as what the page ran itself. */
  readonly own: boolean
  readonly outputs: readonly OutputView[]
}

export interface ProofView {
  readonly id: string
  /** What it proves the output of. */
  readonly run: string
  /** Goes into the file as it is, as the cell's `metadata.cellar`. */
  readonly proof: Readonly<Record<string, unknown>>
}

export interface ClearedView {
  readonly runs: number
  /** Runs that stay because they are tagged. */
  readonly tagged: number
  /** On disk, as far as can be told. */
  readonly bytes: number
}

export interface DiagnosticView {
  readonly severity: 'error' | 'warning' | 'suggestion'
  readonly message: string
  /** UTF-16 units in the cell's source */
  readonly start: number
  readonly end: number
}

/** One place where a name is written. Renaming replaces it by `before` + the new name + `after`. */
export interface PlaceView {
  readonly id: string
  readonly start: number
  readonly end: number
  /** It declares the name. */
  readonly declares: boolean
  /** `x: ` where `{ x }` stands for a property, `x as ` where an import or export does. */
  readonly before: string
  /** ` as x` */
  readonly after: string
}

/** `metadata.cellar` of an execute_reply. */
export interface ReplyMetadata {
  readonly ran: boolean
  readonly key: string
  readonly state: StateWord
  readonly restored: boolean
  readonly ms: number
  readonly where: 'session' | 'pool' | 'store'
}
