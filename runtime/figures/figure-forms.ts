/**
 * A figure as a file of a type: from the store where it was made before, else converted and kept, once per content. Charts are
 * drawn first by the user's own packages.
 */
import type { FigureForm, FigureRow, FigureStore } from '../store/figure-store.ts'
import type { FigureType } from '../view.ts'
import { chartMime, tableMime } from './figure-content.ts'
import { FigureError } from './figures.ts'
import { engine } from './conversion/engine.ts'
import type { Converter } from './conversion/converter.ts'

export interface FormParts {
  readonly store: FigureStore
  readonly converter: Converter
  /** A Vega or Plotly specification as clean SVG. */
  readonly drawChart: (mime: string, specification: string) => Promise<string>
}

export const figureForms =
  ({ store, converter, drawChart }: FormParts) =>
  async (row: FigureRow, type: FigureType): Promise<FigureForm> => {
    const { hash, mime } = row
    const key = { hash, form: `${type} ${engine}` }
    const before = store.form(key)
    if (before !== undefined) return before
    const content = store.content(row)
    if (content === undefined) throw new FigureError(`Figure ${row.name} was damaged. Run its cell again to have it.`)
    // Already what is asked for: kept once, as the content.
    if (mime === mimeThatIs[type]) return { bytes: content, notes: [] }
    const source = chartMime.test(mime)
      ? { mime: 'image/svg+xml', content: Buffer.from(await drawChart(mime, Buffer.from(content).toString())) }
      : { mime, content }
    const { onlyHere, ...form } = await converter.convert({ ...source, type })
    if (!onlyHere) store.keepForm(key, form)
    return form
  }

const mimeThatIs: Readonly<Partial<Record<FigureType, string>>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  csv: tableMime,
}
