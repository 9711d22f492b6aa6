/**
 * A canvas that can fill rectangles and be turned into a PNG, all that the colour ramps of legends need, and that estimates how wide a text is,
 * by which ECharts lays out an SVG; where the user has no canvas package. Anything else is refused with the name of the package that can.
 */
import { createRequire } from 'node:module'
import type * as ResvgModule from '@resvg/resvg-js'
import { escapeHtml } from './html-escape.ts'

interface Context {
  fillStyle: unknown
  font: string
  /** In pixels. */
  measureText(text: string): { readonly width: number }
  fillRect(x: number, y: number, width: number, height: number): void
}

export interface RectangleCanvas {
  width: number
  height: number
  getContext(kind: string): Context
  toBuffer(): Buffer
  toDataURL(): string
}

export const rectangleCanvas = (): RectangleCanvas => {
  const rectangles: string[] = []
  const context: Context = {
    fillStyle: '#000000',
    font: '10px sans-serif',
    measureText: text => ({ width: estimatedWidth(String(text), context.font) }),
    fillRect(x, y, width, height) {
      const fill = escapeHtml(String(context.fillStyle))
      const [left, top, w, h] = [x, y, width, height].map(Number)
      rectangles.push(
        `<rect x="${left}" y="${top}" width="${w}" height="${h}" fill="${fill}" shape-rendering="crispEdges"/>`,
      )
    },
  }
  const canvas: RectangleCanvas = {
    width: 300,
    height: 150,
    getContext: kind => (kind === '2d' ? refusing(context, 'its context') : refuse(`the context ${kind}`)),
    toBuffer() {
      const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as typeof ResvgModule
      const size = `width="${Math.max(1, Number(canvas.width))}" height="${Math.max(1, Number(canvas.height))}"`
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${rectangles.join('')}</svg>`
      return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
    },
    toDataURL: () => `data:image/png;base64,${canvas.toBuffer().toString('base64')}`,
  }
  return canvas
}

/** Of sans-serif letters, in parts of the font's size. */
const estimatedWidth = (text: string, font: string): number => {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10)
  const widthOf = (letter: string): number => widths.find(([letters]) => letters.test(letter))?.[1] ?? 1
  const isMonospaced = /mono/.test(font)
  return (
    size * Array.from(text, letter => (isMonospaced ? 0.6 : widthOf(letter))).reduce((sum, width) => sum + width, 0)
  )
}

const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|! ftr()[\]]/, 0.3],
  [/[mwMW@%]/, 0.9],
  [/[A-Z&]/, 0.68],
  [/[\u0021-\u024f]/, 0.56],
]

const refusing = <T extends object>(object: T, what: string): T =>
  new Proxy(object, {
    get: (target, key, receiver) =>
      key in target || typeof key === 'symbol'
        ? (Reflect.get(target, key, receiver) as unknown)
        : refuse(`${key} of ${what}`),
  })

const refuse = (what: string): never => {
  throw new TypeError(
    `This canvas only fills rectangles and measures text; it has no ${what}. npm install @napi-rs/canvas gives a whole one.`,
  )
}
