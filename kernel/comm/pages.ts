/** Long answers go in pages of one `req`, so that no message outgrows what a server's websocket passes on. There is always a first page. */
import type { Page } from '../../runtime/view.ts'

/** Items (variables, or nodes and edges) a page: about 100 KB. */
const PAGE = 500

export const pagesOf = (length: number, size = PAGE): readonly Page[] => {
  const pages = Math.max(1, Math.ceil(length / size))
  return Array.from({ length: pages }, (_, page) => ({ page, pages }))
}

export const slice = <T>(items: readonly T[], { page }: Page, size = PAGE): readonly T[] =>
  items.slice(page * size, (page + 1) * size)
