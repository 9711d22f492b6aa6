/**
 * The types of what a cell has at hand (spec §9), as the text of one global declaration file: an editor shows these
 * comments. A string, because the thread is one bundled file. A test holds it against `runtime/cell-api`: it declares
 * what exists and nothing that is planned.
 */
export const cellApiTypes = `
/** Shows a value below the cell: figures, tables, images and objects with \`Symbol.for('Jupyter.display')\` as such. */
declare const display: cellar.Display
/** Asks the person at the keyboard for a line of text. */
declare function input(text?: string, options?: { /** Hide what is typed. */ readonly password?: boolean }): Promise<string>
/** Asks for a line of text and waits for it, as in a browser. Gives the fallback when the answer is empty. */
declare function prompt(text?: string, fallback?: string): string
/** Asks a yes/no question and waits for the answer, as in a browser. */
declare function confirm(text?: string): boolean
/** Levelled messages of this run. Called itself, it logs at \`info\`. */
declare const log: cellar.Log
/** A progress bar. \`for (const x of progress(items)) …\` moves it by itself. */
declare function progress<T>(items: Iterable<T>, label?: string): cellar.ProgressBar & Iterable<T>
declare function progress<T>(items: AsyncIterable<T>, label?: string): cellar.ProgressBar & AsyncIterable<T>
declare function progress(total: number, label?: string): cellar.ProgressBar
/**
 * Does a function on each item, on the pool, and gives the results in the items' order. Every item is a job whose result is kept: another
 * item, or an edit elsewhere, runs nothing twice. The function may use any name of the notebook, but not assign one; a failed item fails
 * alone, and the error at the end names it.
 */
declare function each<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  fn: (item: T) => R,
  options?: {
    /** How many cores an item takes; 1 unless said. */
    readonly cores?: number | 'all'
    /** \`2G\`, \`500M\`, or bytes. */
    readonly memory?: number | string
    /** Seconds an item may take. */
    readonly timeout?: number
    /** How often a failed item is tried again. */
    readonly retries?: number
    /** Higher first among the jobs that wait. */
    readonly priority?: number
  },
): Promise<Awaited<R>[]>
/** Every combination of the lists' members, the first list varying slowest: input for \`each\`. */
declare function cross<T extends readonly Iterable<unknown>[]>(
  ...lists: T
): { -readonly [K in keyof T]: T[K] extends Iterable<infer U> ? U : never }[]
/** Settles when this run is overtaken: by a rerun of its cell, or by the cell's deletion. Stop what you started then. */
declare const invalidation: Promise<void>
/**
 * The parameters of this notebook, each with its default: \`const { n, lr } = params({ n: 3, lr: 0.1 })\`. A run sets others with
 * \`cellar run -p n=5\`; what reads none of those that changed doesn't rerun.
 */
declare function params<T extends Readonly<Record<string, unknown>>>(defaults: T): T
/** Keeps small named results with the run: columns of the table of runs (\`cellar runs\`). */
declare function record(values: Readonly<Record<string, string | number | bigint | boolean | null | undefined>>): void
/**
 * The finished runs of whole notebooks, oldest first, parameters and records as columns: \`await runs({ sweep: 'lr' })\`. Absent: of this
 * notebook. Another finished run makes the cell stale.
 */
declare function runs(query?: {
  readonly notebook?: string
  readonly sweep?: string
  readonly tag?: string
}): Promise<readonly Readonly<Record<string, any>>[]>
/**
 * Keeps a figure without showing it: \`saveFigure(plot, { name: 'growth', types: ['pdf'] })\`. What a cell shows is kept by itself.
 */
declare function saveFigure(
  figure: unknown,
  options?: {
    /** What it is called, on disk too; else after the cell. */
    readonly name?: string
    readonly types?: readonly ('png' | 'svg' | 'pdf' | 'eps' | 'csv')[]
    /** Pixels; the height follows. SVG only. */
    readonly width?: number
    /** CSS that is added to the drawing. SVG only. */
    readonly style?: string
  },
): Promise<void>
/** A document without a screen, for libraries that draw with elements. Each run has its own. */
declare var document: Document
interface Document {
  createElement(name: string): any
  createElementNS(namespace: string | null, name: string): any
}
/** The path of a result file, below the notebook's folder. It must be there when the cell has succeeded. */
declare function out(name: string): string
/** The path of a scratch file: it goes when the cell has ended. */
declare function tmp(name: string): string
/**
 * Runs a program, without a shell; what it says is shown as it comes and given back. A code other than 0 fails the cell. Files
 * named by its arguments are inputs of the cell.
 */
declare function exec(
  command: string,
  args?: readonly (string | number)[],
  options?: {
    readonly cwd?: string
    readonly env?: Readonly<Record<string, string>>
    readonly input?: string | Uint8Array
    /** Show nothing of what it says. */
    readonly quiet?: boolean
  },
): Promise<{ readonly stdout: string; readonly stderr: string }>
/**
 * Lets a long run stop and go on: \`state\` is what a stopped run of this cell saved, \`save\` keeps it, and a loop leaves when
 * \`stopRequested\`. A run that succeeds clears its state; an edit or another input begins anew.
 */
declare function checkpoint<T = unknown>(name?: string): cellar.Checkpoint<T>
/** Messages between a cell and a widget in the front end. */
declare const comm: cellar.Comms
/** Puts text into a new cell below, or with \`replace\` into this one. */
declare function setNextInput(text: string, options?: { readonly replace?: boolean }): void
/** Shows text in the pager. */
declare function page(text: string): void

declare namespace cellar {
  interface DisplayHandle<T> {
    readonly id: string
    /** Replaces what is shown, wherever it is shown. */
    update(value: T): void
  }
  interface DisplayOptions {
    /** Show under this id, so that later displays can be updated by it. */
    readonly id?: string
  }
  type DisplayForm<T> = (content: T, options?: DisplayOptions) => DisplayHandle<T>
  interface Display {
    <T>(value: T, options?: DisplayOptions): DisplayHandle<unknown>
    readonly html: DisplayForm<string>
    readonly markdown: DisplayForm<string>
    readonly latex: DisplayForm<string>
    readonly javascript: DisplayForm<string>
    readonly text: DisplayForm<string>
    /** SVG text. An element is shown by \`display\` itself. */
    readonly svg: DisplayForm<string>
    /** Bytes, or base64 text. */
    readonly png: DisplayForm<Uint8Array | string>
    /** Bytes, or base64 text. */
    readonly jpeg: DisplayForm<Uint8Array | string>
    /** As a tree that folds. */
    readonly json: DisplayForm<unknown>
    /** A Vega or Vega-Lite specification. */
    readonly vega: DisplayForm<unknown>
    /** A Plotly figure: \`{ data, layout }\`. */
    readonly plotly: DisplayForm<unknown>
    /** Rows as a table: an array of objects, or anything that gives its rows. */
    readonly table: (
      value: unknown,
      options?: DisplayOptions & {
        /** How many rows are shown; 20 unless said. */
        readonly rows?: number
      },
    ) => DisplayHandle<unknown>
    /** Removes the cell's output; with \`wait\`, only when the next output comes. */
    readonly clear: (options?: { readonly wait?: boolean }) => void
  }
  interface Checkpoint<T> {
    readonly state: T | undefined
    save(state: T): void
    readonly stopRequested: boolean
  }
  type Write = (...message: readonly unknown[]) => void
  interface Log {
    (...message: readonly unknown[]): void
    readonly debug: Write
    readonly info: Write
    readonly warn: Write
    readonly error: Write
  }
  interface ProgressBar {
    /** Moves on by \`n\`; 1 unless said. */
    tick(n?: number): void
    /** Sets how much is done. */
    update(done: number): void
    /** Shows the final state. */
    done(): void
  }
  interface CommMessage {
    readonly data: unknown
    readonly metadata: unknown
    readonly buffers: readonly Uint8Array[]
  }
  interface CommExtras {
    readonly metadata?: unknown
    readonly buffers?: readonly Uint8Array[]
  }
  interface Comm {
    readonly id: string
    readonly target: string
    send(data: unknown, extras?: CommExtras): void
    onMessage(listener: (message: CommMessage) => void): void
    onClose(listener: (message: Omit<CommMessage, 'buffers'>) => void): void
    close(data?: unknown): void
  }
  interface Comms {
    /** Answers comms that the front end opens. Returns what ends it. */
    registerTarget(name: string, handler: (comm: Comm, message: CommMessage) => void): () => void
    open(target: string, data?: unknown, extras?: CommExtras): Comm
  }
}

declare module 'cellar' {
  export { checkpoint, comm, confirm, cross, display, each, exec, input, invalidation, log, out, page, params, progress, prompt, record, runs, saveFigure, setNextInput, tmp }
}

declare module 'tslab' {
  export interface Display {
    javascript(s: string): void
    html(s: string): void
    markdown(s: string): void
    latex(s: string): void
    svg(s: string): void
    png(b: Uint8Array): void
    jpeg(b: Uint8Array): void
    gif(b: Uint8Array): void
    pdf(b: Uint8Array): void
    text(s: string): void
    /** Any MIME type. */
    raw(contentType: string, b: string | Uint8Array): void
  }
  export const display: Display
  /** A display of its own place: each call replaces what it showed before. */
  export function newDisplay(): Display
  export const versions: { readonly tslab: string; readonly typescript: string; readonly node: string }
}
`
