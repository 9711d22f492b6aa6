/**
 * Keeps the figures of one notebook: records what runs show as versions, has files written, and answers questions about them.
 * The shell of this folder: it asks the pure parts what is a figure and the store what is new, and decides nothing else.
 */
import { existsSync } from 'node:fs'
import { figureTypes, type Layer, readSettings, settled } from '../config/settings.ts'
import type { RunId } from '../brand.ts'
import type { CellOptions } from '../analysis/options.ts'
import type { RunReport } from '../executor/executor.ts'
import type { ParameterValues } from '../parameters/parameters.ts'
import type { Plan, PlannedCell, Standing } from '../plan/plan.ts'
import type { MimeBundle, RunEvent } from '../run/events.ts'
import type { FigureForm, FigureRow, FigureStore } from '../store/figure-store.ts'
import type { RunDetails, RunTrace } from '../store/store.ts'
import type { FigureContentView, FigureType, FigureView, TableRowsView } from '../view.ts'
import { type Captured, type CapturedFigure, capturedFigures } from './captured-figures.ts'
import { contentOf, tableMime } from './figure-content.ts'
import { explored } from './explored-point.ts'
import { FigureFiles, figurePath } from './figure-files.ts'
import { FirstFigure } from './first-figure.ts'
import { FigureError, type Figures, type SavedFigure } from './figures.ts'
import { versionOf, viewsOf } from './figure-views.ts'
import { tableRows } from './table-rows.ts'

export interface KeeperParts {
  readonly store: FigureStore
  readonly detailsOf: (run: RunId) => RunDetails | undefined
  /** Absolute path. */
  readonly notebook: string
  /** What is set around the cells, weakest first. */
  readonly layers: () => readonly Layer[]
  /** Whatever is set: nothing is kept. */
  readonly off: boolean
  readonly missingGlyphs: (text: string) => readonly string[]
  readonly formOf: (row: FigureRow, type: FigureType) => Promise<FigureForm>
  readonly close: () => Promise<void>
}

