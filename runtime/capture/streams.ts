/**
 * Turns what user code writes to process.stdout and process.stderr (the console included) into stream events, in order
 * and without loss. A few writes at a time go out at once; a flood is gathered in batches, each with the run that wrote it.
 */
import { StringDecoder } from 'node:string_decoder'
import type { RunEvent } from '../run/events.ts'

export interface StreamHost<Owner> {
  /** Whose code is writing now. */
  owner(): Owner
  emit(event: RunEvent, owner: Owner): void
  /** Does all of it or, where an interrupt comes first, nothing. */
  whole(work: () => void): void
}

export interface CapturedStreams {
  /** Emits what is gathered; called before any other event and at a run's end. */
  flush(): void
  /** Gives the streams back. */
  release(): void
}

type StreamName = 'stdout' | 'stderr'
const names: readonly StreamName[] = ['stdout', 'stderr']

/** characters: large enough that the cost per event vanishes, small enough for a steady flow */
const maxBatch = 64 * 1024
/** milliseconds that text may wait */
const maxAge = 25
/** Writes per `maxAge` that don't wait: a person's prints show even if the next statement spins for ever. */
const promptWrites = 32

// As they were at start: the runtime wraps clock and timers for user code.
const now = performance.now.bind(performance)
const startTimer = setTimeout

export const captureStreams = <Owner>(host: StreamHost<Owner>): CapturedStreams => {
  const batch = new Batch(host)
  const releases = (['stdout', 'stderr'] as const).map(name => takeOver(name, batch))
  return {
    flush: () => batch.flush(),
    release: () => {
      for (const release of releases) release()
      batch.flush()
    },
  }
}

class Batch<Owner> {
  readonly #host: StreamHost<Owner>
  #name: StreamName = 'stdout'
  #text = ''
  #owner: Owner | undefined
  #windowStart = -Infinity
  #promptLeft = 0
  #waiting = false
  /** The last write was bytes: its decoder may hold a part of a character. Asking the decoder itself costs a microsecond. */
  readonly #inBytes = { stdout: false, stderr: false }
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }

  constructor(host: StreamHost<Owner>) {
    this.#host = host
  }

  add(name: StreamName, chunk: string | Buffer): void {
    const owner = this.#host.owner()
    if (name !== this.#name || owner !== this.#owner) this.#turnTo(name, owner)
    if (typeof chunk !== 'string') this.#text += this.#decode(name, chunk)
    else this.#text += this.#inBytes[name] ? this.#endBytes(name) + chunk : chunk
    const time = now()
    if (time - this.#windowStart >= maxAge) {
      this.#windowStart = time
      this.#promptLeft = promptWrites
    }
    if (this.#promptLeft > 0) {
      this.#promptLeft--
      this.flush()
    } else if (this.#text.length >= maxBatch) this.flush()
    else this.#flushSoon()
  }

  flush(): void {
    if (this.#text === '') return
    this.#host.whole(() => {
      const text = this.#text
      this.#text = ''
      this.#host.emit({ type: 'stream', name: this.#name, text }, this.#owner as Owner)
    })
  }

  #decode(name: StreamName, bytes: Buffer): string {
    this.#inBytes[name] = true
    return this.#decoders[name].write(bytes)
  }

  /** What is left of a character that can't be completed any more: shown as broken. */
  #endBytes(name: StreamName): string {
    this.#inBytes[name] = false
    return this.#decoders[name].end()
  }

  #turnTo(name: StreamName, owner: Owner): void {
    if (owner !== this.#owner) {
      // No iterator: who prints may have changed that of arrays.
      for (let i = 0; i < names.length; i++) {
        const left = names[i] as StreamName
        const broken = this.#endBytes(left)
        if (broken !== '' && left !== this.#name) this.flush()
        if (broken !== '') this.#name = left
        this.#text += broken
      }
    }
    this.flush()
    this.#name = name
    this.#owner = owner
  }

  #flushSoon(): void {
    if (this.#waiting) return
    this.#waiting = true
    startTimer(() => {
      this.#waiting = false
      this.flush()
    }, maxAge).unref()
  }
}

/** Replaces `write` and `end` of a stream; everything else about it, the console's habits included, stays Node's. */
const takeOver = (name: StreamName, batch: Pick<Batch<unknown>, 'add'>): (() => void) => {
  const stream = process[name]
  const before = Object.getOwnPropertyDescriptors(stream)
  const write = (chunk: unknown, encodingOrDone?: unknown, last?: unknown): boolean => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : undefined
    const done = typeof encodingOrDone === 'function' ? encodingOrDone : last
    batch.add(name, contentOf(chunk, encoding as BufferEncoding | undefined))
    if (typeof done === 'function') process.nextTick(done as (error: null) => void, null)
    return true
  }
  const end = (chunk?: unknown, encodingOrDone?: unknown, last?: unknown): typeof stream => {
    if (typeof chunk === 'function') write('', chunk)
    else write(chunk ?? '', encodingOrDone, last)
    return stream
  }
  const replaced = { write, end, isTTY: false }
  for (const [key, value] of Object.entries(replaced)) {
    Object.defineProperty(stream, key, { value, writable: true, configurable: true, enumerable: true })
  }
  return () => {
    for (const key of Object.keys(replaced)) {
      Reflect.deleteProperty(stream, key)
      const was = before[key as keyof typeof before]
      if (was !== undefined) Object.defineProperty(stream, key, was)
    }
  }
}

const contentOf = (chunk: unknown, encoding: BufferEncoding | undefined): string | Buffer => {
  if (typeof chunk === 'string') {
    return encoding === undefined || /^utf-?8$/i.test(encoding) ? chunk : Buffer.from(chunk, encoding)
  }
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const error = new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.')
  throw Object.assign(error, { code: chunk === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE' })
}
