/** A batch keeps order and loses nothing that could be seen. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Batch } from '../../../kernel/publisher/batch.ts'
import type { PublishedEvent } from '../../../kernel/publisher/iopub-message.ts'

const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout'): PublishedEvent => ({ type: 'stream', name, text })
const display = (n: number, displayId?: string): PublishedEvent => ({
  type: 'display',
  data: { n },
  metadata: {},
  ...(displayId && { displayId }),
})
const update = (n: number, displayId: string): PublishedEvent => ({
  type: 'update-display',
  data: { n },
  metadata: {},
  displayId,
})
const taken = (...events: readonly PublishedEvent[]) => {
  const batch = new Batch()
  for (const event of events) batch.add(event)
  return batch.take()
}

/** What a page shows after these events: the reference that batching must not change. */
const page = (events: readonly PublishedEvent[]) => {
  let shown: { is: string; text: string; id?: string }[] = []
  for (const event of events) {
    if (event.type === 'clear') shown = shown.filter(() => false)
    else if (event.type === 'stream') {
      const last = shown.at(-1)
      if (last?.is === event.name) last.text += event.text
      else shown.push({ is: event.name, text: event.text })
    } else if (event.type === 'display')
      shown.push({ is: 'display', text: String(event.data.n), ...(event.displayId && { id: event.displayId }) })
    else if (event.type === 'update-display')
      for (const output of shown) if (output.id === event.displayId) output.text = String(event.data.n)
  }
  return shown
}

describe('a batch', () => {
  it('runs text of one stream together and keeps the order of two', () => {
    expect(taken(stream('a'), stream('b'), stream('c', 'stderr'), stream('d'))).toEqual([
      stream('ab'),
      stream('c', 'stderr'),
      stream('d'),
    ])
  })

  it('sends only the newest of overtaken updates, and drops what a clear wipes', () => {
    expect(taken(display(0, 'x'), update(1, 'x'), update(1, 'y'), update(2, 'x'))).toEqual([
      display(0, 'x'),
      update(1, 'y'),
      update(2, 'x'),
    ])
    const clear: PublishedEvent = { type: 'clear', wait: true }
    expect(taken(stream('old'), display(1), clear, stream('new'))).toEqual([clear, stream('new')])
  })

  it('is full at 64 KB of text, and empty once taken', () => {
    const batch = new Batch()
    batch.add(stream('x'.repeat(65_535)))
    expect(batch.isFull).toBe(false)
    batch.add(stream('x'))
    expect(batch.isFull).toBe(true)
    batch.take()
    expect(batch.isEmpty).toBe(true)
    expect(batch.isFull).toBe(false)
  })

  it('never changes what the page shows in the end, wherever it is cut', () => {
    const event = fc.oneof(
      fc
        .tuple(fc.string({ minLength: 1 }), fc.constantFrom('stdout' as const, 'stderr' as const))
        .map(([text, name]) => stream(text, name)),
      fc.tuple(fc.nat(), fc.option(fc.constantFrom('x', 'y'), { nil: undefined })).map(([n, id]) => display(n, id)),
      fc.tuple(fc.nat(), fc.constantFrom('x', 'y')).map(([n, id]) => update(n, id)),
      fc.constant<PublishedEvent>({ type: 'clear', wait: false }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 40 }), steps => {
        const batch = new Batch()
        const sent: PublishedEvent[] = []
        for (const [next, flush] of steps) {
          batch.add(next)
          if (flush) sent.push(...batch.take())
        }
        sent.push(...batch.take())
        expect(page(sent)).toEqual(page(steps.map(([e]) => e)))
      }),
      { numRuns: 1_000 },
    )
  })
})
