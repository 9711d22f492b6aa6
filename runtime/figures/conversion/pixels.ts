/** An SVG as pixels on white, by resvg with the bundled fonts: the same bytes at every run and on every machine. */
import { Resvg } from '@resvg/resvg-js'
import { fontOptions } from './fonts.ts'

export interface Pixels {
  readonly width: number
  readonly height: number
  /** Three bytes a pixel, row by row from the top. */
  readonly rgb: Uint8Array
}

/** A picture of more is of no use on a page, and a gigabyte of memory. */
const maxPixels = 40_000_000

/** Of `scale` times its size in CSS pixels, or as large as can be. */
export const rendered = (svg: string, scale: number) => {
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } })
  const largest = Math.sqrt(maxPixels / Math.max(1, width * height))
  const zoom = Math.min(scale, largest)
  return new Resvg(svg, { font: fontOptions(svg), background: 'white', fitTo: { mode: 'zoom', value: zoom } }).render()
}

export const pixelsOf = (svg: string, scale: number): Pixels => {
  const { width, height, pixels } = rendered(svg, scale)
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    rgb[to] = pixels[from] as number
    rgb[to + 1] = pixels[from + 1] as number
    rgb[to + 2] = pixels[from + 2] as number
  }
  return { width, height, rgb }
}
