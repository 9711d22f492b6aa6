/**
 * The calling side of `each` in a session or worker: packs the function with all that it reaches, and the items; asks the front, which
 * knows what was done before; and hands the results on in order. What can't be packed is done here, one item after the other.
 */
import { createHash } from 'node:crypto'
import type { RunId } from '../../brand.ts'
import type { DoItems, ItemDone } from '../../cell-api/each.ts'
import { deferred } from '../../deferred.ts'
import type { Effects } from '../../effects/effects.ts'
import { type Location, locationOf } from '../../location.ts'
import { wholeBytes } from '../../memory/file-region.ts'
import { asRegions } from '../../memory/mapped-bytes.ts'
import type { RunEvent } from '../../run/events.ts'
import { UnmadeError } from '../../values/errors.ts'
import type { Heap } from '../../values/heap.ts'
import {
  type EachNews,
  type ItemError,
  type ItemNeeds,
  type ItemReport,
  isPlain,
  type Parcel,
  type Plain,
} from '../items.ts'
import type { Boxes } from './boxes.ts'
import type { FunctionTexts } from './function-texts.ts'
import type { Up } from './protocol.ts'

/** No name of a notebook has a space. */
export const functionLocation = locationOf('name', 'each fn')
export const itemLocation = locationOf('name', 'each item')
export const resultLocation = locationOf('name', 'each result')

export interface EachParts {
  readonly heap: Heap
  readonly boxes: Boxes
  readonly effects: Pick<Effects, 'current' | 'suspend' | 'resume' | 'read' | 'wrote' | 'outside'>
  readonly emit: (run: RunId, event: RunEvent) => void
  readonly say: (message: Up) => void
  readonly functionTexts: Pick<FunctionTexts, 'learn'>
  readonly giveStack: (error: Error, frames: string) => void
}

interface Call {
  readonly fn: readonly Uint8Array[]
  readonly items: readonly Parcel[]
  readonly reports: (ItemReport | undefined)[]
  readonly onDone: (more: number) => void
  readonly ended: (error: Error | undefined) => void
}

export class EachCalls {
  readonly #parts: EachParts
  readonly #calls = new Map<number, Call>()
  #next = 1

  constructor(parts: EachParts) {
    this.#parts = parts
  }

  readonly doItems: DoItems = async (items, fn, { needs, onDone }) => {
    const { effects } = this.#parts
    const run = effects.current()
    const owner = effects.suspend()
    const packed = effects.outside(() => this.#packAll(items, fn))
    if (run === undefined) throw new Error('each() belongs to a running cell: the cell that calls it here has ended.')
    if ('whyNot' in packed) {
      const text = `each: the items are done one after the other here, not in the pool: ${packed.whyNot}.\n`
      this.#parts.emit(run, { type: 'stream', name: 'stderr', text })
      return doHere(items, fn, onDone)
    }
    const reports = await this.#ask(run, packed, { needs, onDone })
    effects.resume(owner)
    const done: ItemDone[] = []
    for (const report of reports) {
      const one = this.#take(run, report)
      // Waiting costs more than taking a plain value does.
      done.push(one instanceof Promise ? await one : one)
    }
    effects.resume(owner)
    for (const { reads, writes } of reports) {
      for (const { location, version } of reads) effects.read(location, version)
      for (const { location, before, after } of writes) effects.wrote(location, { before, after })
    }
    return done
  }

  /** From the front. */
  hear(news: EachNews): void {
    const call = this.#calls.get(news.each)
    if (call === undefined) return
    if ('wanted' in news) {
      const items = news.wanted.map(index => call.items[index])
      this.#parts.say({ type: 'each-inputs', inputs: { call: news.each, fn: asRegions(call.fn), items } })
    } else if ('done' in news) {
      for (const [index, report] of news.done) call.reports[index] = report
      call.onDone(news.done.length)
    } else if ('plain' in news) {
      const { at, values } = news.plain
      at.forEach((index, i) => {
        call.reports[index] = { ...nothingElse, outcome: { is: 'ok', value: values[i] } }
      })
      call.onDone(at.length)
    } else {
      this.#calls.delete(news.each)
      call.ended('refused' in news ? new Error(news.refused) : undefined)
    }
  }

  async #ask(
    run: RunId,
    packed: Packs,
    { needs, onDone }: { readonly needs: ItemNeeds; readonly onDone: (more: number) => void },
  ): Promise<readonly ItemReport[]> {
    const call = this.#next++
    const { promise, resolve, reject } = deferred<void>()
    const ended = (error: Error | undefined): void => (error === undefined ? resolve() : reject(error))
    const reports = new Array<ItemReport | undefined>(packed.items.length)
    this.#calls.set(call, { fn: packed.fn, items: packed.items, reports, onDone, ended })
    this.#parts.say({ type: 'each', each: { call, run, fn: packed.digest, items: packed.digests, needs } })
    await promise
    return reports as readonly ItemReport[]
  }

