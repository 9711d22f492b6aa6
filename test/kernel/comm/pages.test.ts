/** Long answers in pages: of a number of items where these are small, by their size where nobody knows it. */
import { describe, expect, it } from 'vitest'
import { CHARACTERS, groupsBySize, pagesOf, slice } from '../../../kernel/comm/pages.ts'

describe('pages', () => {
  it('hold every item once, in order, and there is always one', () => {
    const items = Array.from({ length: 1_201 }, (_, n) => n)
    const pages = pagesOf(items.length)
    expect(pages.flatMap(page => slice(items, page))).toEqual(items)
    expect(pages.map(({ pages: all }) => all)).toEqual([3, 3, 3])
    expect(pagesOf(0)).toEqual([{ page: 0, pages: 1 }])
  })

  it('by size are full, outgrow their bound by no item, and keep the order', () => {
    const large = Math.ceil(CHARACTERS / 2)
    const sizes = [1, large, large, 3 * CHARACTERS, 2, 2]
    const groups = groupsBySize(sizes, size => size)
    expect(groups).toEqual([[1, large], [large], [3 * CHARACTERS], [2, 2]])
    expect(groupsBySize([], () => 1)).toEqual([])
  })
})
