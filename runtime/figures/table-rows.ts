/** What a screen shows of a kept table: its first rows. The file has them all; a table of 30 MB costs no more than its beginning. Pure. */
import { firstLines } from '../capture/table-csv.ts'
import type { TableRowsView } from '../view.ts'

const ROWS = 100
/** More than a screen of very long cells. */
const CHARACTERS = 200_000

export const tableRows = (content: Uint8Array): TableRowsView => {
  const csv = Buffer.from(content).toString('utf8')
  // A line more than is shown: to know that there is one.
  const [columns = [], ...rows] = firstLines(csv, { lines: ROWS + 2, characters: CHARACTERS })
  return { columns, rows: rows.slice(0, ROWS), more: rows.length > ROWS || csv.length > CHARACTERS }
}
