/**
 * The notebook file as the document's source for clients that don't send it: its code cells, told anew each time the file
 * was saved. It writes nothing, and a file that can't be used is the same as none, said once a save.
 */
import { readFileSync, statSync } from 'node:fs'
import { codeCells, parseNotebook } from '../../runtime/notebook/ipynb.ts'
import type { CellId } from '../../runtime/brand.ts'

export type Cells = readonly { readonly id: CellId; readonly source: string }[]

export class NotebookOnDisk {
  readonly path: string
  readonly #log: (line: string) => void
  #seen = ''

  constructor(path: string, log: (line: string) => void) {
    this.path = path
    this.#log = log
  }

  /** The cells, if the file changed since the last call and holds ids that clients know too. */
  changed(): Cells | undefined {
    try {
      const stat = statSync(this.path, { throwIfNoEntry: false })
      const seen = stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : ''
      if (!stat || seen === this.#seen) return undefined
      this.#seen = seen
      const { notebook, repairedIds } = parseNotebook(readFileSync(this.path, 'utf8'), this.path)
      // Ids that were made up here mean nothing to the client: its cells would all be new ones beside these.
      return repairedIds > 0 ? undefined : codeCells(notebook).map(({ id, source }) => ({ id, source }))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#log(`The order of cells is taken from what is run: ${why}`)
      return undefined
    }
  }
}
