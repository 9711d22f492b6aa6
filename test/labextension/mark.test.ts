/** What a cell's margin says. */
import { describe, expect, it } from 'vitest'
import { byteSize } from '../../labextension/src/model/byte-size.ts'
import { duration } from '../../labextension/src/model/duration.ts'
import { markOf } from '../../labextension/src/model/mark.ts'
import type { CellView } from '../../runtime/view.ts'

const fresh: CellView = { id: 'c', state: 'fresh', ms: 1234, where: 'session', defines: ['rows'], reads: ['csv'] }
const stale: CellView = {
  ...fresh,
  state: 'stale',
  because: { kind: 'input-changed', text: '`csv` changed in [1].', via: ['c', 'a'], inputs: ['name:csv'] },
}

describe('a mark', () => {
  it('says state, duration and names in words', () => {
    const mark = markOf(fresh, { queued: false })
    expect(mark).toMatchObject({ state: 'fresh', duration: '1.2 s', cause: undefined })
    expect(mark.label).toBe('Fresh. Ran for 1.2 s. Defines rows. Reads csv.')
  })

  it('says why a cell is stale and jumps to the cell that caused it, never to itself', () => {
    const mark = markOf(stale, { queued: false })
    expect(mark.details[0]).toBe('`csv` changed in [1].')
    expect(mark.cause).toBe('a')
  })

  it('tells a restored result and the pool from a run in the session', () => {
    expect(markOf({ ...fresh, where: 'store' }, { queued: false }).label).toContain('Restored from the store')
    expect(markOf({ ...fresh, where: 'pool' }, { queued: false }).label).toContain('Ran in the pool for 1.2 s')
  })

  it('says queued while a plan will run the cell, but running once it runs', () => {
    expect(markOf(stale, { queued: true }).state).toBe('queued')
    expect(markOf({ ...stale, state: 'running' }, { queued: true })).toMatchObject({ state: 'running', duration: '' })
  })

  it('cuts long lists of names', () => {
    const defines = Array.from({ length: 40 }, (_, i) => `n${i}`)
    expect(markOf({ ...fresh, defines }, { queued: false }).label).toContain('n11 and 28 more.')
  })
})

it('durations stay short', () => {
  const texts = [0.2, 12.4, 999.6, 1_000, 9_940, 9_960, 99_400, 99_600, 3_600_000, 360_000_000].map(duration)
  expect(texts).toEqual(['<1 ms', '12 ms', '1.0 s', '1.0 s', '9.9 s', '10 s', '99 s', '2 min', '60 min', '100 h'])
})

it('sizes stay short', () => {
  expect([0, 999, 1_000, 9_900, 15_000, 999_600, 2.5e9, 3e13].map(byteSize)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '15 kB',
    '1.0 MB',
    '2.5 GB',
    '30.0 TB',
  ])
})
