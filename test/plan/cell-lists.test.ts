/** Where lists of planned cells differ is told by whoever made them; it must never leave out a place. */
import { expect, test } from 'vitest'
import { changedPlaces, derived } from '../../runtime/plan/cell-lists.ts'
import { inertCell } from '../../runtime/plan/inert-cell.ts'
import { cellId } from '../../runtime/brand.ts'
import type { PlannedCell } from '../../runtime/plan/plan.ts'

const cell = (): PlannedCell => inertCell(cellId('a'))
const list = (length: number): readonly PlannedCell[] => Array.from({ length }, cell)
const changed = (before: readonly PlannedCell[], ...places: readonly number[]): readonly PlannedCell[] => {
  const next = [...before]
  for (const place of places) next[place] = cell()
  derived(next, before, places)
  return next
}

test('all places between two lists are told, however many steps lie between', () => {
  const first = list(5)
  const second = changed(first, 1)
  const third = changed(second, 3, 5)
  expect(changedPlaces(second, first)).toEqual([1])
  expect(changedPlaces(third, first)).toEqual([1, 3, 5])
  expect(changedPlaces(third, third)).toEqual([])
})

test('of lists that do not come from each other nobody claims to know', () => {
  const first = list(5)
  const second = changed(first, 1)
  const other = changed(first, 2)
  expect(changedPlaces(second, list(5))).toBeUndefined()
  expect(changedPlaces(first, second)).toBeUndefined()
  expect(changedPlaces(other, second)).toBeUndefined()
})

test('of a list of long ago nobody knows any more', () => {
  const first = list(2)
  let last = first
  for (let i = 0; i < 100; i++) last = changed(last, i % 2)
  expect(changedPlaces(last, first)).toBeUndefined()
  expect(changedPlaces(changed(last, 1), last)).toEqual([1])
})