  /** What an item showed is shown in the items' order, whichever was done first. */
  #take(run: RunId, { outcome, events }: ItemReport): ItemDone | Promise<ItemDone> {
    for (const event of events) this.#parts.emit(run, event)
    if (outcome.is === 'failed') return { is: 'failed', error: this.#errorOf(outcome.error) }
    const { value } = outcome
    if (isPlain(value)) return { is: 'ok', value }
    return this.#unpacked(value)
  }

  async #unpacked(value: Uint8Array): Promise<ItemDone> {
    try {
      return { is: 'ok', value: (await this.#parts.heap.unpack([value])).get(resultLocation) }
    } catch (error) {
      if (!(error instanceof UnmadeError)) throw error
      const failed = new Error(`the result is an object with private fields, and ${error.why}. Return plain data.`)
      failed.name = 'UncloneableError'
      return { is: 'failed', error: failed }
    }
  }

  #errorOf({ name, message, stack = '', functions = [], cause }: ItemError): Error {
    const error = new Error(message, cause === undefined ? undefined : { cause: this.#errorOf(cause) })
    // As a class has it, on its prototype: not among what the error carries.
    Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true })
    for (const [, source] of functions) this.#parts.functionTexts.learn(source)
    this.#parts.giveStack(error, framesIn(stack))
    return error
  }

  #packAll(items: readonly unknown[], fn: (item: unknown) => unknown): Packs | { readonly whyNot: string } {
    const { heap } = this.#parts
    const code = this.#packFunction(fn)
    if ('whyNot' in code) return code
    const packs: Parcel[] = []
    const digests: string[] = []
    for (const [index, item] of items.entries()) {
      if (isPlain(item)) {
        packs.push(item)
        digests.push(digestOf(item))
        continue
      }
      const pack = heap.pack(new Map([[itemLocation, item]]))
      const isClosed = pack.mentions.every(name => code.names.has(name))
      if ('whyNot' in pack) return { whyNot: pack.whyNot.replace(/^each item/, `items[${index}]`) }
      if (!isClosed) return { whyNot: `items[${index}] holds a function that reads names of the notebook` }
      packs.push(wholeBytes(pack.chunks))
      digests.push(pack.digest)
    }
    return { fn: code.chunks, digest: code.digest, items: packs, digests }
  }

  /** With the value of every name that it can come to read. The cell reads these names, too. */
  #packFunction(fn: unknown): PackedFunction | { readonly whyNot: string } {
    const { heap, boxes } = this.#parts
    const values = new Map<Location, unknown>([[functionLocation, fn]])
    const names = new Set<string>()
    for (;;) {
      const pack = heap.pack(values)
      const more = pack.mentions.filter(name => !names.has(name))
      if (more.length === 0) {
        if ('whyNot' in pack) return { whyNot: pack.whyNot.replace(/^each fn/, 'the function') }
        return { chunks: pack.chunks, digest: pack.digest, names }
      }
      for (const name of more) {
        names.add(name)
        boxes.noteRead(name)
        if (boxes.defined(name)) values.set(locationOf('name', name), boxes.of(name).v)
      }
    }
  }
}

interface Packs {
  readonly fn: readonly Uint8Array[]
  readonly digest: string
  readonly items: readonly Parcel[]
  readonly digests: readonly string[]
}

interface PackedFunction {
  readonly chunks: readonly Uint8Array[]
  readonly digest: string
  readonly names: ReadonlySet<string>
}

const nothingElse: Omit<ItemReport, 'outcome'> = { events: [], reads: [], writes: [], ms: 0 }

/** characters of text that identify an item as well as its hash would */
const shortText = 64

const digestOf = (item: Plain): string => {
  const text = Object.is(item, -0) ? '-0' : String(item)
  const kind = item === null ? 'null' : typeof item
  return `${kind} ${text.length <= shortText ? text : createHash('sha256').update(text).digest('hex')}`
}

const doHere = async (
  items: readonly unknown[],
  fn: (item: unknown) => unknown,
  onDone: (more: number) => void,
): Promise<readonly ItemDone[]> => {
  const done: ItemDone[] = []
  for (const item of items) {
    try {
      done.push({ is: 'ok', value: await fn(item) })
    } catch (thrown) {
      done.push({ is: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) })
    }
    onDone(1)
  }
  return done
}

/** The lines behind the message. */
const framesIn = (stack: string): string => /(?:\n\s+at .*)*$/.exec(stack)?.[0] ?? ''
