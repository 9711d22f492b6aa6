/**
 * The working side of `each`: does items one after the other in this process, each with its own output, files and draws. An item is apart
 * from the others: what it assigns to names of the notebook or makes global nobody should see, so that is refused; and it finds the objects
 * that the function reaches as they were when `each` was called, whatever other items did to theirs.
 */
import { type RunId, runId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { native } from '../../effects/native.ts'
import { isOnDisk, keyOf, type Location } from '../../location.ts'
import { wholeBytes } from '../../memory/file-region.ts'
import { opened } from '../../memory/mapped-bytes.ts'
import type { DataLimit } from '../../memory/data-limit.ts'
import type { Thrown } from '../../capture/thrown.ts'
import type { RunEvent } from '../../run/events.ts'
import type { Heap } from '../../values/heap.ts'
import { type BatchReport, type ItemBatch, type ItemError, type ItemReport, isPlain, type Parcel } from '../items.ts'
import type { Boxes } from './boxes.ts'
import type { FunctionTexts } from './function-texts.ts'
import { type Fail, failable } from './failable.ts'
import { functionLocation, itemLocation, resultLocation } from './each-calls.ts'

export interface ItemParts {
  readonly heap: Heap
  readonly boxes: Boxes
  readonly effects: Effects
  readonly flush: () => void
  readonly describe: (error: unknown) => Thrown
  readonly functionTexts: Pick<FunctionTexts, 'within'>
  readonly limit: DataLimit
}

/** milliseconds after which no further item of a batch begins: the earlier ones were quicker */
const longestBatch = 200

const { getOwnPropertyNames } = Object

/** The next item makes its own. */
const unmade: Work['values'] = new Map()

interface Work {
  readonly digest: string
  readonly code: readonly Uint8Array[]
  readonly values: ReadonlyMap<Location, unknown>
  /** Of what it reaches, as it was. */
  readonly reached: string
}

interface CurrentItem {
  readonly run: RunId
  readonly events: RunEvent[]
  fail?: Fail
}

export class ItemRuns {
  readonly #parts: ItemParts
  /** The function done last, with its names in the boxes, as no item has changed it. */
  #work: Work | undefined
  /** Of the function that changes what it reaches: each item gets its own. */
  #changing: string | undefined
  #current: CurrentItem | undefined
  #count = 0

  constructor(parts: ItemParts) {
    this.#parts = parts
  }

  /** Is it the item that runs now? */
  does(run: RunId | undefined): boolean {
    return run !== undefined && this.#current?.run === run
  }

  /** Takes what the item shows that runs now; false for any other run. */
  hear(run: RunId | undefined, event: RunEvent): boolean {
    if (!this.does(run)) return false
    this.#current?.events.push(event)
    return true
  }

  /** Fails the item that runs now, while it waits; false for any other run. */
  fail(run: RunId, error: unknown): boolean {
    return this.does(run) && this.#current?.fail?.(error) === true
  }

  async do(batch: ItemBatch): Promise<BatchReport> {
    const items: ItemReport[] = []
    const start = native.ticks()
    const globals = new GlobalNames()
    for (const item of batch.items) {
      if (native.ticks() - start > longestBatch) break
      const work = await this.#workOf(batch)
      items.push(await this.#one(work.values.get(functionLocation) as (item: unknown) => unknown, { item, globals }))
      if (this.#changing === batch.fn) this.#work = { ...work, values: unmade }
    }
    const mixed = this.#changing !== batch.fn && this.#hasChanged()
    if (mixed) this.#changing = batch.fn
    return { items, mixed: mixed && items.length > 1 }
  }

  async #workOf({ fn, code }: ItemBatch): Promise<Work> {
    const { heap, boxes } = this.#parts
    const known = this.#work?.digest === fn ? this.#work : undefined
    if (known !== undefined && known.values !== unmade) return known
    const chunks = known?.code ?? code?.map(opened)
    if (chunks === undefined) throw new Error('This worker has no such function any more.')
    const values = await heap.unpack(chunks)
    for (const [location, value] of values) {
      if (location === functionLocation) continue
      // Whoever runs a cell here next has to put the name in place anew.
      heap.forget(location)
      boxes.of(keyOf(location)).let = value
    }
    const reached = known?.reached ?? heap.pack(values).digest
    return (this.#work = { digest: fn, code: chunks, values, reached })
  }

  /** Looked at once a batch: a walk of all that it reaches can take longer than an item. */
  #hasChanged(): boolean {
    const work = this.#work
    if (work === undefined || work.values === unmade) return false
    if (this.#parts.heap.pack(work.values).digest === work.reached) return false
    this.#work = { ...work, values: unmade }
    return true
  }

  async #one(
    fn: (item: unknown) => unknown,
    { item: parcel, globals }: { readonly item: Parcel; readonly globals: GlobalNames },
  ): Promise<ItemReport> {
    const { heap, boxes, effects, flush, limit } = this.#parts
    const item = isPlain(parcel) ? parcel : (await heap.unpack([parcel])).get(itemLocation)
    const run = runId(`item:${++this.#count}`)
    const events: RunEvent[] = []
    const current: CurrentItem = { run, events }
    this.#current = current
    boxes.clearMarks()
    const start = native.ticks()
    effects.begin(run, {})
    limit.during(true)
    const packed = async (): Promise<ItemReport['outcome']> => this.#packed(await fn(item))
    const outcome = await new Promise<ItemReport['outcome']>(end => {
      const fail = (error: unknown) => end({ is: 'failed', error: this.#errorOf(this.#parts.describe(error)) })
      current.fail = failable(packed(), end, fail)
    })
    limit.during(false)
    flush()
    const { reads, writes } = effects.end()
    const ms = native.ticks() - start
    effects.discard(run)
    this.#current = undefined
    // Variables and the working directory are this process's own: the next item must find them as this one did.
    const isForAll = (write: (typeof writes)[number]): boolean => isOnDisk(write.location)
    const [files, own] = [writes.filter(isForAll), writes.filter(write => !isForAll(write))]
    for (const { location, before } of own) await effects.restore(location, before)
    return { outcome: this.#assigned() ?? madeGlobal(globals) ?? outcome, events, reads, writes: files, ms }
  }

  #errorOf({ name, message, stack = '', cause }: Thrown): ItemError {
    const functions = this.#parts.functionTexts.within(stack)
    return { name, message, stack, functions, ...(cause === undefined ? {} : { cause: this.#errorOf(cause) }) }
  }

  #packed(value: unknown): ItemReport['outcome'] {
    if (isPlain(value)) return { is: 'ok', value }
    const pack = this.#parts.heap.pack(new Map([[resultLocation, value]]))
    if ('chunks' in pack) return { is: 'ok', value: wholeBytes(pack.chunks) }
    const what = pack.whyNot.replace(/^each result/, 'the result')
    return failed('UncloneableError', `${what}, which can't leave the worker. Return plain data.`)
  }

  /** An assignment to a name of the notebook is lost with the item: better said than lost. */
  #assigned(): ItemReport['outcome'] | undefined {
    for (const { name, mark } of this.#parts.boxes.touched()) {
      if ((mark & 2) === 0) continue
      // The next item must not see it.
      this.#work = this.#work && { ...this.#work, values: unmade }
      return failed(
        'TypeError',
        `The function of each assigns ${name}, but items run apart from each other: return it.`,
      )
    }
    return undefined
  }
}

/** What is global from one item to the next: listing it takes as long as a small item. */
class GlobalNames {
  #before = getOwnPropertyNames(globalThis)

  /** Those made since the last time, which are taken away. */
  takeMade(): readonly string[] {
    const now = getOwnPropertyNames(globalThis)
    if (now.length === this.#before.length) return []
    const known = new Set(this.#before)
    const made = now.filter(name => !known.has(name))
    for (const name of made) Reflect.deleteProperty(globalThis, name)
    this.#before = getOwnPropertyNames(globalThis)
    return made
  }
}

/** Seen by whichever items this worker happens to do next, if it stayed. Symbols are how packages keep what is one for the process. */
const madeGlobal = (globals: GlobalNames): ItemReport['outcome'] | undefined => {
  const made = globals.takeMade()
  if (made.length === 0) return undefined
  return failed(
    'TypeError',
    `The function of each makes ${made.join(', ')} global, but items run apart from each other: return it, or make it global in a cell above.`,
  )
}

const failed = (name: string, message: string): ItemReport['outcome'] => ({
  is: 'failed',
  error: { name, message },
})
