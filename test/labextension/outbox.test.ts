/** What the kernel is told of the document, and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Outbox, TYPING_PAUSE_MS } from '../../labextension/src/model/outbox.ts'
import type { FrontMessage } from '../../runtime/view.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const open = () => {
  const cells = [
    { id: 'a', source: '1' },
    { id: 'b', source: '2' },
  ]
  const sent: FrontMessage[] = []
  const outbox = new Outbox({ read: () => ({ mode: 'auto', cells }), send: message => sent.push(message) })
  const type = (index: number, source: string): void => {
    cells[index] = { ...cells[index]!, source }
    outbox.edited(cells[index]!.id)
  }
  return { cells, sent, outbox, type }
}

describe('typing', () => {
  it('is told once, after a pause, as it is then', () => {
    const { sent, type } = open()
    for (const source of ['1', '12', '123']) {
      type(0, source)
      vi.advanceTimersByTime(TYPING_PAUSE_MS - 1)
    }
    expect(sent).toEqual([])
    vi.advanceTimersByTime(1)
    expect(sent).toEqual([{ type: 'edit', id: 'a', source: '123' }])
  })

  it('in two cells is told of both, in the order of the document', () => {
    const { sent, type } = open()
    type(1, 'x')
    type(0, 'y')
    vi.advanceTimersByTime(TYPING_PAUSE_MS)
    expect(sent.map(message => 'id' in message && message.id)).toEqual(['a', 'b'])
  })

  it('is told before a cell runs', () => {
    const { sent, outbox, type } = open()
    type(0, '5')
    outbox.flush()
    expect(sent).toHaveLength(1)
    vi.runAllTimers()
    expect(sent).toHaveLength(1)
  })

  it('in a cell that is gone is not told', () => {
    const { cells, sent, type } = open()
    type(1, '5')
    cells.pop()
    vi.runAllTimers()
    expect(sent).toEqual([])
  })
})

describe('a changed order', () => {
  it('is told at once and whole, the deletion and insertion of a move together', () => {
    const { cells, sent, outbox } = open()
    outbox.restructured()
    cells.reverse()
    outbox.restructured()
    vi.advanceTimersByTime(0)
    expect(sent).toEqual([{ type: 'document', mode: 'auto', cells }])
  })

  it('takes what was typed with it, and typing does not delay it', () => {
    const { sent, outbox, type } = open()
    type(0, '7')
    outbox.restructured()
    type(0, '78')
    vi.advanceTimersByTime(0)
    expect(sent).toMatchObject([{ type: 'document', cells: [{ source: '78' }, {}] }])
    vi.runAllTimers()
    expect(sent).toHaveLength(1)
  })
})

it('nothing is told to a kernel that is gone', () => {
  const { sent, outbox, type } = open()
  type(0, '7')
  outbox.restructured()
  outbox.forget()
  vi.runAllTimers()
  outbox.flush()
  expect(sent).toEqual([])
})
