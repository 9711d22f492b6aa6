/**
 * The imports and exports put in front of a cell's source, so that it is typed as a module whose free names are those
 * of the nearest cell above. Offsets move by one constant; only pragmas (`@jsx`, `@ts-nocheck`, `/// <reference>`),
 * which TypeScript reads at the top alone, stay in front of it. Names of cells are `cell:<serial>`.
 */
import type ts from 'typescript'
import { getOrInsert } from '../get-or-insert.ts'
import type { CellNames, DeclarationKind } from './cell-names.ts'
import type { TypeScript } from './typescript.ts'

/** What a name of another cell is called before the cell makes its own re-assignable variable of it. */
export const abovePrefix = '__above_'

export interface Definer {
  readonly serial: string
  readonly kind: DeclarationKind
}

export interface Surroundings {
  above(name: string): Definer | undefined
  below(name: string): Definer | undefined
  /** Names to import beside those the cell mentions: all that completion should offer. */
  readonly offered: Iterable<string>
}

export interface Header {
  readonly text: string
  /** Serials of the cells it imports from. */
  readonly from: ReadonlySet<string>
}

export const headerOf = (names: CellNames, around: Surroundings): Header => {
  const imports = new Map<string, string[]>()
  const variables: string[] = []
  const exports = [...names.declares].filter(([, d]) => !d.exported).map(([name]) => name)
  for (const name of new Set([...names.mentions, ...names.deferred, ...names.assigns, ...around.offered])) {
    if (names.declares.has(name)) continue
    const definer = around.above(name) ?? (names.mentions.has(name) ? undefined : around.below(name))
    const assigned = names.assigns.has(name)
    const variable = assigned && definer?.kind !== 'interface' && definer?.kind !== 'type'
    if (variable) exports.push(name)
    if (variable && definer === undefined) variables.push(`let ${name}: any`)
    // An imported binding can't be assigned, and `const` may be re-assigned by another cell: a widened copy can.
    if (variable && definer !== undefined) variables.push(`let ${name} = ${abovePrefix}${name}`)
    if (definer !== undefined) {
      const list = getOrInsert(imports, definer.serial, () => [])
      list.push(variable ? `${name} as ${abovePrefix}${name}` : name)
    }
  }
  const lines = [...imports].map(([serial, list]) => `import { ${list.join(', ')} } from 'cell:${serial}'`)
  return {
    // A line of its own: a JSDoc comment behind code on the same line would belong to that code.
    text: `${[...lines, ...variables, `export { ${exports.join(', ')} }`].join('; ')};\n`,
    from: new Set(imports.keys()),
  }
}

/** Where the header goes: behind the last leading comment that holds a pragma, mostly 0. */
export const headerOffset = (api: TypeScript, source: string): number => {
  const isPragma = (c: ts.CommentRange): boolean => /@jsx|@ts-|^\/\/\/\s*</.test(source.slice(c.pos, c.end))
  const last = api.getLeadingCommentRanges(source, 0)?.findLast(isPragma)
  if (last === undefined) return 0
  return last.hasTrailingNewLine === true ? source.indexOf('\n', last.end) + 1 : last.end
}
