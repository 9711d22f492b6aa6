/**
 * What cells showed, in the form a notebook file keeps: run events folded into nbformat outputs. It merges streams, applies
 * clears and display updates as JupyterLab would, across cells too, and drops what a file can't hold (payloads, comms).
 */
import type { CellId } from '../brand.ts'
import type { MimeBundle, RunEvent } from '../run/events.ts'

export type NotebookOutput =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: readonly string[] }
  | { readonly output_type: 'display_data'; readonly data: MimeBundle; readonly metadata: MimeBundle }
  | {
      readonly output_type: 'execute_result'
      readonly data: MimeBundle
      readonly execution_count: number
      readonly metadata: MimeBundle
    }
  | {
      readonly output_type: 'error'
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

/** `metadata` of what the kernel adds to a page beside a cell's own output (type errors). */
export const noteMetadata = { cellar: { note: true } } as const

export const isNote = (output: NotebookOutput): boolean =>
  output.output_type === 'display_data' && Object(output.metadata.cellar).note === true

type Shown =
  | { readonly is: 'stream'; readonly name: 'stdout' | 'stderr'; readonly chunks: string[] }
  | {
      readonly is: 'rich'
      readonly result: boolean
      readonly displayId?: string
      data: MimeBundle
      metadata: MimeBundle
    }
  | { readonly is: 'error'; readonly name: string; readonly message: string; readonly traceback: readonly string[] }

interface Area {
  readonly shown: Shown[]
  /** `clear` with wait: what stands goes when the next output comes. */
  clearNext: boolean
}

export class NotebookOutputs {
  readonly #areas = new Map<CellId, Area>()

  /** A run of the cell begins: what an earlier one showed is gone. */
  begin(cell: CellId): void {
    this.#areas.set(cell, { shown: [], clearNext: false })
  }

  record(cell: CellId, event: RunEvent): void {
    const area = this.#areas.get(cell) ?? { shown: [], clearNext: false }
    this.#areas.set(cell, area)
    switch (event.type) {
      case 'stream':
        return appendText(area, event.name, event.text)
      case 'display':
        return show(area, {
          is: 'rich',
          result: false,
          data: event.data,
          metadata: event.metadata,
          ...(event.displayId === undefined ? {} : { displayId: event.displayId }),
        })
      case 'result':
        return show(area, { is: 'rich', result: true, data: event.data, metadata: event.metadata })
      case 'error':
        return show(area, { is: 'error', name: event.name, message: event.message, traceback: event.traceback })
      case 'update-display':
        return this.#update(event)
      case 'clear':
        area.clearNext = event.wait
        if (!event.wait) area.shown.length = 0
        return
      case 'figure':
      case 'payload':
      case 'comm':
        return
      default:
        event satisfies never
    }
  }

  outputs(cell: CellId, executionCount: number): readonly NotebookOutput[] {
    return (this.#areas.get(cell)?.shown ?? []).map(shown => toOutput(shown, executionCount))
  }

  errors(cell: CellId): readonly Extract<Shown, { is: 'error' }>[] {
    return (this.#areas.get(cell)?.shown ?? []).filter(shown => shown.is === 'error')
  }

  #update(event: Extract<RunEvent, { type: 'update-display' }>): void {
    for (const area of this.#areas.values())
      for (const shown of area.shown)
        if (shown.is === 'rich' && shown.displayId === event.displayId) {
          shown.data = event.data
          shown.metadata = event.metadata
        }
  }
}

const show = (area: Area, shown: Shown): void => {
  if (area.clearNext) area.shown.length = 0
  area.clearNext = false
  area.shown.push(shown)
}

const appendText = (area: Area, name: 'stdout' | 'stderr', text: string): void => {
  const last = area.shown.at(-1)
  if (!area.clearNext && last?.is === 'stream' && last.name === name) last.chunks.push(text)
  else show(area, { is: 'stream', name, chunks: [text] })
}

const toOutput = (shown: Shown, executionCount: number): NotebookOutput => {
  switch (shown.is) {
    case 'stream':
      return { name: shown.name, output_type: 'stream', text: linesOf(shown.chunks.join('')) }
    case 'error':
      return { ename: shown.name, evalue: shown.message, output_type: 'error', traceback: shown.traceback }
    case 'rich': {
      const { metadata } = shown
      const data = onDisk(shown.data)
      // Keys in nbformat's order, which is alphabetical: JupyterLab writes the same file.
      return shown.result
        ? { data, execution_count: executionCount, metadata, output_type: 'execute_result' }
        : { data, metadata, output_type: 'display_data' }
    }
  }
}

/** nbformat writes text as a list of lines, so that files can be compared line by line; base64 and JSON stay whole. */
const onDisk = (data: MimeBundle): MimeBundle =>
  Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      typeof value === 'string' && TEXT_MIME.test(mime) ? linesOf(value) : value,
    ]),
  )

const TEXT_MIME = /^text\/|^application\/javascript$|^image\/svg\+xml$/

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
