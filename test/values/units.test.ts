/** Which locations belong together, and what putting one back does to the others. */
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { SnapshotId } from '../../runtime/brand.ts'
import { locationOf } from '../../runtime/location.ts'
import type { UnitCapture } from '../../runtime/values/heap.ts'
import { Cells, only } from './cells.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const started = (text: string, ...names: string[]) => {
  const cells = new Cells()
  cells.run(text)
  return { cells, units: cells.capture(...names) }
}
const members = (units: readonly UnitCapture[]) =>
  units.map(unit => unit.members.map(m => m.location.slice(5)).join('+'))
const live = (cells: Cells, name: string): SnapshotId | undefined => cells.heap.live(locationOf('name', name))

describe('a unit', () => {
  test.each([
    ['an element', '$$a.v = [{}, {}]; $$b.v = $$a.v[1]'],
    ['a member of a Map', '$$a.v = new Map([[1, {}]]); $$b.v = $$a.v.get(1)'],
    ['a view and its buffer', '$$a.v = new ArrayBuffer(8); $$b.v = new Uint8Array($$a.v, 2)'],
    ['an unregistered symbol', `$$a.v = Symbol('s'); $$b.v = { [$$a.v]: 1 }`],
    ['a proxy and its target', '$$a.v = {}; $$b.v = new Proxy($$a.v, {})'],
    ['a WeakRef and its target', '$$a.v = {}; $$b.v = new WeakRef($$a.v)'],
    ['a WeakMap and its key', '$$a.v = {}; $$b.v = new WeakMap([[$$a.v, 1]])'],
    ['a URL and its parameters', `$$a.v = new URL('http://h/?q=1'); $$b.v = $$a.v.searchParams`],
    ['an object that only a getter returns', '$$a.v = {}; $$b.v = (x => ({ get it() { return x } }))($$a.v)'],
    ['a generator and what it runs over', '$$a.v = [1, 2]; $$b.v = (function* (rows) { yield rows[0] })($$a.v)'],
    ['a pending promise and what settles it', '$$a.v = new Promise(settle => { $$b.v = settle })'],
  ])('joins names that share %s', (_, text) => {
    const { cells } = started(text, 'a', 'b')
    expect(members(cells.capture('a'))).toEqual(['a+b'])
    expect(members(cells.capture('b'))).toEqual(['a+b'])
  })

  test('is not joined by equal content, functions, classes or built-ins', () => {
    const { units } = started(
      '$$a.v = [1, {}]; $$b.v = [1, {}]; const f = () => 1; $$c.v = { f }; $$d.v = { f, Math }; $$e.v = { Math }',
      'a',
      'b',
      'c',
      'd',
      'e',
    )
    expect(members(units)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('grows and parts as sharing comes and goes', () => {
    const { cells } = started('$$rows.v = [{ n: 1 }]; $$first.v = $$rows.v[0]', 'rows', 'first')
    cells.run('$$first.v.n = 2; $$rows.v.shift()')
    expect(members(cells.capture('rows'))).toEqual(['first', 'rows'])
    cells.run('$$rows.v.push($$first.v)')
    expect(members(cells.capture('rows'))).toEqual(['first+rows'])
  })

  test('tells how members share, not only that they do', () => {
    const shares = (text: string) => {
      const unit = only(started(text, 'a', 'b').units)
      return [unit.snapshot, unit.members[0]?.version, [...(unit.members[0]?.shares.values() ?? [])]]
    }
    const [one, version, how] = shares('const [x, y] = [{}, {}]; $$a.v = [x, y]; $$b.v = [x]')
    expect(shares('const [x, y] = [{}, {}]; $$a.v = [x, y]; $$b.v = [x]')).toEqual([one, version, how])
    const [other, sameVersion, otherwise] = shares('const [x, y] = [{}, {}]; $$a.v = [x, y]; $$b.v = [y]')
    expect(sameVersion).toBe(version)
    expect(other).not.toBe(one)
    expect(otherwise).not.toEqual(how)
  })

  test('keeps identity among members over a restart', async () => {
    const { cells, units } = started(
      `$$rows.v = [{ n: 1 }]; $$first.v = $$rows.v[0]; $$buf.v = new ArrayBuffer(4); $$bytes.v = new Uint8Array($$buf.v)`,
      'rows',
      'first',
      'buf',
      'bytes',
    )
    const other = await cells.over(units)
    other.run('$$first.v.n = 5; $$bytes.v[0] = 7; $$out.v = [$$rows.v[0].n, new DataView($$buf.v).getUint8(0)]')
    expect(other.box('out').v).toEqual([5, 7])
  })

  test('loses a name that is gone and looks at those it shared with', () => {
    const { cells } = started('$$rows.v = [{ n: 1 }]; $$first.v = $$rows.v[0]', 'rows', 'first')
    const units = cells.heap.capture(new Map(), new Set([locationOf('name', 'rows')]))
    expect(members(units)).toEqual(['first'])
    expect(live(cells, 'rows')).toBeUndefined()
  })
})

describe('putting back', () => {
  test('changes the very objects, through every alias', () => {
    const { cells, units } = started('$$rows.v = [{ n: 1 }]; $$first.v = $$rows.v[0]', 'rows', 'first')
    const { v: rows } = cells.box('rows')
    cells.run('$$first.v.n = 2; $$rows.v.push(3); delete $$rows.v[0]')
    cells.capture('rows')
    cells.restore(only(units).snapshot, 'rows', 'first')
    expect(cells.box('rows').v).toBe(rows)
    expect(rows).toEqual([{ n: 1 }])
    expect((rows as unknown[])[0]).toBe(cells.box('first').v)
    expect(live(cells, 'rows')).toBe(only(units).snapshot)
  })

  test('tells other names that their objects changed', () => {
    const { cells, units } = started('$$rows.v = [{ n: 1 }]', 'rows')
    cells.run('$$first.v = $$rows.v[0]; $$first.v.n = 2')
    cells.capture('rows', 'first')
    cells.restore(only(units).snapshot, 'rows')
    expect(live(cells, 'first')).toBeUndefined()
    expect((cells.box('first').v as { n: number }).n).toBe(1)
    cells.run('$$rows.v[0].n = 9')
    expect(members(cells.capture('rows'))).toEqual(['first+rows'])
  })

  test('leaves alone what did not change', () => {
    const { cells, units } = started('$$a.v = [{ n: 1 }]', 'a')
    cells.run('$$b.v = $$a.v[0]')
    const both = only(cells.capture('a', 'b'))
    cells.restore(only(units).snapshot, 'a')
    expect(live(cells, 'b')).toBe(both.snapshot)
  })

  test('makes new objects where the old ones refuse', () => {
    const { cells, units } = started('$$o.v = { deep: { n: 1 } }', 'o')
    const { v: old } = cells.box('o')
    cells.run('$$o.v.deep.n = 2; Object.freeze($$o.v)')
    cells.capture('o')
    expect(cells.heap.holds(only(units).snapshot)).toBe(true)
    cells.restore(only(units).snapshot, 'o')
    expect(cells.box('o').v).toEqual({ deep: { n: 1 } })
    expect(cells.box('o').v).not.toBe(old)
    expect(Object.isFrozen(cells.box('o').v)).toBe(false)
  })

  test('is refused for a pending promise that was settled since', () => {
    const { cells, units } = started('$$gate.v = new Promise(r => { $$open.v = r })', 'gate', 'open')
    const { snapshot, members: both } = only(units)
    expect(both.map(m => m.version)).toEqual([undefined, undefined])
    expect(cells.heap.holds(snapshot)).toBe(true)
    cells.run('$$open.v(1)')
    cells.capture('open')
    expect(cells.heap.holds(snapshot)).toBe(false)
  })

  test('brings back a stored promise, settled as it was', async () => {
    const { cells, units } = started(
      `$$p.v = Promise.resolve([1]); $$q.v = Promise.reject(new Error('no')); $$q.v.catch(() => 0)`,
      'p',
      'q',
    )
    const other = await cells.over(units)
    expect(await other.box('p').v).toEqual([1])
    await expect(other.box('q').v).rejects.toThrow('no')
  })

  test('puts entries of weak collections back', () => {
    const { cells, units } = started('$$k.v = {}; $$j.v = {}; $$w.v = new WeakMap([[$$k.v, 1]])', 'k', 'j', 'w')
    cells.run('$$w.v.set($$k.v, 2); $$w.v.set($$j.v, 3)')
    cells.capture('w')
    const ids = new Set(units.map(unit => unit.snapshot))
    for (const id of ids) if (cells.heap.holds(id)) cells.restore(id, 'k', 'j', 'w')
    cells.run('$$out.v = [$$w.v.get($$k.v), $$w.v.has($$j.v)]')
    expect(members(units)).toContain('k+w')
    expect(cells.heap.holds(units.find(unit => unit.members.length === 2)?.snapshot as SnapshotId)).toBe(true)
    expect(cells.box('out').v).toEqual([1, false])
  })

  test('is forgotten when dropped, and the oldest go first where memory is short', () => {
    const cells = new Cells({ memory: 300_000 })
    const ids = Array.from({ length: 4 }, (_, i) => {
      cells.run(`$$big.v = new Uint8Array(100_000).fill(${i})`)
      return only(cells.capture('big')).snapshot
    })
    expect(ids.map(id => cells.heap.holds(id))).toEqual([false, false, true, true])
    cells.heap.drop(ids[3] as SnapshotId)
    expect(cells.heap.holds(ids[3] as SnapshotId)).toBe(false)
  })
})

describe('what was overwritten is freed', () => {
  test('however few the objects are that take the memory', async () => {
    const cells = new Cells({ memory: 3_000_000 })
    cells.run('$$big.v = Array.from({ length: 100_000 }, (_, i) => i + 0.5)')
    const first = new WeakRef(cells.box('big').v as object)
    for (let n = 0; n < 10; n++) {
      cells.capture('big')
      cells.run(`$$big.v = Array.from({ length: 100_000 }, (_, i) => i + ${n})`)
    }
    cells.capture('big')
    // A WeakRef holds what it was made of until its turn of the event loop is over.
    await setImmediate()
    collectGarbage()
    expect(first.deref()).toBeUndefined()
  })
})

describe('made again with equal content', () => {
  test('code is the same code as before, so instances made meanwhile stay its instances', () => {
    const text = '$$P.v = class P { constructor(n) { this.n = n } }'
    const { cells } = started(text, 'P')
    const { v: before } = cells.box('P')
    cells.run('$$p.v = new $$P.v(1)')
    cells.capture('P', 'p')
    cells.run(text)
    const unit = only(cells.capture('P'))
    expect(unit.canonical?.get('name:P')).toBe(before)
    expect(live(cells, 'P')).toBe(unit.snapshot)
  })

  test('data is the new data', () => {
    const { cells } = started('$$rows.v = [1, 2]', 'rows')
    cells.run('$$rows.v = [1, 2]')
    const unit = only(cells.capture('rows'))
    expect(unit.canonical).toBeUndefined()
    cells.run('$$rows.v.push(3)')
    const { v: rows } = cells.box('rows')
    cells.capture('rows')
    cells.restore(unit.snapshot, 'rows')
    expect(cells.box('rows').v).toBe(rows)
    expect(rows).toEqual([1, 2])
  })
})
