/**
 * The notebook as virtual TypeScript files. Each cell has a source file, which is checked, and a declarations file,
 * which the cells below import: emitted declarations when they are known, else the source's own types, so an answer is
 * never stale. One more file, the focus, holds the code being typed; typing touches no other file.
 */
import type { CellId } from '../brand.ts'
import { getOrInsert } from '../get-or-insert.ts'
import { type Definer, headerOf, headerOffset, type Surroundings } from './cell-header.ts'
import { type CellText, cellText } from './cell-text.ts'
import { nameIndex } from './name-index.ts'
import { type ParsedCell, parseCell } from './parse-cell.ts'
import type { TypeScript } from './typescript.ts'

export interface CellSource {
  readonly id: CellId
  readonly source: string
}

export interface NotebookCell extends CellSource {
  readonly serial: string
  readonly parsed: ParsedCell
  /** 0-based place in the document. */
  readonly index: number
  readonly text: CellText
  readonly importsFrom: ReadonlySet<string>
}

export interface VirtualFile {
  readonly text: string
  readonly version: number
  readonly scriptKind: number
}

const focusSerial = 'focus'

export class NotebookFiles {
  readonly #api: TypeScript
  readonly #folder: string
  readonly #files = new Map<string, VirtualFile>()
  readonly #serials = new Map<CellId, string>()
  /** Emitted declarations by serial; absent where they have to be emitted again. */
  readonly #declarations = new Map<string, string>()
  #cells: readonly NotebookCell[] = []
  #index = nameIndex([])
  #version = 0
  #serial = 0

  constructor(api: TypeScript, folder: string, apiTypes: string) {
    this.#api = api
    this.#folder = folder
    this.#write(this.#path('api.d.ts'), apiTypes, api.ScriptKind.TS)
    this.focus({ code: '' })
  }

  get cells(): readonly NotebookCell[] {
    return this.#cells
  }

