/**
 * Two versions of a figure against each other: the pixels that differ, and a page that shows both and the difference. The page is
 * one file, runs no script and holds text from outside only escaped.
 */
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { escapeHtml } from '../runtime/capture/html-escape.ts'
import type { FigureRow } from '../runtime/store/figure-store.ts'
import type { FigureOrigin } from '../runtime/view.ts'
import { timeText } from './time-text.ts'

export interface FigureDifference {
  /** Of all pixels, 0 to 1. */
  readonly share: number
  readonly png: Buffer
}

/** Differences in antialiasing are none. */
const THRESHOLD = 0.1

export const differenceOf = (older: Uint8Array, newer: Uint8Array): FigureDifference => {
  const [before, after] = [PNG.sync.read(Buffer.from(older)), PNG.sync.read(Buffer.from(newer))]
  const width = Math.max(before.width, after.width)
  const height = Math.max(before.height, after.height)
  const drawn = new PNG({ width, height })
  const pixels = [before, after].map(picture => onPage(picture, width, height).data)
  const differing = pixelmatch(pixels[0] as Buffer, pixels[1] as Buffer, drawn.data, width, height, {
    threshold: THRESHOLD,
  })
  return { share: differing / (width * height), png: PNG.sync.write(drawn) }
}

const onPage = (picture: PNG, width: number, height: number): PNG => {
  const page = new PNG({ width, height })
  page.data.fill(0xff)
  PNG.bitblt(picture, page, 0, 0, picture.width, picture.height, 0, 0)
  return page
}

export const comparisonPage = (compared: {
  readonly older: FigureRow
  readonly newer: FigureRow
  readonly pictures: readonly [Uint8Array, Uint8Array]
  readonly difference: FigureDifference
  readonly origins: readonly [FigureOrigin | undefined, FigureOrigin | undefined]
}): string => {
  const { older, newer, pictures, difference, origins } = compared
  const column = (row: FigureRow, png: Uint8Array, origin: FigureOrigin | undefined): string => `<section>
<h2>${escapeHtml(row.name)}@${row.version}</h2><p>${timeText(row.at)} UTC · run ${escapeHtml(row.run)}</p>
${picture(png, `version ${row.version}`)}<pre>${escapeHtml(origin?.code ?? '')}</pre></section>`
  const title = `${escapeHtml(newer.name)}: ${older.version} and ${newer.version}`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>${STYLE}</style></head><body><h1>${title}</h1>
<p>${(100 * difference.share).toFixed(2)} % of the pixels differ${changedInputs(...origins)}.</p>
<main>${column(older, pictures[0], origins[0])}${column(newer, pictures[1], origins[1])}
<section><h2>Difference</h2><p>what differs is red</p>${picture(difference.png, 'difference')}</section></main></body></html>
`
}

const picture = (png: Uint8Array, alt: string): string =>
  `<img alt="${escapeHtml(alt)}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`

/** Which of what the cells read is another version now. */
const changedInputs = (before: FigureOrigin | undefined, after: FigureOrigin | undefined): string => {
  const known = new Map(before?.inputs.map(({ location, version }) => [location, version]))
  const changed = after?.inputs.filter(({ location, version }) => known.get(location) !== version) ?? []
  const code = before?.code === after?.code ? [] : ['the code']
  const causes = [...code, ...changed.map(({ location }) => escapeHtml(location))]
  return causes.length === 0 ? '' : `; changed: ${causes.join(', ')}`
}

const STYLE = `:root { color-scheme: light dark; font: 14px system-ui, sans-serif } body { margin: 2rem }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem }
img { max-width: 100%; background: white; border: 1px solid #8888 } pre { overflow: auto; background: #8882; padding: .5rem }`
