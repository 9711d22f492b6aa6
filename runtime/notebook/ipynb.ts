/**
 * The .ipynb file format, nbformat 4: the one place that knows it. Refuses what is not a notebook with a `NotebookError`;
 * repairs missing and duplicate cell ids and says so. Invariant: what it does not understand is written back as it was read.
 */
import { type CellId, cellId } from '../brand.ts'
import { NotebookError } from './notebook-error.ts'
import type { NotebookOutput } from './outputs.ts'

type Json = Readonly<Record<string, unknown>>

export interface NotebookFile {
  /** The file as parsed; its cells stand for their place among the keys only. */
  readonly frame: Json
  readonly cells: readonly NotebookCell[]
  readonly layout: { readonly indent: string; readonly newline: string; readonly end: string }
}

export interface NotebookCell {
  readonly id: CellId
  readonly type: string
  readonly source: string
  readonly tags: readonly string[]
  /** The cell as it stands in the file, its id repaired. */
  readonly json: Json
}

export interface CellResult {
  readonly outputs: readonly NotebookOutput[]
  readonly executionCount: number | null
}

/** Cell ids came with 4.5. */
const MINOR_WITH_IDS = 5
const ID = /^[\w-]{1,64}$/

/** `path` is for messages only. */
export const parseNotebook = (
  text: string,
  path: string,
): {
  readonly notebook: NotebookFile
  readonly warnings: readonly string[]
  /** How many cell ids are not the file's own. */
  readonly repairedIds: number
} => {
  const frame = parseFrame(text, path)
  if (!Array.isArray(frame.cells)) throw new NotebookError(`${path} has no list of cells, so it is no notebook.`)
  const rawCells: readonly unknown[] = frame.cells
  const warnings: string[] = []
  const given = rawCells.map(raw => (isObject(raw) ? raw.id : undefined))
  const ids = uniqueIds(given)
  const hadIds = Number(frame.nbformat_minor) >= MINOR_WITH_IDS
  const repaired = ids.filter((id, index) => id !== given[index]).length
  if (hadIds && repaired > 0)
    warnings.push(
      `${path}: ${repaired === 1 ? 'a cell has' : `${repaired} cells have`} no id, or that of another cell, so ids were made up. ` +
        'To keep them, save the notebook in JupyterLab or run it with --inplace.',
    )
  const language = foreignLanguageOf(frame)
  if (language !== undefined)
    warnings.push(
      `${path} is written in ${language}, as its metadata say, and its cells are read as TypeScript here. ` +
        'If they are TypeScript, choose the kernel Cellar for it in JupyterLab.',
    )
  return {
    notebook: {
      frame: repaired > 0 && !hadIds ? { ...frame, nbformat_minor: MINOR_WITH_IDS } : frame,
      cells: rawCells.map((raw, index) => parseCell(raw, ids[index]!, `${path}, cell ${index + 1}`)),
      layout: layoutOf(text),
    },
    warnings,
    repairedIds: repaired,
  }
}

export const codeCells = (notebook: NotebookFile): readonly NotebookCell[] =>
  notebook.cells.filter(cell => cell.type === 'code')

/** A code cell that no file holds yet. */
export const newCell = (id: CellId, source: string, tags: readonly string[]): NotebookCell => {
  const metadata = tags.length === 0 ? {} : { tags }
  const json = { cell_type: 'code', execution_count: null, id, metadata, outputs: [], source: [source] }
  return { id, type: 'code', source, tags, json }
}

/** The notebook with the results of the cells given; other cells keep what they had. */
export const withResults = (notebook: NotebookFile, results: ReadonlyMap<CellId, CellResult>): NotebookFile => ({
  ...notebook,
  cells: notebook.cells.map(cell => {
    const result = results.get(cell.id)
    if (!result) return cell
    return { ...cell, json: { ...cell.json, execution_count: result.executionCount, outputs: result.outputs } }
  }),
})