  fileNames(): readonly string[] {
    return [...this.#files.keys()]
  }

  file(fileName: string): VirtualFile | undefined {
    return this.#files.get(fileName)
  }

  /** The file that an import of `cell:<serial>` means: declarations; of `source:<serial>`: the cell itself. */
  importedFile(specifier: string): string | undefined {
    const [scheme, serial] = specifier.split(':')
    if (scheme !== 'cell' && scheme !== 'source') return undefined
    return scheme === 'cell' ? this.#path(`above_${serial}.d.ts`) : this.#path(`${serial}.ts`)
  }

  /** The cell whose source file or declarations file this is. */
  cellOf(fileName: string): NotebookCell | undefined {
    return this.#cells.find(c => c.text.fileName === fileName || this.#path(`above_${c.serial}.d.ts`) === fileName)
  }

  setDocument(sources: readonly CellSource[]): void {
    const known = new Map(this.#cells.map(cell => [cell.id, cell]))
    const parsed = sources.map(({ id, source }) => {
      const before = known.get(id)
      return { id, source, parsed: before?.source === source ? before.parsed : parseCell(this.#api, source) }
    })
    const serials = parsed.map(cell => this.#serialOf(cell.id))
    this.#index = nameIndex(parsed.map((cell, i) => ({ serial: serials[i]!, names: cell.parsed.names })))
    this.#cells = parsed.map((cell, index) => {
      const serial = serials[index]!
      const header = headerOf(cell.parsed.names, this.#around(index, []))
      const at = headerOffset(this.#api, cell.source)
      const fileName = this.#path(`${serial}.ts`)
      const text = cellText({ fileName, source: cell.source, names: cell.parsed.names, header: header.text, at })
      return { ...cell, serial, index, text, importsFrom: header.from }
    })
    for (const { id } of known.values()) if (!sources.some(s => s.id === id)) this.#remove(id)
    const changed = this.#cells.filter(c => this.#write(c.text.fileName, c.text.text, c.parsed.scriptKind))
    this.invalidate(changed)
  }

  /** Code as it is being typed: as the given cell, or at the end of the document. */
  focus(request: { readonly cell?: CellId; readonly code: string }): CellText {
    const { names, scriptKind } = parseCell(this.#api, request.code)
    const index = this.#cells.findIndex(c => c.id === request.cell)
    const place = index === -1 ? this.#cells.length : index
    const header = headerOf(names, this.#around(place, this.#index.definedBefore(place)))
    const fileName = this.#path(`${focusSerial}.ts`)
    const at = headerOffset(this.#api, request.code)
    const text = cellText({ fileName, source: request.code, names, header: header.text, at })
    this.#write(fileName, text.text, scriptKind)
    return text
  }

  /** Names that only cells below the given one define. */
  definedOnlyBelow(cell: CellId | undefined): readonly { readonly name: string; readonly definer: Definer }[] {
    const index = this.#cells.findIndex(c => c.id === cell)
    return index === -1 ? [] : this.#index.definedOnlyAfter(index)
  }

  /** The nearest cell above `cell` (absent: the end) that defines the name. */
  definerAbove(cell: CellId | undefined, name: string): NotebookCell | undefined {
    const index = this.#cells.findIndex(c => c.id === cell)
    const definer = this.#index.before(index === -1 ? this.#cells.length : index, name)
    return this.#cells.find(c => c.serial === definer?.serial)
  }

  definerBelow(cell: CellId, name: string): NotebookCell | undefined {
    const definer = this.#index.after(
      this.#cells.findIndex(c => c.id === cell),
      name,
    )
    return this.#cells.find(c => c.serial === definer?.serial)
  }

  /** The given cells' declarations, and those of all that import from them, have to be emitted again. */
  invalidate(cells: readonly NotebookCell[]): void {
    const readers = new Map<string, NotebookCell[]>()
    for (const cell of this.#cells)
      for (const serial of cell.importsFrom) getOrInsert(readers, serial, () => []).push(cell)
    const pending = [...cells]
    const seen = new Set<string>()
    for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
      if (seen.has(cell.serial)) continue
      seen.add(cell.serial)
      this.#declarations.delete(cell.serial)
      this.#importFromSource(cell.serial)
      pending.push(...(readers.get(cell.serial) ?? []))
    }
  }

  /** Cells whose declarations are not known, first to last. */
  undeclared(): readonly NotebookCell[] {
    return this.#cells.filter(cell => !this.#declarations.has(cell.serial))
  }

  /** `undefined`: this cell's types can't be said as declarations, its readers keep reading its source. */
  declare(cell: NotebookCell, declarations: string | undefined): void {
    this.#declarations.set(cell.serial, declarations ?? sourceTypes(cell.serial))
  }

  /** From now on the known declarations are what other cells import. */
  useDeclarations(): void {
    for (const [serial, text] of this.#declarations) {
      this.#write(this.#path(`above_${serial}.d.ts`), text, this.#api.ScriptKind.TS)
    }
  }

  /** For questions about where something is written: every cell is read as source until the next `useDeclarations`. */
  useSources(): void {
    for (const cell of this.#cells) this.#importFromSource(cell.serial)
  }

  #around(index: number, offered: Iterable<string>): Surroundings {
    return {
      above: name => this.#index.before(index, name),
      below: name => this.#index.after(index, name),
      offered,
    }
  }

  #importFromSource(serial: string): void {
    this.#write(this.#path(`above_${serial}.d.ts`), sourceTypes(serial), this.#api.ScriptKind.TS)
  }

  #serialOf(id: CellId): string {
    const known = this.#serials.get(id)
    if (known !== undefined) return known
    const serial = String(++this.#serial)
    this.#serials.set(id, serial)
    return serial
  }

  #remove(id: CellId): void {
    const serial = this.#serialOf(id)
    this.#files.delete(this.#path(`${serial}.ts`))
    this.#files.delete(this.#path(`above_${serial}.d.ts`))
    this.#declarations.delete(serial)
    this.#serials.delete(id)
  }

  #write(fileName: string, text: string, scriptKind: number): boolean {
    const before = this.#files.get(fileName)
    if (before?.text === text && before.scriptKind === scriptKind) return false
    this.#files.set(fileName, { text, scriptKind, version: ++this.#version })
    return true
  }

  #path(name: string): string {
    return `${this.#folder}/__cellar_${name}`
  }
}

const sourceTypes = (serial: string): string => `export * from 'source:${serial}'\n`
