/** Which runs are sent ahead: quick ones below that probably are to be run again, and no slow or unknown one. */
import { describe, expect, it } from 'vitest'
import { likelyReruns, mayFollow } from '../../labextension/src/model/ahead.ts'
import type { CellView } from '../../runtime/view.ts'

const cell = (id: string, more: Partial<CellView> = {}): CellView => ({
  id,
  state: 'fresh',
  ms: 5,
  defines: [],
  reads: [],
  ...more,
})

const notebook = (...cells: readonly CellView[]) => {
  const views = new Map(cells.map(view => [view.id, view]))
  return { order: cells, view: (id: string) => views.get(id) }
}

describe('cells that a change will probably make stale', () => {
  it('are those below that read its names, and theirs in turn', () => {
    const nb = notebook(
      cell('above', { reads: ['n'] }),
      cell('a', { defines: ['n'] }),
      cell('b', { reads: ['n'], defines: ['m'] }),
      cell('alone', { reads: ['other'] }),
      cell('c', { reads: ['m'] }),
    )
    expect(likelyReruns('a', nb)).toEqual(['b', 'c'])
  })

  it.each([
    ['slow', { ms: 5_000 }],
    ['new', { state: 'new' }],
  ] as const)('end before a %s one', (_, more) => {
    const nb = notebook(
      cell('a', { defines: ['n'] }),
      cell('b', { reads: ['n'] }),
      cell('c', { reads: ['n'], ...more }),
      cell('d', { reads: ['n'] }),
    )
    expect(likelyReruns('a', nb)).toEqual(['b'])
  })
})

describe('a cell follows those that are sent', () => {
  const nb = notebook(cell('quick', { ms: 90 }), cell('other', { ms: 90 }), cell('third', { ms: 90 }))

  it('while all of them together are quick', () => {
    expect(mayFollow('other', { sent: ['quick'], view: nb.view })).toBe(true)
    expect(mayFollow('third', { sent: ['quick', 'other'], view: nb.view })).toBe(false)
  })

  it('never where the time that one takes isn’t known', () => {
    expect(mayFollow('unknown', { sent: ['quick'], view: nb.view })).toBe(false)
    expect(mayFollow('quick', { sent: ['unknown'], view: nb.view })).toBe(false)
  })

  it('never as one of more than a handful', () => {
    const sent = Array.from({ length: 16 }, (_, n) => `c${n}`)
    expect(mayFollow('x', { sent, view: id => cell(id, { ms: 0 }) })).toBe(false)
  })
})
