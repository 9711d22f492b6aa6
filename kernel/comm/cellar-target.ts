/**
 * Comm target `cellar`, version 1: tells front ends the states of the cells and takes the document from them. Any number
 * of clients at once: each comm is told all states when it opens, and its own changes after. It runs nothing.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { AnswerMessage, FrontMessage } from '../../runtime/view.ts'
import type { DocumentSource } from '../document/document-source.ts'
import type { Fields, Header } from '../message.ts'
import type { Request } from '../request.ts'
import { commMessage } from '../publisher/iopub-message.ts'
import type { Publisher } from '../publisher/publisher.ts'
import type { ShownCells } from '../publisher/shown-cells.ts'
import { answer } from './answer.ts'
import { parseFrontMessage } from './front-message.ts'
import { HeldStates } from './held-states.ts'

export const CELLAR_TARGET = 'cellar'
/** A page that crashes never closes its comm; past this many, the oldest is closed. */
export const MAX_CLIENTS = 16

export class CellarTarget {
  readonly #runtime: NotebookRuntime
  readonly #documents: DocumentSource
  readonly #publisher: Publisher
  readonly #shown: Pick<ShownCells, 'flush'>
  readonly #notebookPath: string | undefined
  /** By comm id. */
  readonly #clients = new Map<string, HeldStates>()

  constructor(options: {
    readonly runtime: NotebookRuntime
    readonly documents: DocumentSource
    readonly publisher: Publisher
    readonly shown: Pick<ShownCells, 'flush'>
    readonly notebookPath: string | undefined
  }) {
    this.#runtime = options.runtime
    this.#documents = options.documents
    this.#publisher = options.publisher
    this.#shown = options.shown
    this.#notebookPath = options.notebookPath
  }

  has(commId: string): boolean {
    return this.#clients.has(commId)
  }

  ids(): Iterable<string> {
    return this.#clients.keys()
  }

  open(commId: string, data: Fields, request: Request): void {
    this.#forget(commId)
    this.#makeRoom()
    // Until this call returns, what the comm is told answers its opening.
    let parent: Header | undefined = request.header
    const states = new HeldStates(this.#runtime, message => this.#publish(commId, message, parent))
    this.#clients.set(commId, states)
    if (data.type !== undefined) this.receive(commId, data, request)
    states.flush()
    parent = undefined
  }

  receive(commId: string, data: Fields, request: Request): void {
    const refuse = (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error)
      const { type, req } = data
      const answered = typeof req === 'string' ? { type, req, error: text } : { type: 'error', error: text }
      this.#answer(commId, answered, request.header)
    }
    try {
      this.#act(commId, parseFrontMessage(data), request)?.catch(refuse)
    } catch (error) {
      refuse(error)
    }
  }

  /** Tells what is held back: who hears that a request is done has heard what became of it. */
  flush(): void {
    for (const states of this.#clients.values()) states.flushIfQuick()
  }

  close(commId: string): void {
    this.#forget(commId)
    if (this.#clients.size === 0) this.#documents.frontGone()
  }

  /** A promise only where the answer has to be waited for. */
  #act(commId: string, message: FrontMessage, { arrival, header }: Request): Promise<void> | undefined {
    if (message.type === 'document') {
      const cells = message.cells.map(cell => ({ id: cellId(cell.id), source: cell.source }))
      this.#documents.frontDocument(cells, { arrival, ...(message.mode && { mode: message.mode }) })
    } else if (message.type === 'edit') {
      this.#documents.frontEdit(cellId(message.id), { source: message.source, arrival })
    } else {
      const tell = (parts: readonly AnswerMessage[]) => {
        for (const part of parts) this.#answer(commId, part, header)
      }
      const answered = answer(message, { runtime: this.#runtime, notebookPath: this.#notebookPath })
      if (answered instanceof Promise) return answered.then(tell)
      tell(answered)
    }
    return undefined
  }

  #makeRoom(): void {
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size < MAX_CLIENTS) return
      this.#publisher.publish(commMessage({ is: 'close', commId: oldest, data: {}, metadata: {} }))
      this.#forget(oldest)
    }
  }

  #forget(commId: string): void {
    this.#clients.get(commId)?.close()
    this.#clients.delete(commId)
  }

  /** An answer is of the newest states and outputs: they come first, or a page would show late output twice. */
  #answer(commId: string, data: unknown, parent: Header): void {
    this.#shown.flush()
    this.#clients.get(commId)?.flush()
    this.#publish(commId, data, parent)
  }

  #publish(commId: string, data: unknown, parent: Header | undefined): void {
    this.#publisher.publish(commMessage({ is: 'message', commId, data, metadata: {}, buffers: [] }), parent)
  }
}