/** Key order is the file's own, so that an unchanged notebook is written byte for byte. */
export const serialiseNotebook = (notebook: NotebookFile): string => {
  const { indent, newline, end } = notebook.layout
  const json = JSON.stringify({ ...notebook.frame, cells: notebook.cells.map(cell => cell.json) }, null, indent)
  // Newlines inside JSON strings are escaped, so those left are layout.
  return json.replaceAll('\n', newline) + end
}

const parseFrame = (text: string, path: string): Json => {
  if (text.trim() === '') throw new NotebookError(`${path} is empty. Make it a notebook in JupyterLab, or remove it.`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const why = /^(<{7}|={7}|>{7})/m.test(text)
      ? 'it holds the marks of an unresolved merge conflict. Resolve the conflict (nbdime helps) and try again'
      : `${(error as SyntaxError).message}. Restore it from a copy or a checkpoint`
    throw new NotebookError(`${path} is not valid JSON: ${why}.`)
  }
  if (!isObject(parsed) || typeof parsed.nbformat !== 'number')
    throw new NotebookError(`${path} is JSON but no notebook: it has no "nbformat".`)
  const major = parsed.nbformat
  if (major < 4)
    throw new NotebookError(
      `${path} is written in notebook format ${major}, which is too old. ` +
        `Convert it: jupyter nbconvert --to notebook --nbformat 4 --inplace ${path}`,
    )
  if (major > 4)
    throw new NotebookError(`${path} is written in notebook format ${major}; this Cellar knows 4. Update Cellar.`)
  return parsed
}

/** The language that the metadata name, where that is neither TypeScript nor JavaScript. */
const foreignLanguageOf = ({ metadata }: Json): string | undefined => {
  const { kernelspec, language_info: info } = isObject(metadata) ? metadata : {}
  const language = isObject(kernelspec) && kernelspec.language ? kernelspec.language : isObject(info) && info.name
  return typeof language === 'string' && !/^(typescript|javascript|tsx|jsx|ts|js)$/i.test(language)
    ? language
    : undefined
}

const parseCell = (raw: unknown, id: CellId, where: string): NotebookCell => {
  if (!isObject(raw) || typeof raw.cell_type !== 'string')
    throw new NotebookError(`${where}: not a cell, it has no "cell_type". Mend or remove it in a text editor.`)
  const metadata = isObject(raw.metadata) ? raw.metadata : {}
  const tags = Array.isArray(metadata.tags) ? metadata.tags.filter(tag => typeof tag === 'string') : []
  const { cell_type, id: _id, ...rest } = raw
  // A repaired id goes where nbformat writes it; an id that was fine keeps its place in the file.
  const json = raw.id === id ? raw : { cell_type, id, ...rest }
  return { id, type: raw.cell_type, source: sourceOf(raw.source, where), tags, json }
}

const sourceOf = (source: unknown, where: string): string => {
  if (typeof source === 'string') return source
  if (Array.isArray(source) && source.every(line => typeof line === 'string')) return source.join('')
  throw new NotebookError(`${where}: its "source" is neither text nor a list of lines. Mend it in a text editor.`)
}

/**
 * The first cell with an id keeps it. Made-up ids count from the cell's place, so that reading the same file again gives
 * the same ids and with them the same cached results.
 */
const uniqueIds = (given: readonly unknown[]): readonly CellId[] => {
  const taken = new Set(given.filter(id => typeof id === 'string'))
  const seen = new Set<string>()
  return given.map((id, index) => {
    const own = typeof id === 'string' && ID.test(id) && !seen.has(id)
    const unique = own ? id : freeId(`cell-${index + 1}`, taken)
    taken.add(unique)
    seen.add(unique)
    return cellId(unique)
  })
}

const freeId = (wish: string, taken: ReadonlySet<string>): string => {
  let id = wish
  for (let n = 2; taken.has(id); n++) id = `${wish}-${n}`
  return id
}

const layoutOf = (text: string): NotebookFile['layout'] => ({
  indent: /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1] ?? ' ',
  newline: text.includes('\r\n') ? '\r\n' : '\n',
  end: /\r?\n$/.exec(text)?.[0] ?? '',
})

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
