/**
 * TypeScript's answers about a notebook: the thread's one owner of the compiler, the virtual files and what is known of
 * their types. Answers are exact for the document it was given last; work that only makes later answers faster is done
 * in `prepare`, one step a call.
 */
import type ts from 'typescript'
import type { CellId } from '../brand.ts'
import { cellApiTypes } from './cell-api-types.ts'
import type { CodeRequest, InspectRequest } from './code-request.ts'
import { projectOptions } from './compiler-options.ts'
import { complete } from './complete.ts'
import { type Offers, offersAt, stillHold } from './completion-offers.ts'
import { declarationsOf } from './declarations.ts'
import { diagnostics } from './diagnostics.ts'
import { inspect } from './inspect.ts'
import type { Completion, Diagnostic, Inspection, NameAt, NamePlaces } from './language.ts'
import { notebookPlaces } from './name-places.ts'
import { type CellSource, type NotebookCell, NotebookFiles } from './notebook-files.ts'
import { type ProjectHost, projectHost } from './project-host.ts'
import type { TypeScript } from './typescript.ts'

export class NotebookTypes {
  readonly #api: TypeScript
  readonly #files: NotebookFiles
  readonly #host: ProjectHost
  readonly #service: ts.LanguageService
  readonly #annotationsWanted: boolean
  readonly #folder: string
  #undeclared: NotebookCell[] = []
  #offers: Offers | undefined

  constructor(api: TypeScript, folder: string) {
    const project = projectOptions(api, folder)
    this.#api = api
    this.#folder = folder
    this.#annotationsWanted = project.annotationsWanted
    this.#files = new NotebookFiles(api, folder, cellApiTypes)
    this.#host = projectHost(api, { folder, project, files: this.#files })
    this.#service = api.createLanguageService(this.#host)
  }

  /** For tests: which files the compiler holds, as parsed. */
  get program(): ts.Program {
    return this.#service.getProgram()!
  }

  setDocument(cells: readonly CellSource[]): void {
    this.#offers = undefined
    this.#files.setDocument(cells)
    this.#look(this.#host.retryUnresolved())
  }

  complete(request: CodeRequest): Completion {
    this.#look([])
    if (this.#offers === undefined || !stillHold(this.#api, this.#offers, request)) {
      this.#offers = offersAt(this.#parts(), request)
    }
    return complete(this.#api, this.#offers, request)
  }

  inspect(request: InspectRequest): Inspection | undefined {
    this.#look([])
    const parts = { ...this.#parts(), text: this.#files.focus(request), request, folder: this.#folder }
    if (request.detail === 0) return inspect(parts)
    this.#files.useSources()
    try {
      return inspect(parts)
    } finally {
      this.#files.useDeclarations()
    }
  }

  diagnostics(id: CellId): readonly Diagnostic[] {
    this.#look(this.#host.retryUnresolved())
    const cell = this.#files.cells.find(c => c.id === id)
    return cell === undefined ? [] : diagnostics({ ...this.#parts(), cell, annotationsWanted: this.#annotationsWanted })
  }

  places(at: NameAt): NamePlaces | undefined {
    return notebookPlaces(this.#api, this.#files.cells, at)
  }

  /** Learns the declarations of one more cell; reads the libraries when there is none. False: nothing is left to do. */
  prepare(): boolean {
    const cell = this.#undeclared.shift()
    if (cell === undefined) {
      this.#service.getProgram()
      return false
    }
    this.#files.declare(cell, declarationsOf(this.#service, cell.text.fileName))
    // All at once: each change of files costs a new program, and new types with it.
    if (this.#undeclared.length === 0) this.#files.useDeclarations()
    return this.#undeclared.length > 0
  }

  /** Drops all types after TypeScript itself failed; the next answer infers them anew. */
  forget(): void {
    this.#offers = undefined
    this.#service.cleanupSemanticCache()
  }

  /** Takes note of edits to modules on disk. */
  #look(retried: readonly string[]): void {
    if (this.#host.disk.changed()) {
      this.#offers = undefined
      this.#files.invalidate(this.#files.cells)
    }
    this.#files.invalidate(retried.flatMap(file => this.#files.cellOf(file) ?? []))
    this.#undeclared = [...this.#files.undeclared()]
  }

  #parts(): { readonly api: TypeScript; readonly service: ts.LanguageService; readonly files: NotebookFiles } {
    return { api: this.#api, service: this.#service, files: this.#files }
  }
}
