/**
 * Streams by which user code writes files, maybe over several cells: what is written counts for the run that writes it, which isn't over
 * before the system has it. While such a stream is open, the file's content is the stream's: nobody else puts it back.
 */
import type { WriteStream } from 'node:fs'
import { getOrInsert } from '../../get-or-insert.ts'
import { SafeWeakMap } from '../../values/originals.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable } from '../patches.ts'
import { pathArgument } from './path-argument.ts'

/** By the path that it writes. */
const streams = new Map<string, WriteStream>()
const writtenBy = new SafeWeakMap<Owner, Set<Unwritten>>()

/** Has somebody opened it by a stream that isn't closed yet? */
export const isBeingStreamed = (path: string): boolean => {
  const stream = streams.get(path)
  if (stream !== undefined && stream.destroyed) streams.delete(path)
  return streams.has(path)
}

/** Resolves once the system has all that the run wrote into streams. */
export const flushed = async (owner: Owner): Promise<void> => {
  const written = writtenBy.get(owner)
  for (const unwritten of written ?? []) await unwritten.done()
}

/** What a stream has been given and not yet written. */
class Unwritten {
  readonly #stream: WriteStream
  #count = 0
  readonly #waiting: (() => void)[] = []

  constructor(stream: WriteStream) {
    this.#stream = stream
  }

  add(): void {
    this.#count++
  }

  remove(): void {
    this.#count--
    if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** A corked stream waits for its user. */
  done(): Promise<void> {
    if (this.#count === 0 || this.#stream.writableCorked > 0) return Promise.resolve()
    return new Promise(resolve => void this.#waiting.push(resolve))
  }
}

/** To be called as a stream is made, with the path that it was given. */
export const watchWrites = (ownership: Ownership, stream: WriteStream, path: unknown): void => {
  const at = pathArgument(path)?.absolute
  if (at === undefined) return
  streams.set(at, stream)
  const unwritten = new Unwritten(stream)
  for (const name of ['write', 'end'] as const) {
    const original = stream[name] as Callable
    const writing = function (this: unknown, ...args: unknown[]): unknown {
      const owner = ownership.current
      if (owner === undefined) return Reflect.apply(original, this, args)
      ownership.outside(() => owner.files.open(at, 'w'))
      getOrInsert(writtenBy, owner.told, () => new Set()).add(unwritten)
      unwritten.add()
      const callback = args.at(-1)
      const isTold = typeof callback === 'function'
      const written = function (this: unknown, ...answer: unknown[]): void {
        unwritten.remove()
        if (!isTold) return
        const tell = ownership.entering(owner, callback as Callable)
        ownership.gate.pass(owner, { due: 0 }, () => void Reflect.apply(tell, this, answer))
      }
      return Reflect.apply(original, this, [...(isTold ? args.slice(0, -1) : args), written])
    }
    Object.defineProperty(stream, name, { value: writing, enumerable: false, writable: true, configurable: true })
  }
}
