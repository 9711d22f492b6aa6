/** Closures of packages: how often V8's inspector is asked for what they hold, and that what changes is seen all the same. */
import { Session } from 'node:inspector'
import { Script } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Cells, only } from './cells.ts'

/** As a package's: its text is nobody's cell. Long enough for its constants not to be looked for at once. */
const packaged = (text: string): unknown =>
  new Script(`'use strict'; ${text}`, { filename: '/x/node_modules/p/index.js' }).runInThisContext()

const readings = () => {
  const post = vi.spyOn(Session.prototype, 'post')
  onTestFinished(() => post.mockRestore())
  return (): number => {
    const count = post.mock.calls.filter(([method]) => (method as string) === 'Runtime.getProperties').length
    post.mockClear()
    return count
  }
}

test('closures are read once in a capture, and no more once nobody assigns what they hold', () => {
  const cells = new Cells()
  cells.box('f').v = packaged('const make = n => { let k; k = n; return () => k }; [1, 2, 3].map(make)')
  cells.box('g').v = (cells.box('f').v as unknown[]).slice()
  const read = readings()
  const versions = [0, 1, 2].map(() => {
    const { members } = only(cells.capture('f', 'g'))
    return { count: read(), versions: members.map(m => m.version) }
  })
  expect(versions.map(({ count }) => count)).toEqual([expect.any(Number), expect.any(Number), 0])
  expect(versions[1]!.count).toBeLessThanOrEqual(6)
  expect(versions[2]!.versions).toEqual(versions[0]!.versions)
})

test('closures that are alike, of which one is settled and the other is not, part when the other changes', () => {
  const cells = new Cells()
  const [fixed, free, change] = packaged(
    'const a = (() => function make(k) { return () => k })()(1); const b = (() => function make(k) { return [() => k, n => { k = n }] })()(1); [a, ...b]',
  ) as [() => number, () => number, (n: number) => void]
  cells.box('fixed').v = fixed
  cells.box('free').v = free
  const versionsNow = () => cells.capture('fixed', 'free').flatMap(unit => unit.members.map(m => m.version))
  const before = [versionsNow(), versionsNow(), versionsNow()]
  expect(before[2]).toEqual(before[0])
  change(2)
  expect([fixed(), free()]).toEqual([1, 2])
  const after = versionsNow()
  expect(after[0]).toBe(before[0]![0])
  expect(after[1]).not.toBe(before[0]![1])
})
