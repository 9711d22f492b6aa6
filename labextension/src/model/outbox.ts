/**
 * What the kernel is to be told of the document, and when: typing after a pause, a new order of the cells as soon as the
 * change is complete, everything before a cell runs. A message holds the document of the moment it is sent, never an older.
 */
import type { FrontMessage } from '../../../runtime/view.ts'

/** Pause in typing after which the kernel is told, milliseconds. */
export const TYPING_PAUSE_MS = 250

export type Mode = 'auto' | 'lazy'

export interface Document {
  readonly mode: Mode
  readonly cells: readonly { readonly id: string; readonly source: string }[]
}

export const documentMessage = ({ mode, cells }: Document): FrontMessage => ({ type: 'document', mode, cells })

export class Outbox {
  readonly #read: () => Document
  readonly #send: (message: FrontMessage) => void
  readonly #edited = new Set<string>()
  #restructured = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: { readonly read: () => Document; readonly send: (message: FrontMessage) => void }) {
    this.#read = parts.read
    this.#send = parts.send
  }

  /** A cell's source changed. */
  edited(id: string): void {
    this.#edited.add(id)
    if (!this.#restructured) this.#sendIn(TYPING_PAUSE_MS)
  }

  /** Cells came, went or moved, or the mode changed. A move is a deletion and an insertion: one message tells of both. */
  restructured(): void {
    this.#restructured = true
    this.#sendIn(0)
  }

  /** The cell's source changed, and the kernel doesn't know. */
  isUntold(id: string): boolean {
    return this.#edited.has(id)
  }

  /** Tells now what is still to be told; false where that is nothing. */
  flush(): boolean {
    const [edited, restructured] = [[...this.#edited], this.#restructured]
    this.forget()
    if (!restructured && edited.length === 0) return false
    const document = this.#read()
    if (restructured) this.#send(documentMessage(document))
    else for (const { id, source } of document.cells) if (edited.includes(id)) this.#send({ type: 'edit', id, source })
    return true
  }

  /** The kernel knows everything, or nobody listens. */
  forget(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#edited.clear()
    this.#restructured = false
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), ms)
  }
}
