/**
 * Plotly figures as SVG, by the user's plotly in the user's jsdom. jsdom has no layout: what Plotly measures (text) is estimated here, so
 * that margins come out about right. What needs WebGL can't be drawn.
 */
import { type ChartPlace, userPackage } from './user-package.ts'

interface Dom {
  readonly window: Record<string, unknown> & {
    readonly document: { getElementById(id: string): unknown }
    readonly SVGElement: { readonly prototype: object }
    readonly HTMLCanvasElement: { readonly prototype: object }
    eval(code: string): unknown
    Plotly?: Plotly
  }
}

interface Plotly {
  newPlot(element: unknown, data: unknown, layout: unknown): Promise<unknown>
  toImage(element: unknown, options: Readonly<Record<string, unknown>>): Promise<string>
}

const defaultSize = { width: 700, height: 450 }
/** Widths of DejaVu Sans, on average, in font sizes. */
const characterWidth = 0.6

export const plotlySvg = async (figure: Readonly<Record<string, unknown>>, { folder }: ChartPlace): Promise<string> => {
  const { JSDOM } = await userPackage<{ JSDOM: new (html: string, options: object) => Dom }>(['jsdom'], folder)
  const { window } = new JSDOM('<div id="chart"></div>', { runScripts: 'outside-only', pretendToBeVisual: true })
  prepare(window)
  window.eval(await plotlyText(folder))
  const plotly = window.Plotly
  if (plotly === undefined) throw new Error('the package plotly.js-dist-min defines no Plotly')
  const layout = (figure.layout ?? {}) as Readonly<Record<string, unknown>>
  const size = {
    width: typeof layout.width === 'number' ? layout.width : defaultSize.width,
    height: typeof layout.height === 'number' ? layout.height : defaultSize.height,
  }
  const chart = window.document.getElementById('chart')
  await plotly.newPlot(chart, figure.data, { ...layout, ...size })
  const address = await plotly.toImage(chart, { format: 'svg', ...size })
  const comma = address.indexOf(',')
  return address.slice(0, comma).endsWith('base64')
    ? Buffer.from(address.slice(comma + 1), 'base64').toString()
    : decodeURIComponent(address.slice(comma + 1))
}

/** Its text, as it has to run in jsdom's window rather than here. */
const plotlyText = async (folder: string): Promise<string> => {
  const { createRequire } = await import('node:module')
  const { readFile } = await import('node:fs/promises')
  const { resolve } = createRequire(`${folder}/[cell].cjs`)
  for (const name of ['plotly.js-dist-min', 'plotly.js-dist', 'plotly.js/dist/plotly.min.js']) {
    try {
      return await readFile(resolve(name), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new Error(
    'it is drawn by the package plotly.js-dist-min, which is not installed here: npm install plotly.js-dist-min',
  )
}

const prepare = (window: Dom['window']): void => {
  const url = window.URL as Record<string, unknown>
  url.createObjectURL = () => 'blob:'
  url.revokeObjectURL = () => {}
  Object.defineProperties(window.SVGElement.prototype, {
    getBBox: { value: boxOf },
    getBoundingClientRect: { value: boxOf },
    getComputedTextLength: {
      value(this: Drawn) {
        return Reflect.apply(boxOf, this, []).width
      },
    },
  })
  Object.defineProperty(window.HTMLCanvasElement.prototype, 'getContext', { value: () => null })
}

/** An element of jsdom's, as far as it is measured. */
interface Drawn {
  readonly textContent: string | null
  readonly style?: { readonly fontSize?: string }
}

/** Of text about its size; of anything else, which Plotly knows itself, what its text needs. */
function boxOf(this: Drawn) {
  const size = Number.parseFloat(this.style?.fontSize ?? '') || 12
  const [width, height] = [(this.textContent ?? '').length * size * characterWidth, size * 1.2]
  return { x: 0, y: -size, left: 0, top: -size, right: width, bottom: height - size, width, height }
}
