/**
 * The working side of `each`: does items one after the other in this process, each with its own output, files and draws. An item is apart
 * from the others: what it assigns to names of the notebook or makes global nobody should see, so that is refused.
 */
import { type RunId, runId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { native } from '../../effects/native.ts'
import { keyOf, kindOf, type Location } from '../../location.ts'
import type { RunEvent } from '../../run/events.ts'
import type { Heap } from '../../values/heap.ts'
import { type ItemBatch, type ItemError, type ItemReport, isPlain, type Parcel } from '../items.ts'
import type { Boxes } from './boxes.ts'
import { functionLocation, itemLocation, resultLocation } from './each-calls.ts'

export interface ItemParts {
  readonly heap: Heap
  readonly boxes: Boxes
  readonly effects: Effects
  readonly flush: () => void
  readonly describe: (error: unknown) => ItemError
}

const { getOwnPropertyNames } = Object

type Work = (item: unknown) => unknown

export class ItemRuns {
  readonly #parts: ItemParts
  /** The function done last, with its names in the boxes. */
  #work: { readonly digest: string; readonly fn: Work } | undefined
  #current: { readonly run: RunId; readonly events: RunEvent[] } | undefined
  #count = 0

  constructor(parts: ItemParts) {
    this.#parts = parts
  }

  /** Takes what the item shows that runs now; false for any other run. */
  hear(run: RunId | undefined, event: RunEvent): boolean {
    if (run === undefined || this.#current?.run !== run) return false
    this.#current.events.push(event)
    return true
  }

  async do(batch: ItemBatch): Promise<readonly ItemReport[]> {
    const fn = await this.#functionOf(batch)
    const reports: ItemReport[] = []
    for (const item of batch.items) reports.push(await this.#one(fn, item))
    return reports
  }

  async #functionOf({ fn, code }: ItemBatch): Promise<Work> {
    if (this.#work?.digest === fn) return this.#work.fn
    if (code === undefined) throw new Error('This worker has no such function any more.')
    const { heap, boxes } = this.#parts
    const values = await heap.unpack(code)
    for (const [location, value] of values) {
      if (location === functionLocation) continue
      // Whoever runs a cell here next has to put the name in place anew.
      heap.forget(location)
      boxes.of(keyOf(location)).v = value
    }
    this.#work = { digest: fn, fn: values.get(functionLocation) as Work }
    return this.#work.fn
  }

  async #one(fn: Work, parcel: Parcel): Promise<ItemReport> {
    const { heap, boxes, effects, flush } = this.#parts
    const item = isPlain(parcel) ? parcel : (await heap.unpack(parcel)).get(itemLocation)
    const run = runId(`item:${++this.#count}`)
    const events: RunEvent[] = []
    this.#current = { run, events }
    boxes.clearMarks()
    const globals = getOwnPropertyNames(globalThis)
    const start = native.ticks()
    effects.begin(run, {})
    let outcome: ItemReport['outcome']
    try {
      outcome = this.#packed(await fn(item))
    } catch (error) {
      outcome = { is: 'failed', error: this.#parts.describe(error) }
    }
    flush()
    const { reads, writes } = effects.end()
    const ms = native.ticks() - start
    effects.discard(run)
    this.#current = undefined
    // Variables and the working directory are this process's own: the next item must find them as this one did.
    const [files, own] = [writes.filter(isFile), writes.filter(write => !isFile(write))]
    for (const { location, before } of own) await effects.restore(location, before)
    return { outcome: this.#assigned() ?? madeGlobal(globals) ?? outcome, events, reads, writes: files, ms }
  }

  #packed(value: unknown): ItemReport['outcome'] {
    if (isPlain(value)) return { is: 'ok', value }
    const pack = this.#parts.heap.pack(new Map([[resultLocation, value]]))
    if ('bytes' in pack) return { is: 'ok', value: pack.bytes }
    const what = pack.whyNot.replace(/^each result/, 'the result')
    return failed('UncloneableError', `${what}, which can't leave the worker. Return plain data.`)
  }

  /** An assignment to a name of the notebook is lost with the item: better said than lost. */
  #assigned(): ItemReport['outcome'] | undefined {
    for (const { name, mark } of this.#parts.boxes.touched()) {
      if ((mark & 2) === 0) continue
      // The next item must not see it.
      this.#work = undefined
      return failed(
        'TypeError',
        `The function of each assigns ${name}, but items run apart from each other: return it.`,
      )
    }
    return undefined
  }
}

/** Seen by whichever items this worker happens to do next, if it stayed. Symbols are how packages keep what is one for the process. */
const madeGlobal = (before: readonly string[]): ItemReport['outcome'] | undefined => {
  const now = getOwnPropertyNames(globalThis)
  if (now.length === before.length) return undefined
  const known = new Set(before)
  const made = now.filter(name => !known.has(name))
  for (const name of made) Reflect.deleteProperty(globalThis, name)
  if (made.length === 0) return undefined
  return failed(
    'TypeError',
    `The function of each makes ${made.join(', ')} global, but items run apart from each other: return it, or make it global in a cell above.`,
  )
}

const isFile = ({ location }: { readonly location: Location }): boolean => kindOf(location) === 'file'

const failed = (name: string, message: string): ItemReport['outcome'] => ({
  is: 'failed',
  error: { name, message, traceback: [`${name}: ${message}`] },
})
