/**
 * What png, pdf and eps look like, against Chromium's own rendering of the SVG: the pictures agree, and where Chromium has text they
 * have ink. Needs Chromium, poppler and Ghostscript (`scripts/test.js` brings them).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanMarkup } from '../../runtime/figures/clean-markup.ts'
import { convert } from '../../runtime/figures/conversion/convert.ts'
import type { FigureType } from '../../runtime/view.ts'
import { figuresOfAllLibraries } from './figures-of-all-libraries.ts'

/** Pixels to a CSS pixel. */
const scale = 2
/** Mean over all pixels and channels, of 255. */
const tolerated = 0.01

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

let folder = ''
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cellar-rendering-'))
  const executablePath = process.env.CELLAR_CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] })
  page = await browser.newPage({ deviceScaleFactor: scale })
})
/** The largest there was. */
const differences: Record<string, number> = {}

afterAll(async () => {
  const shares = Object.entries(differences).map(([type, share]) => `${type} ${(100 * share).toFixed(2)} %`)
  console.log(`Largest mean difference from Chromium's picture: ${shares.join(', ')}`)
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf')
const face = (weight: string, file: string): string => {
  const data = readFileSync(join(fonts, `${file}.ttf`)).toString('base64')
  return `@font-face { font-family: bundled; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}) }`
}
const style = `${face('normal', 'DejaVuSans')} ${face('bold', 'DejaVuSans-Bold')} body { margin: 0 } svg { display: block } text, tspan { font-family: bundled !important }`

/** Chromium's picture, and where it drew text. */
const byChromium = async (svg: string): Promise<{ readonly png: PNG; readonly texts: readonly Box[] }> => {
  await page.setContent(`<!doctype html><style>${style}</style>${svg}`)
  // A string: the test's own program knows no DOM.
  const texts = (await page.evaluate(
    `document.fonts.ready.then(() => [...document.querySelectorAll('text')].map(text => text.getBoundingClientRect().toJSON()))`,
  )) as readonly Box[]
  const png = PNG.sync.read(await page.locator('svg').first().screenshot({ omitBackground: false }))
  return { png, texts: texts.filter(box => box.width >= 2 && box.height >= 2) }
}

const pictureOf = (bytes: Uint8Array, type: FigureType): PNG => {
  if (type === 'png') return PNG.sync.read(Buffer.from(bytes))
  const [file, picture] = [join(folder, `figure.${type}`), join(folder, `figure-${type}`)]
  writeFileSync(file, bytes)
  const resolution = String(96 * scale)
  if (type === 'pdf') execFileSync('pdftocairo', ['-r', resolution, '-png', '-singlefile', file, picture])
  else
    execFileSync('gs', [
      ...['-q', '-dSAFER', '-dBATCH', '-dNOPAUSE', '-dEPSCrop', '-sDEVICE=png16m', `-r${resolution}`],
      ...['-dTextAlphaBits=4', '-dGraphicsAlphaBits=4', `-sOutputFile=${picture}.png`, file],
    ])
  return PNG.sync.read(readFileSync(`${picture}.png`))
}

/** A pixel more or less at the edges is rounding. */
const meanDifference = (a: PNG, b: PNG): number => {
  expect(Math.abs(a.width - b.width) + Math.abs(a.height - b.height)).toBeLessThanOrEqual(4)
  const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)]
  let sum = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        sum += Math.abs(
          (a.data[(y * a.width + x) * 4 + channel] as number) - (b.data[(y * b.width + x) * 4 + channel] as number),
        )
  return sum / (width * height * 3 * 255)
}

/** How far a box is from one even colour. */
const ink = (png: PNG, box: Box): number => {
  const grey: number[] = []
  for (let y = Math.max(0, Math.round(box.y * scale)); y < Math.min(png.height, (box.y + box.height) * scale); y++)
    for (let x = Math.max(0, Math.round(box.x * scale)); x < Math.min(png.width, (box.x + box.width) * scale); x++) {
      const at = (y * png.width + x) * 4
      grey.push(((png.data[at] as number) + (png.data[at + 1] as number) + (png.data[at + 2] as number)) / 3)
    }
  const mean = grey.reduce((sum, value) => sum + value, 0) / Math.max(1, grey.length)
  return grey.reduce((sum, value) => sum + Math.abs(value - mean), 0)
}

/** The words of a pdf, as a reader that selects all of it has them. */
const wordsOf = (bytes: Uint8Array): ReadonlySet<string> => {
  const file = join(folder, 'words.pdf')
  writeFileSync(file, bytes)
  return new Set(execFileSync('pdftotext', [file, '-']).toString().split(/\s+/))
}

const types: readonly FigureType[] = ['png', 'pdf', 'eps']

test('there are thirty-one figures', () => {
  expect(Object.keys(figuresOfAllLibraries).length).toBe(31)
})

describe.each(Object.entries(figuresOfAllLibraries))('%s', (_, draw) => {
  test('is drawn alike in png, pdf and eps, its text whole', async () => {
    const { markup } = cleanMarkup(await draw())
    const source = { mime: markup.startsWith('<svg') ? 'image/svg+xml' : 'text/html', content: Buffer.from(markup) }
    const { png, texts } = await byChromium(Buffer.from(convert({ ...source, type: 'svg' }).bytes).toString())
    for (const type of types) {
      const picture = pictureOf(convert({ ...source, type }).bytes, type)
      const difference = meanDifference(picture, png)
      differences[type] = Math.max(difference, differences[type] ?? 0)
      expect({ type, difference }).toEqual({ type, difference: expect.toSatisfy((share: number) => share < tolerated) })
      if (type === 'pdf') {
        const drawn = await page.evaluate(
          `[...document.querySelectorAll('text')].flatMap(text => [...text.childNodes].map(node => node.textContent))`,
        )
        const words = (drawn as readonly string[]).flatMap(text => text.split(/\s+/)).filter(word => word !== '')
        const selectable = wordsOf(convert({ ...source, type }).bytes)
        expect(words.filter(word => !selectable.has(word))).toEqual([])
      }
      const lost = texts.filter(box => ink(png, box) > 0 && ink(picture, box) < 0.5 * ink(png, box))
      expect({ type, lost }).toEqual({ type, lost: [] })
    }
  })
})
