/** A list that shares its pages with the one it was made of must answer as an array would, and that one must stay as it was. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PersistentList } from '../../runtime/plan/persistent-list.ts'
import { seed } from '../support/seed.ts'

/** Around the ends of pages, which have 256 entries. */
const size = fc.oneof(fc.nat(3), fc.integer({ min: 250, max: 260 }), fc.integer({ min: 508, max: 520 }))

test(`any line of edits gives what an array gives, and tells where it differs (seed ${seed})`, () => {
  const step = fc.oneof(
    fc.record({ is: fc.constant('with' as const), places: fc.array(fc.nat(600), { maxLength: 4 }) }),
    fc.record({ is: fc.constant('upTo' as const), kept: size, more: size }),
  )
  let made = 0
  fc.assert(
    fc.property(size, fc.array(step, { maxLength: 12 }), (start, steps) => {
      let array: readonly number[] = Array.from({ length: start }, () => ++made)
      let list = PersistentList.of(array)
      for (const step of steps) {
        const [before, was] = [list, array]
        if (step.is === 'with') {
          const changes = step.places.filter(place => place < array.length).map(place => [place, ++made] as const)
          array = array.map((item, place) => changes.findLast(([at]) => at === place)?.[1] ?? item)
          list = list.with(changes)
        } else {
          const kept = Math.min(step.kept, array.length)
          const more = Array.from({ length: step.more }, () => ++made)
          array = [...array.slice(0, kept), ...more]
          list = list.upTo(kept, more)
        }
        expect([...list]).toEqual(array)
        expect(list.length).toBe(array.length)
        expect([...before]).toEqual(was)
        expect([...list.differences(before)]).toEqual(array.flatMap((item, at) => (was[at] === item ? [] : [at])))
      }
      for (const place of [-1, 0, 255, 256, 257, array.length - 1, array.length])
        expect(list.at(place)).toBe(array[place])
      for (const [from, to] of [
        [0, 256],
        [255, 257],
        [256, 512],
        [3, 3],
        [300, 600],
      ] as const)
        expect(list.slice(from, to)).toEqual(array.slice(from, to))
      const wanted = array[257] ?? array[0]
      expect(list.findIndex(item => item === wanted)).toBe(array.findIndex(item => item === wanted))
      expect(list.some(item => item === wanted)).toBe(array.includes(wanted as number))
    }),
    { seed, numRuns: 200 },
  )
})

test('an edit of one entry makes one page anew', () => {
  const list = PersistentList.of(Array.from({ length: 100_000 }, (_, i) => i))
  expect([...list.with([[70_000, -1]]).differences(list)]).toEqual([70_000])
  expect(list.with([])).toBe(list)
})
