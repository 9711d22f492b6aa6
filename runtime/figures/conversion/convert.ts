/**
 * A figure's content as a file of another type. Runs in a worker thread: everything here may take a tenth of a second and
 * is synchronous. What a type can't say is drawn as pixels, with a note; nothing is left out silently.
 */
import { basename } from 'node:path'
import type { FigureForm } from '../../store/figure-store.ts'
import type { FigureType } from '../../view.ts'
import { svgOfHtml } from './compose-html.ts'
import { drawingOf } from './read-drawing.ts'
import { epsOf, epsOfPixels } from './eps.ts'
import { looksSameFlat } from './flat.ts'
import { beyondBundled } from './fonts.ts'
import { pdfOf, pdfOfPixels } from './pdf.ts'
import { svgOfPicture } from './picture.ts'
import { pixelsOf, rendered } from './pixels.ts'

export interface Conversion {
  readonly mime: string
  readonly content: Uint8Array
  readonly type: FigureType
}

/** A screen with twice the usual density shows it sharp. */
const screenScale = 2
/** Pixels of a printed page: 300 to the inch of 96 CSS pixels. */
const printScale = 300 / 96

export interface Converted extends FigureForm {
  /** On another machine, or with another font installed, it may look different: it is not to be kept. */
  readonly onlyHere: boolean
}

export const convert = (conversion: Conversion): Converted => {
  const { type, mime, content } = conversion
  if (type === 'png' && mime === 'image/png') return { bytes: content, notes: [], onlyHere: false }
  const svg = svgOf(conversion)
  if (type === 'svg') return { bytes: Buffer.from(svg), notes: [], onlyHere: false }
  const { files, missing } = beyondBundled(svg)
  const { bytes, notes } = drawn(svg, conversion)
  return { bytes, notes: [...notes, ...borrowed(files)], onlyHere: files.length + missing.length > 0 }
}

const borrowed = (files: readonly string[]): readonly string[] =>
  files.map(file => `${basename(file)} of this machine draws what the bundled fonts lack`)

const drawn = (svg: string, { type, mime }: Conversion): FigureForm => {
  if (type === 'png') return { bytes: rendered(svg, mime === 'image/jpeg' ? 1 : screenScale).asPng(), notes: [] }
  const drawing = drawingOf(svg)
  const beyond = [...drawing.beyondPaths]
  if (type === 'eps' && beyond.length === 0 && !looksSameFlat(drawing)) beyond.push('transparency')
  if (beyond.length === 0) return { bytes: type === 'pdf' ? pdfOf(drawing) : epsOf(drawing), notes: [] }
  // Tiles are whole pixels: at a fraction they would drift.
  const scale = beyond.includes('patterns') ? Math.ceil(printScale) : printScale
  const pixels = pixelsOf(svg, scale)
  const notes = isPicture(mime)
    ? []
    : [`${type} is drawn as pixels (${96 * scale} an inch), because of its ${beyond.join(' and ')}`]
  return { bytes: type === 'pdf' ? pdfOfPixels(drawing, pixels) : epsOfPixels(drawing, pixels), notes }
}

const isPicture = (mime: string): boolean => mime === 'image/png' || mime === 'image/jpeg'

const svgOf = ({ mime, content }: Conversion): string => {
  if (mime === 'image/svg+xml') return Buffer.from(content).toString()
  if (mime === 'text/html') return svgOfHtml(Buffer.from(content).toString())
  if (isPicture(mime)) return svgOfPicture(mime, content)
  throw new Error(`${mime} can't be drawn.`)
}