export class FigureKeeper implements Figures {
  readonly #parts: KeeperParts
  readonly #files: FigureFiles
  readonly #listeners = new Set<(saved: SavedFigure) => void>()
  readonly #first: FirstFigure
  #point: ParameterValues = {}

  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#first = new FirstFigure(parts.missingGlyphs)
    this.#files = new FigureFiles(parts.formOf, saved => {
      for (const listener of this.#listeners) listener(saved)
    })
  }

  along(point: ParameterValues): void {
    this.#point = point
  }

  /** The figures among what a run of the plan's cell showed, and what the cell has to be told about them. */
  captured(plan: Plan, index: number, { events, reads }: Shown): Captured {
    if (this.#parts.off) return nothing
    this.#first.ran(reads)
    if (!events.some(mayBeFigure)) return nothing
    const { id, analysis } = plan.cells.at(index) as PlannedCell
    const { label, other } = analysis.options
    // A name stands for one figure: of cells with one label the first has it.
    const isFree = !plan.cells.slice(0, index).some(cell => cell.analysis.options.label === label)
    const own = cellLayer(analysis.options)
    const settings = settled([...this.#parts.layers(), own])
    const warnings = own.problems.map(problem => `In this cell, ${problem}`)
    if (settings.capture === 'off') return { figures: [], warnings }
    const found = capturedFigures(events, {
      id,
      ...(label !== undefined && isFree ? { label } : {}),
      ...(typeof other['fig-cap'] === 'string' ? { caption: other['fig-cap'] } : {}),
      types: settings['fig-types'],
      missingGlyphs: this.#parts.missingGlyphs,
      ending: explored(this.#point, reads, plan.standings.slice(0, index).map(traceOf)),
    })
    return { figures: found.figures, warnings: [...warnings, ...found.warnings] }
  }

  /** Records the versions that are new and has all files brought up to date. */
  keep(figures: readonly CapturedFigure[], run: RunTrace & Pick<RunDetails, 'code' | 'parameters'>): void {
    if (figures.length === 0) return
    const { id, cell, startedAt: at, code, parameters } = run
    const inputs = run.reads.map(({ location, version }) => ({ location, version }))
    for (const { types, ...figure } of figures) {
      const { store, notebook } = this.#parts
      const row = store.add({ ...figure, notebook, cell, run: id, at, origin: { code, inputs, parameters } })
      for (const type of types) this.#files.add({ row, type })
    }
  }

  /** Of a stored run: what it showed is each figure's newest version again, and its files are there. */
  shownAgain(plan: Plan, index: number, { trace, events }: { trace: RunTrace; events: readonly RunEvent[] }): void {
    const { figures } = this.captured(plan, index, { events, reads: trace.reads })
    const details = figures.length === 0 ? undefined : this.#parts.detailsOf(trace.id)
    if (details !== undefined) this.keep(figures, { ...trace, ...details })
  }

  /** Does this event, which came after its run, show one more figure? What only changes one is not kept: it may be an animation. */
  isFigure(event: RunEvent): boolean {
    return (event.type === 'display' || event.type === 'figure') && contentOf(event.data) !== undefined
  }

  /** Who shows events, but for figures that are only saved; and of others only their text, where they are not to be shown. */
  screen(show: (event: RunEvent) => void): (event: RunEvent) => void {
    // Read once: a run may show thousands of things.
    let all: boolean | undefined
    return event => {
      if (event.type === 'figure') return
      if (!mayBeFigure(event)) return show(event)
      all ??= settled(this.#parts.layers()).show
      const isShown = all || contentOf(event.data) === undefined
      show(isShown ? event : { ...event, data: { 'text/plain': event.data['text/plain'] ?? '[figure]' } })
    }
  }

  list(): readonly FigureView[] {
    return viewsOf(this.#rows())
  }

  table(name: string, version: number): TableRowsView {
    const row = this.#row(name, version)
    if (row.mime !== tableMime) throw new FigureError(`${name} is a picture, not a table.`)
    const content = this.#parts.store.content(row)
    if (content === undefined) throw damaged(row)
    return tableRows(content)
  }

  async content(name: string, version: number, as?: FigureType): Promise<FigureContentView> {
    const row = this.#row(name, version)
    const shown = this.#parts.store.content(row)
    const origin = this.#parts.store.origin(row)
    if (shown === undefined || origin === undefined) throw damaged(row)
    const form = as === undefined ? { bytes: shown, notes: [] } : await this.#parts.formOf(row, as)
    const mime = as === undefined ? row.mime : mimeOf[as]
    const encoding = /^image\/(?!svg)|pdf$|postscript$/.test(mime) ? 'base64' : 'utf8'
    const content = Buffer.from(form.bytes).toString(encoding)
    return { name, version, mime, encoding, content, notes: form.notes, origin }
  }

  async restore(name: string, version: number): Promise<number> {
    const row = this.#row(name, version)
    const [content, origin] = [this.#parts.store.content(row), this.#parts.store.origin(row)]
    if (content === undefined || origin === undefined) throw damaged(row)
    const restored = this.#parts.store.add({ ...row, at: Date.now(), content, origin })
    const types = settled(this.#parts.layers())['fig-types']
    // Its cell may ask for others: a file of what was in front would go on standing beside this.
    const isDue = (type: FigureType): boolean =>
      types.includes(type) || existsSync(figurePath(row.notebook, name, type))
    for (const type of row.mime === tableMime ? (['csv'] as const) : figureTypes.filter(isDue))
      this.#files.add({ row: restored, type })
    await this.settled()
    return restored.version
  }

  onSaved(listener: (saved: SavedFigure) => void): void {
    this.#listeners.add(listener)
  }

  get standing(): ReadonlySet<string> | undefined {
    return this.#parts.off ? undefined : this.#files.standing
  }

  settled(): Promise<void> {
    return this.#files.settled()
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#parts.close()
  }

  #rows(): readonly FigureRow[] {
    return this.#parts.store.list({ notebook: this.#parts.notebook })
  }

  #row(name: string, version: number): FigureRow {
    return versionOf(this.#rows(), name, version)
  }
}

interface Shown {
  readonly events: readonly RunEvent[]
  /** What the run read. */
  readonly reads: RunReport['reads']
}

const traceOf = (standing: Standing): RunTrace | undefined => ('trace' in standing ? standing.trace : undefined)

const nothing: Captured = { figures: [], warnings: [] }

const mimeOf: Readonly<Record<FigureType, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  eps: 'application/postscript',
  csv: tableMime,
}

const mayBeFigure = (event: RunEvent): event is Extract<RunEvent, { readonly data: MimeBundle }> =>
  event.type === 'display' || event.type === 'result' || event.type === 'update-display' || event.type === 'figure'

const cellLayer = ({ other }: CellOptions): Layer => {
  const given = Object.fromEntries(Object.entries(other).filter(([key]) => key === 'capture' || key === 'fig-types'))
  return { source: 'cell', ...readSettings(given, { unknownKeys: 'ignore' }) }
}

const damaged = ({ name, version }: FigureRow): FigureError =>
  new FigureError(`Version ${version} of figure ${name} is damaged and was removed. Run its cell again to have it.`)
