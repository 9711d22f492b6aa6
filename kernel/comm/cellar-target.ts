/**
 * Comm target `cellar`, version 1: tells front ends the states of the cells and takes the document from them. Any number
 * of clients at once: each comm is told all states when it opens, and its own changes after. It runs nothing.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { FrontMessage } from '../../runtime/view.ts'
import type { DocumentSource } from '../document/document-source.ts'
import type { Fields, Header } from '../message.ts'
import type { Request } from '../request.ts'
import { commMessage } from '../publisher/iopub-message.ts'
import type { Publisher } from '../publisher/publisher.ts'
import { answer } from './answer.ts'
import { parseFrontMessage } from './front-message.ts'

export const CELLAR_TARGET = 'cellar'
/** A page that is reloaded never closes its comm; past this many, the oldest is closed. */
export const MAX_CLIENTS = 16

export class CellarTarget {
  readonly #runtime: NotebookRuntime
  readonly #documents: DocumentSource
  readonly #publisher: Publisher
  /** comm id → unsubscribe */
  readonly #clients = new Map<string, () => void>()

  constructor(options: {
    readonly runtime: NotebookRuntime
    readonly documents: DocumentSource
    readonly publisher: Publisher
  }) {
    this.#runtime = options.runtime
    this.#documents = options.documents
    this.#publisher = options.publisher
  }

  has(commId: string): boolean {
    return this.#clients.has(commId)
  }

  ids(): Iterable<string> {
    return this.#clients.keys()
  }

  open(commId: string, data: Fields, request: Request): void {
    this.#clients.get(commId)?.()
    this.#clients.delete(commId)
    this.#makeRoom()
    // Until this call returns, what the comm is told answers its opening.
    let parent: Header | undefined = request.header
    this.#clients.set(
      commId,
      this.#runtime.subscribe(states => this.#tell(commId, states, parent)),
    )
    if (data.type !== undefined) this.receive(commId, data, request)
    parent = undefined
  }

  receive(commId: string, data: Fields, request: Request): void {
    try {
      this.#act(commId, parseFrontMessage(data), request)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      const { type, req } = data
      const answered = typeof req === 'string' ? { type, req, error: text } : { type: 'error', error: text }
      this.#tell(commId, answered, request.header)
    }
  }

  close(commId: string): void {
    this.#clients.get(commId)?.()
    this.#clients.delete(commId)
    if (this.#clients.size === 0) this.#documents.frontGone()
  }

  #act(commId: string, message: FrontMessage, { arrival, header }: Request): void {
    if (message.type === 'document') {
      const cells = message.cells.map(cell => ({ id: cellId(cell.id), source: cell.source }))
      this.#documents.frontDocument(cells, { arrival, ...(message.mode && { mode: message.mode }) })
    } else if (message.type === 'edit') {
      this.#documents.frontEdit(cellId(message.id), { source: message.source, arrival })
    } else for (const part of answer(message, this.#runtime)) this.#tell(commId, part, header)
  }

  #makeRoom(): void {
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size < MAX_CLIENTS) return
      this.#publisher.publish(commMessage({ is: 'close', commId: oldest, data: {}, metadata: {} }))
      this.#clients.get(oldest)?.()
      this.#clients.delete(oldest)
    }
  }

  #tell(commId: string, data: unknown, parent?: Header): void {
    this.#publisher.publish(commMessage({ is: 'message', commId, data, metadata: {}, buffers: [] }), parent)
  }
}
