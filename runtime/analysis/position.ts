/** Offsets to lines and columns: lines from 1, columns from 0, in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

export const positionAt = (text: string, offset: number): Position => {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  let line = 1
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++
  return { line, column: offset - start }
}
