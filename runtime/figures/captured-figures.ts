/**
 * From what a run showed to the figures that are kept: named, cleaned, hashed. Pure. What can't be kept, and characters that no
 * font has, come out as warnings for the cell: nothing is lost silently.
 */
import type { FigureRequest, RunEvent } from '../run/events.ts'
import type { FigureType } from '../view.ts'
import { cleanMarkup, UnsafeMarkup } from './clean-markup.ts'
import { isPixels, type ShownContent, tableMime } from './figure-content.ts'
import { type FigureHashes, figureHashes } from './figure-hash.ts'
import { figureName, fileName } from './figure-name.ts'
import { figuresShown } from './shown-figures.ts'

export interface CapturedFigure extends FigureHashes {
  readonly name: string
  readonly mime: string
  readonly content: Uint8Array
  readonly caption?: string
  readonly types: readonly FigureType[]
}

export interface Captured {
  readonly figures: readonly CapturedFigure[]
  readonly warnings: readonly string[]
}

export interface FigureCell {
  readonly id: string
  /** Absent too where a cell above has the same. */
  readonly label?: string
  readonly caption?: string
  readonly types: readonly FigureType[]
  /** Of every name, saved by hand or not; empty outside of sweeps. */
  readonly ending?: string
  /** Characters of a text that no font draws in png, pdf and eps. */
  readonly missingGlyphs: (text: string) => readonly string[]
}

/** bytes: more than that no viewer opens, and cleaning it would hold up the front */
const maxBytes = 32 * 2 ** 20

export const capturedFigures = (events: readonly RunEvent[], cell: FigureCell): Captured => {
  const figures = new Map<string, CapturedFigure>()
  const warnings: string[] = []
  const taken = new Set<string>()
  const counts = { figures: 0, tables: 0 }
  for (const { content, asked } of figuresShown(events)) {
    const isTable = content.mime === tableMime
    const counted = isTable ? 'tables' : 'figures'
    const given = asked?.name === undefined ? figureName(cell, counts[counted] + 1) : fileName(asked.name, cell.ending)
    const name = isTable ? `${given}.csv` : given
    const types = isTable ? tableTypes : (asked?.types ?? cell.types)
    const kept = keptContent(content, asked)
    if ('refused' in kept) {
      warnings.push(`Figure ${name} is not kept: ${kept.refused}.`)
      continue
    }
    const hashes = figureHashes(kept.mime, kept.bytes)
    const { hash } = hashes
    // Saved by hand and shown as well is one figure.
    if (asked === undefined && taken.has(hash)) continue
    if (asked !== undefined) taken.add(hash)
    if (asked?.name === undefined) counts[counted]++
    const missing = !isTable && types.some(type => type !== 'svg') ? cell.missingGlyphs(kept.text) : []
    warnings.push(...kept.notes.map(note => `Figure ${name}: ${note}.`), ...glyphWarning(name, missing))
    const caption = cell.caption === undefined ? {} : { caption: cell.caption }
    figures.set(name, { name, mime: kept.mime, content: kept.bytes, ...hashes, types, ...caption })
  }
  return { figures: [...figures.values()], warnings }
}

const tableTypes: readonly FigureType[] = ['csv']

type Kept =
  | { readonly mime: string; readonly bytes: Buffer; readonly text: string; readonly notes: readonly string[] }
  | { readonly refused: string }

const keptContent = ({ mime, text }: ShownContent, asked: FigureRequest = {}): Kept => {
  if (text.length > maxBytes) return { refused: `it has more than ${maxBytes / 2 ** 20} MB` }
  if (isPixels(mime)) return { mime, bytes: Buffer.from(text, 'base64'), text: '', notes: [] }
  if (mime !== 'image/svg+xml' && mime !== 'text/html') return { mime, bytes: Buffer.from(text), text: '', notes: [] }
  try {
    const { markup, text: drawn, removed } = cleanMarkup(text, asked)
    const notes =
      removed.length === 0 ? [] : [`${removed.join(', ')} left out of what is kept, as it could run or load something`]
    return { mime, bytes: Buffer.from(markup), text: drawn, notes }
  } catch (error) {
    if (error instanceof UnsafeMarkup) return { refused: error.message }
    throw error
  }
}

const glyphWarning = (name: string, missing: readonly string[]): readonly string[] => {
  if (missing.length === 0) return []
  const codes = missing.map(c => `U+${(c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`)
  const [first, listed] = [missing.slice(0, 12).join(' '), codes.slice(0, 12).join(' ')]
  const more = missing.length > 12 ? ` and ${missing.length - 12} more` : ''
  return [
    `Figure ${name}: no font here has ${first} (${listed}${more}); boxes stand for them in png, pdf and eps. The svg keeps the text.`,
  ]
}
