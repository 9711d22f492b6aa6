/**
 * The types of what a cell has at hand (spec §9), as the text of one global declaration file: an editor shows these
 * comments. A string, because the thread is one bundled file. It declares what exists and nothing that is planned.
 */
export const cellApiTypes = `
/** Shows a value below the cell: figures, tables, images and objects with \`Symbol.for('Jupyter.display')\` as such. */
declare const display: cellar.Display
/** Asks the person at the keyboard for a line of text. */
declare function input(text?: string, options?: { /** Hide what is typed. */ password?: boolean }): Promise<string>
/** Asks for a line of text and waits for it, as in a browser. */
declare function prompt(text?: string, initial?: string): string | null
/** Asks a yes/no question and waits for the answer, as in a browser. */
declare function confirm(text?: string): boolean
/** Levelled messages of this run. */
declare const log: cellar.Log
/** A progress bar. \`for (const x of progress(items)) …\` steps it by itself. */
declare function progress<T>(items: Iterable<T>, label?: string): cellar.Progress & Iterable<T>
declare function progress(total: number, label?: string): cellar.Progress
/** Settles when this run is overtaken: by a rerun of its cell, or by the cell's deletion. Stop what you started then. */
declare const invalidation: Promise<void>

declare namespace cellar {
  interface DisplayHandle {
    readonly id: string
    /** Shows another value in the same place. */
    update(value: unknown): void
  }
  interface DisplayOptions {
    /** Names the place, so that a later \`display\` with this id replaces what is shown. */
    id?: string
  }
  interface Display {
    (value: unknown, options?: DisplayOptions): DisplayHandle
    html(html: string, options?: DisplayOptions): DisplayHandle
    markdown(markdown: string, options?: DisplayOptions): DisplayHandle
    svg(svg: string, options?: DisplayOptions): DisplayHandle
    png(bytes: Uint8Array, options?: DisplayOptions): DisplayHandle
    jpeg(bytes: Uint8Array, options?: DisplayOptions): DisplayHandle
    /** As a tree that folds. */
    json(value: unknown, options?: DisplayOptions): DisplayHandle
    /** Rows as a table: an array of objects, or anything that gives its rows. */
    table(rows: unknown, options?: DisplayOptions): DisplayHandle
    /** A Vega or Vega-Lite specification. */
    vega(spec: object, options?: DisplayOptions): DisplayHandle
    plotly(figure: { data: readonly object[]; layout?: object; config?: object }, options?: DisplayOptions): DisplayHandle
    latex(latex: string, options?: DisplayOptions): DisplayHandle
    text(text: string, options?: DisplayOptions): DisplayHandle
    javascript(code: string, options?: DisplayOptions): DisplayHandle
    /** Clears the cell's output; with \`wait\`, only once there is something new to show. */
    clear(options?: { wait?: boolean }): void
  }
  interface Log {
    debug(...values: unknown[]): void
    info(...values: unknown[]): void
    warn(...values: unknown[]): void
    error(...values: unknown[]): void
  }
  interface Progress {
    /** Goes on by \`n\` steps, 1 unless said. */
    tick(n?: number): void
    /** Goes to step \`n\`. */
    update(n: number): void
    done(): void
  }
}

declare module 'cellar' {
  const display: cellar.Display
  const log: cellar.Log
  const invalidation: Promise<void>
  function input(text?: string, options?: { password?: boolean }): Promise<string>
  function prompt(text?: string, initial?: string): string | null
  function confirm(text?: string): boolean
  function progress<T>(items: Iterable<T>, label?: string): cellar.Progress & Iterable<T>
  function progress(total: number, label?: string): cellar.Progress
  type Display = cellar.Display
  type DisplayHandle = cellar.DisplayHandle
  type Progress = cellar.Progress
  export { confirm, display, input, invalidation, log, progress, prompt, type Display, type DisplayHandle, type Progress }
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
