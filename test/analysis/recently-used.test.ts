/** The cache of trees and analyses: it holds what was asked for last, and no more than its bound. */
import { expect, test } from 'vitest'
import { RecentlyUsed } from '../../runtime/analysis/recently-used.ts'

const computed = (cache: RecentlyUsed<string>, ...keys: readonly string[]): string => {
  let made = ''
  for (const key of keys) cache.get(key, () => (made += key))
  return made
}

test('keeps so many entries, those asked for last', () => {
  const cache = new RecentlyUsed<string>(2)
  expect(computed(cache, 'a', 'b', 'a', 'c', 'a', 'b')).toBe('abcb')
})

test('keeps entries of so much weight together, and a new one however heavy it is', () => {
  const cache = new RecentlyUsed<string>(4, key => key.length)
  expect(computed(cache, 'aa', 'bb', 'aa', 'ccc', 'aa', 'bb')).toBe('aabbcccaabb')
  expect(computed(cache, 'dddddd', 'dddddd')).toBe('dddddd')
})
