/**
 * The kernel's voice on iopub: every message goes out through here, in the order it was said. It knows statuses and
 * headers; what a cell shows is collected by `CellOutput`, and the bytes are the wire's.
 */
import type { Header, MakeHeader, Message, Outgoing } from '../message.ts'

export type ExecutionState = 'starting' | 'busy' | 'idle'

export class Publisher {
  readonly #makeHeader: MakeHeader
  readonly #send: (message: Message) => void

  constructor(makeHeader: MakeHeader, send: (message: Message) => void) {
    this.#makeHeader = makeHeader
    this.#send = send
  }

  /** `parent` absent: a message that no request caused. */
  publish(message: Outgoing, parent?: Header): void {
    this.#sendAs(message, Buffer.from(message.type), parent)
  }

  status(state: ExecutionState, parent?: Header): void {
    this.publish({ type: 'status', content: { execution_state: state } }, parent)
  }

  /** JEP 65: a subscriber learns that its subscription is in force. The topic leads, so that it matches that subscription. */
  welcome(topic: Uint8Array): void {
    const subscription = Buffer.from(topic.buffer, topic.byteOffset, topic.byteLength).toString('utf8')
    this.#sendAs({ type: 'iopub_welcome', content: { subscription } }, topic)
  }

  #sendAs({ type, content, metadata = {}, buffers = [] }: Outgoing, topic: Uint8Array, parent?: Header): void {
    const identities = topic.length > 0 ? [topic] : []
    this.#send({ identities, header: this.#makeHeader(type), ...(parent && { parent }), metadata, content, buffers })
  }
}
