/**
 * Tells the runtime which cells there are and in what order, from the best source there is (spec §2): the front end on comm
 * `cellar`; else the notebook file; else what the execute requests themselves say. A worse source never overrules a better.
 */
import type { CellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { Cells, NotebookOnDisk } from './notebook-on-disk.ts'

export class DocumentSource {
  readonly #runtime: NotebookRuntime
  readonly #file: NotebookOnDisk | undefined
  /** Newest sources by the front end's word and when it came; undefined while no front end has sent the document. */
  #front: Map<CellId, { readonly source: string; readonly arrival: number }> | undefined

  constructor(runtime: NotebookRuntime, file?: NotebookOnDisk) {
    this.#runtime = runtime
    this.#file = file
    this.#readFile()
  }

  frontDocument(cells: Cells, { mode, arrival }: { readonly mode?: 'auto' | 'lazy'; readonly arrival: number }): void {
    this.#front = new Map(cells.map(({ id, source }) => [id, { source, arrival }]))
    this.#runtime.setDocument(cells, mode)
  }

  frontEdit(cell: CellId, { source, arrival }: { readonly source: string; readonly arrival: number }): void {
    this.#front?.set(cell, { source, arrival })
    this.#runtime.edit(cell, source)
  }

  /** The last front end that spoke the comm is gone. */
  frontGone(): void {
    this.#front = undefined
    this.#readFile()
  }

  beforeExecute(deleted: readonly CellId[]): void {
    if (this.#front) return
    // JupyterLab repeats deletions until a reply and keeps them through an undo, so the file, where it speaks, speaks last.
    if (deleted.length > 0) this.#runtime.remove(deleted)
    this.#readFile()
  }

  /**
   * The cell was run with `code` as the request had it. An edit that came after the request, while it waited or ran, is
   * newer: running put it back, so it is told once more.
   */
  afterExecute(cell: CellId, { code, arrival }: { readonly code: string; readonly arrival: number }): void {
    const told = this.#front?.get(cell)
    if (!told || told.source === code) return
    if (told.arrival > arrival) this.#runtime.edit(cell, told.source)
    else this.#front?.set(cell, { source: code, arrival })
  }

  #readFile(): void {
    const cells = this.#file?.changed()
    if (cells) this.#runtime.setDocument(cells)
  }
}
