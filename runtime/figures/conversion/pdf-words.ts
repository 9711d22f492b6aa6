/**
 * Words that a PDF's reader can select, search and copy, over outlines that draw them: set in fonts (Type 3, so that they are whole in the file) whose
 * every glyph is empty, and which say by a table what each stands for.
 */
import type { Words } from './drawing.ts'
import type { PdfObjects } from './pdf-file.ts'
import { number, numbers } from './vector-text.ts'

/** A font of this kind has one byte a glyph. */
const perFont = 256
/** thousandths of the size: of every glyph */
const advance = 500
/** Share of a line's height that lies below its base line. */
const below = 0.2

export class PdfWords {
  /** Each character's place in the fonts, in the order they came. */
  readonly #known = new Map<string, number>()

  /** What sets them, stretched to the width that their outlines have. */
  operators({ lines, box }: Words): readonly string[] {
    const height = (box.bottom - box.top) / lines.length
    return lines.flatMap((line, i) => {
      const characters = [...line]
      const stretch = ((box.right - box.left) * 1000) / (advance * characters.length)
      const base = box.top + height * (i + 1 - below)
      return [
        'BT 3 Tr',
        `${numbers([stretch, 0, 0, -height, box.left, base])} Tm`,
        ...characters.map(character => this.#shown(character)),
        'ET',
      ]
    })
  }

  /** Entries of a page's font resources; call it when all words are set. */
  resources(objects: PdfObjects): string {
    const characters = [...this.#known.keys()]
    const fonts = Array.from({ length: Math.ceil(characters.length / perFont) }, (_, n) =>
      fontOf(characters.slice(n * perFont, (n + 1) * perFont), objects),
    )
    return fonts.map((font, n) => `/F${n} ${font} 0 R`).join(' ')
  }

  #shown(character: string): string {
    let place = this.#known.get(character)
    if (place === undefined) this.#known.set(character, (place = this.#known.size))
    return `/F${Math.floor(place / perFont)} 1 Tf <${hex(place % perFont, 2)}> Tj`
  }
}

const fontOf = (characters: readonly string[], objects: PdfObjects): number => {
  const empty = objects.stream('', Buffer.from(`${advance} 0 d0`))
  const table = objects.stream('', Buffer.from(unicodeTable(characters)))
  const names = characters.map((_, i) => `/g${i}`)
  return objects.add(
    `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 ${advance} 1000] /FontMatrix [0.001 0 0 0.001 0 0] ` +
      `/CharProcs << ${names.map(name => `${name} ${empty} 0 R`).join(' ')} >> ` +
      `/Encoding << /Type /Encoding /Differences [0 ${names.join(' ')}] >> /FirstChar 0 /LastChar ${names.length - 1} ` +
      `/Widths [${names.map(() => number(advance)).join(' ')}] /Resources << >> /ToUnicode ${table} 0 R >>`,
  )
}

/** At most 100 lines a block, as the CMap specification has it. */
const perBlock = 100

const unicodeTable = (characters: readonly string[]): string => {
  const lines = characters.map((character, code) => `<${hex(code, 2)}> <${utf16(character)}>`)
  const blocks = Array.from({ length: Math.ceil(lines.length / perBlock) }, (_, n) => {
    const block = lines.slice(n * perBlock, (n + 1) * perBlock)
    return `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`
  })
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Words def /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

const utf16 = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => hex(character.charCodeAt(i), 4)).join('')
