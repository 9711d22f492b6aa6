/**
 * Output of one cell that waits for the next tick, in order. Text of one stream runs together, and what nobody could ever
 * see is left out: an update that a newer one overtook, and what a clear wipes away. So a progress bar or an animation in
 * a tight loop costs the tick's rate, not the loop's. Nothing else is dropped or moved.
 */
import type { PublishedEvent } from './iopub-message.ts'

/** UTF-16 units. 64 KB is where a message's own cost stops mattering (100,000 lines in 24 ms). */
const FULL_TEXT = 65_536
/** Bounds the work of a tick where events can't be merged. */
const FULL_EVENTS = 256

export class Batch {
  #events: PublishedEvent[] = []
  /** Chunks of the stream event that ends the batch; joined once, as repeated concatenation would be flattened each time. */
  #text: string[] = []
  #stream: 'stdout' | 'stderr' | undefined
  #length = 0

  get isEmpty(): boolean {
    return this.#events.length === 0 && this.#stream === undefined
  }

  get isFull(): boolean {
    return this.#length >= FULL_TEXT || this.#events.length >= FULL_EVENTS
  }

  add(event: PublishedEvent): void {
    if (event.type === 'stream') {
      if (this.#stream !== event.name) this.#closeStream()
      this.#stream = event.name
      this.#text.push(event.text)
      this.#length += event.text.length
      return
    }
    this.#closeStream()
    if (event.type === 'clear') this.#events = this.#events.filter(survivesClear)
    if (event.type === 'update-display')
      this.#events = this.#events.filter(earlier => !isUpdateOf(earlier, event.displayId))
    this.#events.push(event)
  }

  take(): readonly PublishedEvent[] {
    this.#closeStream()
    const events = this.#events
    this.#events = []
    this.#length = 0
    return events
  }

  #closeStream(): void {
    if (this.#stream === undefined) return
    this.#events.push({ type: 'stream', name: this.#stream, text: this.#text.join('') })
    this.#text = []
    this.#stream = undefined
  }
}

const isUpdateOf = (event: PublishedEvent, displayId: string) =>
  event.type === 'update-display' && event.displayId === displayId

/** Comm messages are no output; an update may be for a display elsewhere, and a named display may yet be updated. */
const survivesClear = (event: PublishedEvent) =>
  event.type === 'comm' ||
  event.type === 'update-display' ||
  (event.type === 'display' && event.displayId !== undefined)
