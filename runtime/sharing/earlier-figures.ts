/** The versions that a notebook's figures had before the one shown, for the page. Only pictures, and only the newest: a page is no archive. */
import type { Figures } from '../figures/figures.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { EarlierFigure, SharedNotebook } from './shared-notebook.ts'

/** of one figure */
const MOST = 4
const PICTURE = /^image\//

export const withEarlierFigures = async (shared: SharedNotebook, figures: Figures): Promise<SharedNotebook> => {
  const earlier = new Map<string, EarlierFigure[]>()
  for (const { name, cell, versions } of figures.list())
    for (const { version, at, mime } of versions
      .slice(1)
      .filter(older => PICTURE.test(older.mime))
      .slice(0, MOST)) {
      const { content, encoding } = await figures.content(name, version)
      const base64 = encoding === 'base64' ? content : Buffer.from(content).toString('base64')
      const figure = { name, version, at, picture: `data:${mime};base64,${base64}` }
      getOrInsert(earlier, cell, () => []).push(figure)
    }
  const cells = shared.cells.map(cell => {
    const own = cell.is === 'code' ? earlier.get(cell.id) : undefined
    return cell.is === 'code' && own !== undefined ? { ...cell, earlier: own } : cell
  })
  return { ...shared, cells }
}
