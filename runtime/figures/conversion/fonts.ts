/**
 * The fonts that figures are converted with: DejaVu from npm, so that a figure comes out the same everywhere; only characters that it lacks are
 * drawn by a font of this machine. What no font has is told, never dropped silently.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ResvgRenderOptions } from '@resvg/resvg-js'
import { glyphsOf } from './glyphs.ts'
import { type MachineFonts, machineFonts } from './machine-fonts.ts'

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

/** For all that a drawing's markup may hold as text. */
export const fontOptions = (markup: string): NonNullable<ResvgRenderOptions['font']> => ({
  fontFiles: [...faces.map(fileOf), ...beyondBundled(markup).files],
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
  sansSerifFamily: 'DejaVu Sans',
  serifFamily: 'DejaVu Serif',
  monospaceFamily: 'DejaVu Sans Mono',
  cursiveFamily: 'DejaVu Sans',
  fantasyFamily: 'DejaVu Sans',
})

/** Characters of the text that no font draws, each once, in their order. */
export const missingGlyphs = (text: string): readonly string[] => beyondBundled(text).missing

/** Whose fonts they are is this machine's; characters of the text that the bundled ones lack. */
export const beyondBundled = (text: string): MachineFonts => {
  // Latin with its accents is in every face: the fonts need not be read.
  if (!/[\u0250-\u{10ffff}]/u.test(text)) return none
  // DejaVu Sans has what the others have.
  const draws = glyphsOf(fileOf('DejaVuSans'))
  const lacked = [...new Set(text)].filter(one => one > '\u024f' && !invisible.test(one) && !draws(one))
  return lacked.length === 0 ? none : machineFonts(lacked)
}

const none: MachineFonts = { files: [], missing: [] }

/** Joiners, marks of direction, variation selectors: nothing is drawn for them. */
const invisible = /\p{Cf}|\p{Cc}|\p{Z}|\p{Variation_Selector}/u
