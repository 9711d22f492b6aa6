/**
 * What a cell that doesn't parse seems to define: whoever reads such a name waits until the cell is mended, and isn't told that nobody
 * defines it. Each line that could begin a statement of the top level is read up to where it breaks; a guess, so it decides nothing else.
 */
import type { Name } from '../brand.ts'
import type { DefinitionKind } from './analysis.ts'
import { definitionsOf } from './definitions.ts'
import { dissect } from './dissect.ts'
import type { Erasure } from './erasure.ts'

/** Lines beyond which nobody types a cell by hand. */
const lineLimit = 2_000

/** What makes a whole statement of the beginning of one: a value, a body, a module. */
const completions: readonly (readonly [cut: string, rest: string])[] = [
  ['=', '= 0'],
  ['(', '() {}'],
  ['{', '{}'],
  ['}', `} from 'x'`],
]

export const brokenDefinitions = (source: string, erasure: Erasure): ReadonlyMap<Name, DefinitionKind> => {
  const found = new Map<Name, DefinitionKind>()
  for (const line of source.split('\n', lineLimit)) {
    if (/^[\s})\]]|^$/.test(line)) continue
    for (const [name, kind] of definedBy(line, erasure)) if (!found.has(name)) found.set(name, kind)
  }
  return found
}

const definedBy = (line: string, erasure: Erasure): ReadonlyMap<Name, DefinitionKind> => {
  const whole = completions.flatMap(([cut, rest]) =>
    line.includes(cut) ? [line.slice(0, line.indexOf(cut)) + rest] : [],
  )
  const tries = [line, ...whole]
  for (const text of tries) {
    const cell = dissect(text, erasure)
    if (cell.is !== 'ok') continue
    const defines = definitionsOf(cell.program, cell.scopes)
    if (defines.size > 0) return defines
  }
  return new Map()
}
