/** Long answers go in pages of one `req`, so that no message outgrows what a server's websocket passes on. There is always a first page. */
import type { Page } from '../../runtime/view.ts'

/** Items (variables, or nodes and edges) a page: about 100 KB. */
const PAGE = 500
/** Of a content whose size isn't known, in one message; a websocket passes on 10 MB. */
export const CHARACTERS = 1_000_000

export const pagesOf = (length: number, size = PAGE): readonly Page[] => {
  const pages = Math.max(1, Math.ceil(length / size))
  return Array.from({ length: pages }, (_, page) => ({ page, pages }))
}

export const slice = <T>(items: readonly T[], { page }: Page, size = PAGE): readonly T[] =>
  items.slice(page * size, (page + 1) * size)

/** Items that go in one message together: up to `CHARACTERS`, or a single one that is larger. */
export const groupsBySize = <T>(items: readonly T[], sizeOf: (item: T) => number): readonly (readonly T[])[] => {
  const groups: T[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (size > room || groups.length === 0) {
      groups.push([])
      room = CHARACTERS
    }
    groups.at(-1)?.push(item)
    room -= size
  }
  return groups
}
