/**
 * `display` and its forms: shows a value, or content whose type the caller names, and hands back a handle that replaces what
 * was shown. Order is kept: what needs time to be made is shown as text at once and replaced when it is there.
 */
import { plotlyShown, vegaShown } from '../capture/chart.ts'
import { shownTable } from '../capture/data-frame.ts'
import { base64, displaySymbol, showNothing } from '../capture/display-hook.ts'
import { svgShown } from '../capture/element.ts'
import { shownPicture } from '../capture/image.ts'
import { toMimeBundle } from '../capture/mime-bundle.ts'
import { toPlainData } from '../capture/plain-data.ts'
import { type Shown, shownAs } from '../capture/shown.ts'
import { maxRows } from '../capture/table.ts'
import { tableKept } from '../capture/table-csv.ts'
import { cutText, textForm } from '../capture/text-form.ts'
import type { CellHost } from './host.ts'

/** What `display` returns. As a cell's result it shows nothing: what it stands for is shown already. */
export interface DisplayHandle<T> {
  readonly id: string
  /** Replaces what is shown, wherever it is shown. */
  update(value: T): void
}

export interface DisplayOptions {
  /** Show under this id, so that later displays can be updated by it. */
  readonly id?: string
}

export interface TableOptions {
  /** How many rows are shown; 20 unless said. */
  readonly rows?: number
}

type Make<T> = (content: T) => Shown | Promise<Shown>
type Form<T> = (content: T, options?: DisplayOptions) => DisplayHandle<T>

export interface Display {
  <T>(value: T, options?: DisplayOptions): DisplayHandle<unknown>
  readonly html: Form<string>
  readonly markdown: Form<string>
  readonly latex: Form<string>
  readonly javascript: Form<string>
  readonly text: Form<string>
  readonly svg: Form<string>
  /** Bytes, or base64 text. */
  readonly png: Form<Uint8Array | string>
  readonly jpeg: Form<Uint8Array | string>
  readonly json: Form<unknown>
  readonly vega: Form<unknown>
  readonly plotly: Form<unknown>
  readonly table: (value: unknown, options?: DisplayOptions & TableOptions) => DisplayHandle<unknown>
  /** Removes the cell's output; with `wait`, only when the next output comes. */
  readonly clear: (options?: { readonly wait?: boolean }) => void
}

export interface DisplayParts {
  readonly display: Display
  /** Resolves when every display begun until now is complete. */
  shown(): Promise<void>
}

export const createDisplay = (host: Pick<CellHost, 'emit' | 'newId'>): DisplayParts => {
  let pending: Promise<void>[] = []

  const send = (type: 'display' | 'update-display', displayId: string, { data, metadata, csv }: Shown): void => {
    host.emit({ type, data, metadata, displayId })
    if (type === 'display' && csv !== undefined) host.emit(tableKept(csv))
  }

  const show = <T>(make: Make<T>, content: T, id: string): DisplayHandle<T> => {
    // Of two updates whose hooks take their time, the later one wins, whichever is done first.
    let newest = 0
    const place = (type: 'display' | 'update-display', next: T): void => {
      const turn = ++newest
      const made = make(next)
      if (made instanceof Promise) {
        if (type === 'display') send(type, id, textShown(next))
        pending.push(made.then(shown => (turn === newest ? send('update-display', id, shown) : undefined)))
      } else send(type, id, made)
    }
    place('display', content)
    return Object.defineProperty({ id, update: (next: T) => place('update-display', next) }, displaySymbol, {
      value: showNothing,
    })
  }

  const form =
    <T>(make: (content: T) => Shown): Form<T> =>
    (content, { id = host.newId() } = {}) =>
      show(make, content, id)

  const display = <T>(value: T, { id = host.newId() }: DisplayOptions = {}) => show<unknown>(anyShown, value, id)
  const forms: { readonly [Kind in keyof Display]: Display[Kind] } = {
    html: form(typed('text/html', 'html')),
    markdown: form(typed('text/markdown', 'markdown')),
    latex: form(typed('text/latex', 'latex')),
    javascript: form(typed('application/javascript', 'javascript')),
    text: form(content => shownAs({ 'text/plain': cutText(String(content)) })),
    svg: form(content => svgShown(String(content))),
    png: form(picture('image/png')),
    jpeg: form(picture('image/jpeg')),
    json: form(jsonShown),
    vega: form(vegaShown),
    plotly: form(plotlyShown),
    table: (value, { id = host.newId(), rows = maxRows } = {}) =>
      show((content: unknown) => shownTable(content, rows), value, id),
    clear: ({ wait = false } = {}) => host.emit({ type: 'clear', wait }),
  }
  return {
    display: Object.assign(display, forms),
    shown: async () => {
      const waiting = pending
      pending = []
      if (waiting.length > 0) await Promise.all(waiting)
    },
  }
}

const textShown = (value: unknown): Shown => shownAs({ 'text/plain': textForm(value, { colors: true }) })

const anyShown: Make<unknown> = value => {
  const shown = toMimeBundle(value) ?? textShown(value)
  return shown instanceof Promise ? shown.then(late => late ?? textShown(value)) : shown
}

const typed =
  (type: string, kind: string) =>
  (content: string): Shown => {
    if (typeof content !== 'string') throw new TypeError(`display.${kind} takes a string, not ${typeof content}`)
    return shownAs({ [type]: content, 'text/plain': cutText(content) })
  }

const picture =
  (type: 'image/png' | 'image/jpeg') =>
  (content: Uint8Array | string): Shown => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : content
    const shown = shownPicture(bytes)
    if (shown !== undefined && type in shown.data) return shown
    return shownAs({ [type]: base64(bytes), 'text/plain': `[${type}]` })
  }

const jsonShown = (content: unknown): Shown =>
  shownAs({ 'application/json': toPlainData(content) ?? null, 'text/plain': textForm(content, { colors: true }) })
