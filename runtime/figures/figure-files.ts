/**
 * Writes figures to `_output/figures/<notebook>/<type>/<name>.<type>` beside the notebook: whole or not at all, and only where the
 * content on disk is another. One at a time, and what a newer version has overtaken is not written any more.
 */
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FigureRow } from '../store/figure-store.ts'
import type { FigureForm } from '../store/figure-store.ts'
import type { FigureType } from '../view.ts'
import type { SavedFigure } from './figures.ts'
import { makeFolders } from '../make-folders.ts'

export const figurePath = (notebook: string, name: string, type: FigureType): string =>
  join(
    dirname(notebook),
    '_output',
    'figures',
    basename(notebook).replace(/\.ipynb$/, ''),
    type,
    name.endsWith('.csv') && type === 'csv' ? name : `${name}.${type}`,
  )

export interface FileJob {
  readonly row: FigureRow
  readonly type: FigureType
}

export class FigureFiles {
  readonly #formOf: (row: FigureRow, type: FigureType) => Promise<FigureForm>
  readonly #told: (saved: SavedFigure) => void
  /** By path: the newest wish, until its turn comes. */
  readonly #due = new Map<string, FileJob>()
  readonly #standing = new Set<string>()
  #failed = false
  #working: Promise<void> | undefined

  constructor(formOf: (row: FigureRow, type: FigureType) => Promise<FigureForm>, told: (saved: SavedFigure) => void) {
    this.#formOf = formOf
    this.#told = told
  }

  add(job: FileJob): void {
    this.#due.set(figurePath(job.row.notebook, job.row.name, job.type), job)
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  /** Paths of the files that stand as they should; undefined where one couldn't be written. */
  get standing(): ReadonlySet<string> | undefined {
    return this.#failed ? undefined : this.#standing
  }

  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  async #work(): Promise<void> {
    for (;;) {
      const [next] = this.#due
      if (next === undefined) return
      const [path, { row, type }] = next
      this.#due.delete(path)
      try {
        const { bytes, notes } = await this.#formOf(row, type)
        if (this.#due.has(path)) continue
        if (await wasWritten(path, bytes)) this.#told({ name: row.name, type, path, notes })
        this.#standing.add(path)
      } catch (error) {
        this.#failed = true
        this.#told({ name: row.name, type, notes: [(error as Error).message] })
      }
    }
  }
}

/** False where the file has this content already. */
const wasWritten = async (path: string, bytes: Uint8Array): Promise<boolean> => {
  const before = await readFile(path).catch(() => undefined)
  if (before?.equals(bytes)) return false
  makeFolders(dirname(path))
  const temporary = join(dirname(path), `.${process.pid}-${randomUUID()}.tmp`)
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return true
}
