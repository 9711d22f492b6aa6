/**
 * Which part of a MIME bundle is the figure, if any: the one that every other type can be made from, SVG before charts
 * before pixels; or the data of a table. Pure. Text, and pictures without content, are no figures.
 */
import type { MimeBundle } from '../run/events.ts'

/** A figure as it was shown; `text` of pixels is base64. */
export interface ShownContent {
  readonly mime: string
  readonly text: string
}

export const tableMime = 'text/csv'

export const isPixels = (mime: string): boolean => mime === 'image/png' || mime === 'image/jpeg'

export const contentOf = (bundle: MimeBundle): ShownContent | undefined => {
  const svg = bundle['image/svg+xml']
  if (typeof svg === 'string' && svg !== '') return { mime: 'image/svg+xml', text: svg }
  const html = bundle['text/html']
  if (typeof html === 'string' && isDrawing(html)) return { mime: 'text/html', text: html }
  const chart = Object.keys(bundle).find(mime => chartMime.test(mime))
  if (chart !== undefined) return { mime: chart, text: sortedJson(bundle[chart]) }
  const table = bundle[tableMime]
  if (typeof table === 'string') return { mime: tableMime, text: table }
  const pixels = Object.keys(bundle).find(isPixels)
  const text = pixels === undefined ? undefined : bundle[pixels]
  // Line breaks in base64 are the sender's layout.
  return pixels !== undefined && typeof text === 'string' && text !== ''
    ? { mime: pixels, text: text.replace(/\s/g, '') }
    : undefined
}

export const chartMime = /^application\/vnd\.(?:vega\.v\d+|vegalite\.v\d+|plotly\.v\d+)\+json$/

/** Drawings in a frame of HTML: Observable Plot's figures with legends, captions, several SVGs. */
const isDrawing = (html: string): boolean =>
  /^\s*<(?:figure|div)[\s>]/i.test(html.slice(0, 200)) && /<svg[\s>]/i.test(html)

/** Keys in order, so that the same specification is the same text. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
