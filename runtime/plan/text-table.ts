/** Rows of text in columns, for a terminal or a plain-text output. Pure; knows nothing of what the columns mean. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const widths = rows.reduce<number[]>((most, row) => row.map((text, i) => Math.max(most[i] ?? 0, text.length)), [])
  const lineOf = (row: readonly string[]): string => row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')
  return rows.map(row => `${lineOf(row).trimEnd()}\n`).join('')
}
