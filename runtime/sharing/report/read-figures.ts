/**
 * The figures and tables of one notebook for a report: the newest version of each as a picture or a file, and what led to it. Charts and drawings that are no image
 * by themselves are asked for as SVG; where that can't be made they are shown as they are, or named. Every SVG is cleaned: opened by itself it is a document.
 */
import type { CellId } from '../../brand.ts'
import { cleanMarkup, UnsafeMarkup } from '../../figures/clean-markup.ts'
import { isOfPoint } from '../../figures/explored-point.ts'
import { tableMime } from '../../figures/figure-content.ts'
import { FigureError, type Figures } from '../../figures/figures.ts'
import { tableRows } from '../../figures/table-rows.ts'
import type { NotebookRuntime } from '../../runtime.ts'
import type { FigureRow } from '../../store/figure-store.ts'
import type { StoreOnDisk } from '../../store/maintenance.ts'
import { openStore } from '../../store/open-store.ts'
import { isStore, storeFolder } from '../../store/store-folder.ts'
import { type Provenance, provenanceOf } from './provenance.ts'
import type { Picture, ReportedFigure } from './reported-notebook.ts'

export interface FiguresOf {
  /** Absolute. */
  readonly path: string
  readonly runtime: NotebookRuntime
  /** The code cells from the top. */
  readonly cells: readonly CellId[]
}

export const readFigures = async ({ path, runtime, cells }: FiguresOf): Promise<readonly ReportedFigure[]> => {
  const folder = storeFolder(path, process.env)
  if (!isStore(folder)) return []
  const store = openStore({ folder })
  try {
    const newest = new Map<string, FigureRow>()
    for (const row of store.figures.list({ notebook: path }))
      if (!newest.has(row.name) && cells.includes(row.cell)) newest.set(row.name, row)
    const shown = cells.map(id => runtime.trace(id))
    const ofCell = new Map<CellId, Provenance | undefined>()
    const figures: ReportedFigure[] = []
    for (const row of newest.values()) {
      const { name, caption, cell, at, version } = row
      if (!ofCell.has(cell))
        ofCell.set(
          cell,
          provenanceOf(cells.indexOf(cell), shown, run => store.details(run)),
        )
      // Of a sweep's points the notebook shows only the last: what led to the others is in their versions.
      const isShown = !isOfPoint(name) || shown[cells.indexOf(cell)]?.id === row.run
      const provenance = isShown ? ofCell.get(cell) : undefined
      figures.push({
        name,
        ...(caption === undefined ? {} : { caption }),
        cell,
        at,
        version,
        picture: await pictureOf(row, store, runtime.figures),
        ...(provenance === undefined ? {} : { provenance }),
      })
    }
    return figures
  } finally {
    store.close()
  }
}

const PIXELS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg' }

const pictureOf = async (row: FigureRow, store: StoreOnDisk, figures: Figures): Promise<Picture> => {
  const content = store.figures.content(row)
  if (content === undefined) return { is: 'none' }
  if (row.mime === tableMime) return { is: 'table', name: `${row.hash}.csv`, bytes: content, rows: tableRows(content) }
  const ending = PIXELS[row.mime]
  if (ending !== undefined) return { is: 'file', name: `${row.hash}.${ending}`, bytes: content }
  try {
    const markup = row.mime === 'image/svg+xml' ? Buffer.from(content).toString() : await drawn(row, figures)
    if (markup !== undefined)
      return { is: 'file', name: `${row.hash}.svg`, bytes: Buffer.from(cleanMarkup(markup).markup) }
    return row.mime === 'text/html'
      ? { is: 'markup', html: cleanMarkup(Buffer.from(content).toString()).markup }
      : { is: 'none' }
  } catch (error) {
    if (!(error instanceof UnsafeMarkup)) throw error
    return { is: 'none' }
  }
}

/** As SVG; undefined where it can't be drawn here. */
const drawn = async ({ name, version }: FigureRow, figures: Figures): Promise<string | undefined> => {
  try {
    return (await figures.content(name, version, 'svg')).content
  } catch (error) {
    if (error instanceof FigureError) return undefined
    throw error
  }
}
