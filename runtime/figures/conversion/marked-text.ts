/**
 * Marks the texts of an SVG, so that their outlines can be found again once resvg has made paths of them: each gets an id, which resvg
 * keeps. Pure; what it is given has been cleaned (`clean-markup.ts`), so that a pattern reads it.
 */

export interface MarkedText {
  readonly svg: string
  /** id → the lines of a text */
  readonly lines: ReadonlyMap<string, readonly string[]>
}

export const withMarkedText = (svg: string): MarkedText => {
  const lines = new Map<string, readonly string[]>()
  const marked = svg.replace(/<text((?:\s[^>]*)?)>(.*?)<\/text>/gs, (whole, attributes: string, inner: string) => {
    const own = linesOf(inner)
    if (own.length === 0) return whole
    const given = /\sid="([^"]*)"/.exec(attributes)?.[1]
    const id = given ?? `cellar-text-${lines.size + 1}`
    lines.set(id, own)
    return given === undefined ? `<text id="${id}"${attributes}>${inner}</text>` : whole
  })
  return { svg: marked, lines }
}

/** A part that is placed anew begins a line; one that only looks different doesn't. */
const linesOf = (inner: string): readonly string[] =>
  inner
    .replace(/<tspan(?=[^>]*\s(?:x|y|dy)=)[^>]*>/g, '\n')
    .replace(/<title>.*?<\/title>|<[^>]*>/gs, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, entity)
    .split('\n')
    .map(line => line.replace(/\s+/g, ' ').trim())
    .filter(line => line !== '')

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

const entity = (whole: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return named[name.toLowerCase()] ?? whole
  const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole
}
