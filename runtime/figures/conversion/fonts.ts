/**
 * The fonts that figures are converted with: DejaVu from npm and nothing of the machine's, so that a figure comes out the same
 * everywhere. Knows which characters they have; what they lack is told, never dropped silently.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ResvgRenderOptions } from '@resvg/resvg-js'

const faces = [
  'DejaVuSans',
  'DejaVuSans-Bold',
  'DejaVuSans-Oblique',
  'DejaVuSans-BoldOblique',
  'DejaVuSerif',
  'DejaVuSerif-Bold',
  'DejaVuSerif-Italic',
  'DejaVuSansMono',
  'DejaVuSansMono-Bold',
]

const fileOf = (face: string): string =>
  join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf', `${face}.ttf`)

export const fontOptions = (): NonNullable<ResvgRenderOptions['font']> => ({
  fontFiles: faces.map(fileOf),
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
  sansSerifFamily: 'DejaVu Sans',
  serifFamily: 'DejaVu Serif',
  monospaceFamily: 'DejaVu Sans Mono',
  cursiveFamily: 'DejaVu Sans',
  fantasyFamily: 'DejaVu Sans',
})

/** Characters of the text that no bundled font can draw, each once, in their order. */
export const missingGlyphs = (text: string): readonly string[] => {
  // Latin with its accents is in every face: the fonts need not be read.
  if (!/[\u0250-\u{10ffff}]/u.test(text)) return []
  const has = (covered ??= coverage(readFileSync(fileOf('DejaVuSans'))))
  return [...new Set(text)].filter(
    character => character > '\u024f' && !invisible.test(character) && !has(character.codePointAt(0) as number),
  )
}

/** Joiners, marks of direction, variation selectors: nothing is drawn for them. */
const invisible = /\p{Cf}|\p{Cc}|\p{Z}|\p{Variation_Selector}/u

let covered: ((codePoint: number) => boolean) | undefined

/** Reads the table `cmap` of a TrueType font (OpenType specification, formats 4 and 12). DejaVu Sans has what the others have. */
const coverage = (font: Buffer): ((codePoint: number) => boolean) => {
  const tables = font.readUInt16BE(4)
  const records = Array.from({ length: tables }, (_, i) => 12 + i * 16)
  const record = records.find(at => font.toString('latin1', at, at + 4) === 'cmap')
  if (record === undefined) throw new Error('The bundled font has no character map.')
  const cmap = font.readUInt32BE(record + 8)
  const ranges = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8),
  ).flatMap(at => rangesOf(font, at))
  return codePoint => ranges.some(([first, last]) => codePoint >= first && codePoint <= last)
}

const rangesOf = (font: Buffer, at: number): readonly (readonly [number, number])[] => {
  const format = font.readUInt16BE(at)
  if (format === 12) {
    const groups = font.readUInt32BE(at + 12)
    return Array.from({ length: groups }, (_, i) => [
      font.readUInt32BE(at + 16 + i * 12),
      font.readUInt32BE(at + 20 + i * 12),
    ])
  }
  if (format !== 4) return []
  const doubled = font.readUInt16BE(at + 6)
  return Array.from({ length: doubled / 2 }, (_, i): readonly [number, number] => [
    font.readUInt16BE(at + 16 + doubled + i * 2),
    font.readUInt16BE(at + 14 + i * 2),
  ]).filter(([first]) => first !== 0xffff)
}
