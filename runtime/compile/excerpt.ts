/** The line of a cell's source where something happened, with its neighbours and a caret under the place. */
import type { CellPlace } from './stack-frames.ts'

interface Paint {
  readonly grey: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
}

/** Lines longer than a screen are cut around the caret. */
const maxWidth = 160

export const excerpt = ({ map, line, column }: CellPlace, { grey, red, green }: Paint): readonly string[] => {
  const source = map.source.split(/\r?\n/)
  if (source[line - 1] === undefined) return []
  const width = String(line + 1).length
  const lines = [`${green(map.title)}, line ${line}:`]
  for (const number of [line - 1, line, line + 1]) {
    const text = source[number - 1]
    if (text === undefined) continue
    const cut = Math.max(0, column - maxWidth + 20)
    const shown = text.slice(cut, cut + maxWidth)
    const label = String(number).padStart(width)
    if (number !== line) lines.push(grey(`  ${label} | ${shown}`))
    else {
      // Tabs stay tabs before the caret, so that it stands where they end.
      const before = text.slice(cut, column).replace(/[^\t]/g, ' ')
      lines.push(
        `${red('>')} ${label} ${grey('|')} ${shown}`,
        `  ${' '.repeat(width)} ${grey('|')} ${before}${red('^')}`,
      )
    }
  }
  return lines
}
