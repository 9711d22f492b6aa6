/**
 * A drawing framed in HTML (Observable Plot: title, legends of swatches or a ramp, several SVGs, caption) as one SVG. It lays out
 * only what such frames hold: blocks below each other, and within a line text and small SVGs beside each other.
 */
import { Resvg } from '@resvg/resvg-js'
import { parseDocument } from 'htmlparser2'
import { escapeHtml } from '../../capture/html-escape.ts'
import { fontOptions } from './fonts.ts'

interface Node {
  readonly type: string
  readonly name?: string
  readonly data?: string
  readonly attribs?: Readonly<Record<string, string>>
  readonly children?: readonly Node[]
}

/** What is placed: markup whose upper left corner is at 0, 0. */
interface Piece {
  readonly width: number
  readonly height: number
  readonly markup: string
}

interface Style {
  readonly size: number
  readonly bold: boolean
}

const plain: Style = { size: 13, bold: false }
const headings: Readonly<Record<string, Style>> = {
  h1: { size: 24, bold: true },
  h2: { size: 20, bold: true },
  h3: { size: 15, bold: false },
  figcaption: { size: 13, bold: false },
}
/** pixels between pieces of a line, and between lines */
const gap = 6
const maxLine = 640
/** pixels that are shown beyond the frame; further out things are hidden on purpose */
const maxOverhang = 24
/** pixels: the box that resvg tells is a little narrower than its glyphs */
const glyphMargin = 4

export const svgOfHtml = (html: string): string => {
  const document = parseDocument(html, {
    lowerCaseTags: false,
    lowerCaseAttributeNames: false,
    recognizeSelfClosing: true,
  })
  const lines = linesOf(document as unknown as Node, plain).flatMap(line => wrapped(line))
  const pieces = lines.map(inALine)
  const width = Math.max(1, ...pieces.map(piece => piece.width))
  let top = 0
  const placed = pieces.map(piece => {
    const markup = at(0, top, piece)
    top += piece.height + gap
    return markup
  })
  const height = Math.max(1, top - gap)
  const drawn = (left: number, right: number): string => {
    const box = [left, 0, right - left, height].map(round)
    const size = `width="${box[2]}" height="${box[3]}" viewBox="${box.join(' ')}"`
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} font-family="system-ui, sans-serif">${placed.join('')}</svg>`
  }
  // Ticks at the ends of a legend stand out of its own SVG, and would be cut.
  const box = new Resvg(drawn(0, width), { font: fontOptions(html) }).getBBox()
  if (box === undefined) return drawn(0, width)
  const left = box.x < 0 ? Math.max(-maxOverhang, Math.floor(box.x) - glyphMargin) : 0
  return drawn(left, Math.min(width + maxOverhang, Math.max(width, Math.ceil(box.x + box.width))))
}

/** Each line as its pieces. Blocks (divs that aren't rows of swatches, headings, large SVGs) begin and end lines. */
const linesOf = (node: Node, style: Style): readonly (readonly Piece[])[] => {
  const lines: Piece[][] = [[]]
  for (const child of node.children ?? []) {
    if (child.type === 'text') {
      const text = (child.data ?? '').replace(/\s+/g, ' ').trim()
      if (text !== '') lines.at(-1)?.push(textPiece(text, style))
    } else if (child.name === 'svg') {
      const piece = svgPiece(child)
      if (isSmall(piece)) lines.at(-1)?.push(piece)
      else lines.push([piece], [])
    } else if (child.name !== 'style' && child.name !== undefined) {
      const inner = linesOf(child, headings[child.name] ?? style)
      if (isInline(child.name)) {
        lines.at(-1)?.push(...(inner[0] ?? []))
        lines.push(...inner.slice(1).map(line => [...line]))
      } else lines.push(...inner.map(line => [...line]), [])
    }
  }
  return lines.filter(line => line.length > 0)
}

const isInline = (name: string): boolean => /^(?:span|a|b|i|em|strong|small|sub|sup|code|label)$/.test(name)
/** As swatches are; a larger SVG has a line of its own. */
const isSmall = (piece: Piece): boolean => piece.height <= 40 && piece.width <= 60

const wrapped = (line: readonly Piece[]): readonly (readonly Piece[])[] => {
  const lines: Piece[][] = [[]]
  let width = 0
  for (const piece of line) {
    if (width > 0 && width + piece.width > maxLine) {
      lines.push([])
      width = 0
    }
    lines.at(-1)?.push(piece)
    width += piece.width + gap
  }
  return lines
}

const inALine = (pieces: readonly Piece[]): Piece => {
  const height = Math.max(...pieces.map(piece => piece.height))
  let left = 0
  const placed = pieces.map(piece => {
    const markup = at(left, (height - piece.height) / 2, piece)
    left += piece.width + gap
    return markup
  })
  return { width: left - gap, height, markup: placed.join('') }
}

const at = (x: number, y: number, { markup }: Piece): string =>
  x === 0 && y === 0 ? markup : `<g transform="translate(${round(x)},${round(y)})">${markup}</g>`

const textPiece = (text: string, { size, bold }: Style): Piece => {
  const weight = bold ? ' font-weight="bold"' : ''
  const markup = `<text y="${size}" font-size="${size}"${weight}>${escapeHtml(text)}</text>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100" font-family="sans-serif">${markup}</svg>`
  const box = new Resvg(svg, { font: fontOptions(text) }).getBBox()
  return { width: (box?.width ?? 0) + 2, height: size * 1.3, markup }
}

const svgPiece = (node: Node): Piece => {
  const { width, height, viewBox } = node.attribs ?? {}
  const box = (viewBox ?? '').split(/[\s,]+/).map(Number)
  const w = Number.parseFloat(width ?? '') || box[2] || 300
  const h = Number.parseFloat(height ?? '') || box[3] || 150
  return { width: w, height: h, markup: markupOf(showsBeyond(node) ? overflowing(node) : node) }
}

/** The labels at the ends of a legend's ramp stand out of it. Its style sheet says so in words (`:where`) that resvg doesn't know. */
const showsBeyond = ({ children = [] }: Node): boolean =>
  children.some(child => child.name === 'style' && /overflow:\s*visible/.test(textOf(child)))

const overflowing = (node: Node): Node => ({ ...node, attribs: { ...node.attribs, overflow: 'visible' } })

const textOf = ({ data = '', children = [] }: Node): string => data + children.map(textOf).join('')

const markupOf = (node: Node): string => {
  if (node.type === 'text') return escapeHtml(node.data ?? '')
  if (node.name === undefined) return (node.children ?? []).map(markupOf).join('')
  const attributes = Object.entries(node.attribs ?? {}).map(([key, value]) => ` ${key}="${escapeHtml(value)}"`)
  return `<${node.name}${attributes.join('')}>${(node.children ?? []).map(markupOf).join('')}</${node.name}>`
}

const round = (value: number): number => Math.round(value * 100) / 100
