/** `params` and `record` as a cell calls them: what they give, keep with the run, and refuse. */
import { describe, expect, test } from 'vitest'
import { createParams } from '../../runtime/cell-api/params.ts'
import { createRecord } from '../../runtime/cell-api/record.ts'
import { recordingHost } from './recording-host.ts'

describe('params', () => {
  test('gives the defaults, with what is set in their place, and keeps what it gave', () => {
    const host = recordingHost()
    host.set.lr = 0.5
    expect(createParams(host)({ n: 3, lr: 0.1 })).toEqual({ n: 3, lr: 0.5 })
    expect(host.kept.parameters).toEqual({ n: 3, lr: 0.5 })
  })

  test('refuses a value of another type than the default, and a default that is no plain data', () => {
    const host = recordingHost()
    host.set.n = '4'
    const params = createParams(host)
    expect(() => params({ n: 3 })).toThrow('The parameter `n` takes a number, not "4".')
    expect(() => params({ f: () => 1 })).toThrow('`f` must be plain data')
    expect(() => params({ when: new Date(0) })).toThrow('`when` must be plain data')
    expect(() => params([1] as never)).toThrow('params takes an object')
  })
})

describe('record', () => {
  test('keeps what fits a column', () => {
    const host = recordingHost()
    const record = createRecord(host)
    record({ accuracy: 0.9, name: 'a', ok: true, big: 2n ** 64n, none: undefined })
    record({ accuracy: 0.95, loss: Number.POSITIVE_INFINITY })
    expect(host.kept.records).toEqual({
      accuracy: 0.95,
      name: 'a',
      ok: true,
      big: '18446744073709551616',
      none: null,
      loss: 'Infinity',
    })
  })

  test('refuses what does not, and says where it belongs', () => {
    const record = createRecord(recordingHost())
    expect(() => record({ rows: [1] as never })).toThrow('`rows` is a list')
    expect(() => record({ text: 'x'.repeat(1001) })).toThrow('write them to a file with out()')
    expect(() => record(3 as never)).toThrow('record takes an object')
  })
})
