/**
 * Comms of user code: messages, with binary buffers, between a cell and a widget in the front end. A target or comm belongs
 * to the run that made it and goes when that run is overtaken.
 */
import { toPlainData } from '../capture/plain-data.ts'
import type { CommEvent } from '../run/events.ts'
import type { CellHost } from './host.ts'

export interface CommMessage {
  readonly data: unknown
  readonly metadata: unknown
  readonly buffers: readonly Uint8Array[]
}

export interface CommExtras {
  readonly metadata?: unknown
  readonly buffers?: readonly Uint8Array[]
}

export interface Comm {
  readonly id: string
  readonly target: string
  send(data: unknown, extras?: CommExtras): void
  onMessage(listener: (message: CommMessage) => void): void
  onClose(listener: (message: Omit<CommMessage, 'buffers'>) => void): void
  close(data?: unknown): void
}

export type OpenHandler = (comm: Comm, message: CommMessage) => void

export interface Comms {
  /** Answers comms that the front end opens. Returns what ends it. */
  registerTarget(name: string, handler: OpenHandler): () => void
  open(target: string, data?: unknown, extras?: CommExtras): Comm
}

export interface CommParts {
  readonly comm: Comms
  receive(event: CommEvent): boolean
}

export const createComms = (host: Pick<CellHost, 'emit' | 'newId' | 'invalidation'>): CommParts => {
  const targets = new Map<string, OpenHandler>()
  const live = new Map<string, LiveComm>()
  const say = (comm: CommEvent) => host.emit({ type: 'comm', comm })

  const join = (id: string, target: string): LiveComm => {
    const comm = new LiveComm(id, target, say, () => live.delete(id))
    live.set(id, comm)
    return comm
  }

  const registerTarget = (name: string, handler: OpenHandler): (() => void) => {
    if (typeof handler !== 'function') throw new TypeError('comm.registerTarget takes a name and a function')
    targets.set(name, handler)
    const end = () => {
      if (targets.get(name) === handler) targets.delete(name)
    }
    void host.invalidation().then(end)
    return end
  }

  const open = (target: string, data: unknown = {}, extras: CommExtras = {}): Comm => {
    const comm = join(host.newId(), target)
    say({ is: 'open', commId: comm.id, target, ...content(data, extras) })
    void host.invalidation().then(() => comm.close())
    return comm
  }

  const receive = (event: CommEvent): boolean => {
    if (event.is !== 'open') return live.get(event.commId)?.hear(event) ?? false
    const handler = targets.get(event.target)
    if (handler === undefined) return false
    const { data, metadata, buffers } = event
    handler(join(event.commId, event.target), { data, metadata, buffers })
    return true
  }

  return { comm: { registerTarget, open }, receive }
}

class LiveComm implements Comm {
  readonly id: string
  readonly target: string
  readonly #say: (event: CommEvent) => void
  readonly #leave: () => boolean
  readonly #messageListeners: ((message: CommMessage) => void)[] = []
  readonly #closeListeners: ((message: Omit<CommMessage, 'buffers'>) => void)[] = []

  constructor(id: string, target: string, say: (event: CommEvent) => void, leave: () => boolean) {
    this.id = id
    this.target = target
    this.#say = say
    this.#leave = leave
  }

  send(data: unknown, extras: CommExtras = {}): void {
    this.#say({ is: 'message', commId: this.id, ...content(data, extras) })
  }

  onMessage(listener: (message: CommMessage) => void): void {
    this.#messageListeners.push(listener)
  }

  onClose(listener: (message: Omit<CommMessage, 'buffers'>) => void): void {
    this.#closeListeners.push(listener)
  }

  close(data: unknown = {}): void {
    if (this.#leave()) this.#say({ is: 'close', commId: this.id, data: toPlainData(data), metadata: {} })
  }

  hear(event: Exclude<CommEvent, { readonly is: 'open' }>): true {
    const { data, metadata } = event
    if (event.is === 'close') {
      this.#leave()
      for (const listener of this.#closeListeners) listener({ data, metadata })
    } else {
      for (const listener of this.#messageListeners) listener({ data, metadata, buffers: event.buffers })
    }
    return true
  }
}

const content = (data: unknown, { metadata = {}, buffers = [] }: CommExtras): CommMessage => ({
  data: toPlainData(data),
  metadata: toPlainData(metadata),
  buffers,
})
