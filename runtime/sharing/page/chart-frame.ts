/**
 * Vega, Vega-Lite and Plotly charts that a reader can point at: the library, taken from the packages beside the notebook, lies in the page
 * once as data, and the page's script puts it into a sandboxed frame when the chart comes into view. Without the library there is no frame.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { escapeHtml } from '../../capture/html-escape.ts'
import { type FrameScripts, frameDocument } from './frames.ts'

interface ChartKind {
  readonly name: string
  /** package → its browser build, in the order to load */
  readonly builds: readonly (readonly [name: string, file: string])[]
  /** Draws `spec` into `chart`. */
  readonly draw: string
}

const VEGA_VIEW = 'new vega.View(vega.parse(RUNTIME),{renderer:"svg",container:chart,hover:true}).runAsync()'

const KINDS: readonly (readonly [mime: RegExp, kind: ChartKind])[] = [
  [
    /^application\/vnd\.vegalite\.v\d+\+json$/,
    {
      name: 'Vega-Lite',
      builds: [
        ['vega', 'build/vega.min.js'],
        ['vega-lite', 'build/vega-lite.min.js'],
      ],
      draw: VEGA_VIEW.replace('RUNTIME', 'vegaLite.compile(spec).spec'),
    },
  ],
  [
    /^application\/vnd\.vega\.v\d+\+json$/,
    { name: 'Vega', builds: [['vega', 'build/vega.min.js']], draw: VEGA_VIEW.replace('RUNTIME', 'spec') },
  ],
  [
    /^application\/vnd\.plotly\.v1\+json$/,
    {
      name: 'Plotly',
      builds: [['plotly.js-dist-min', 'plotly.min.js']],
      draw: 'Plotly.newPlot(chart,spec.data,spec.layout,{displaylogo:false,responsive:true})',
    },
  ],
]

export const chartKind = (mime: string): ChartKind | undefined => KINDS.find(([pattern]) => pattern.test(mime))?.[1]

/** The drawing libraries of one page, each read when first needed. */
export class ChartLibraries {
  readonly #folder: string
  readonly #texts = new Map<string, string | undefined>()

  /** `folder`: the notebook's; packages are looked up from there. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The frame of a chart; undefined where a library is missing. */
  frame(
    kind: ChartKind,
    chart: { readonly spec: unknown; readonly title: string },
    scripts: FrameScripts,
  ): string | undefined {
    const texts = kind.builds.map(build => this.#text(build))
    if (!texts.every(text => text !== undefined)) return undefined
    for (const text of texts) scripts.allow(text)
    scripts.allowEval()
    const boot = `const spec=JSON.parse(document.getElementById("spec").textContent),chart=document.getElementById("chart");${kind.draw}`
    scripts.allow(boot)
    const body =
      `<div id="chart"></div><script type="application/json" id="spec">${jsonInScript(chart.spec)}</script>` +
      `<hr data-libraries><script>${boot}</script>`
    const names = kind.builds.map(([name]) => name).join(' ')
    return (
      `<iframe sandbox="allow-scripts" title="${escapeHtml(chart.title)}" data-libraries="${names}" ` +
      `data-document="${escapeHtml(frameDocument(body, scripts))}"></iframe>`
    )
  }

  /** What the page must hold for its chart frames. */
  html(): string {
    return [...this.#texts]
      .filter(([, text]) => text !== undefined)
      .map(([name, text]) => `<script type="application/json" data-library="${name}">${jsonInScript(text)}</script>\n`)
      .join('')
  }

  #text([name, file]: ChartKind['builds'][number]): string | undefined {
    if (!this.#texts.has(name)) this.#texts.set(name, readBuild(this.#folder, name, file))
    return this.#texts.get(name)
  }
}

/** Its text as an inline script may hold it. */
const readBuild = (folder: string, name: string, file: string): string | undefined => {
  const lookUp = createRequire(join(folder, 'notebook.ipynb')).resolve.paths(name) ?? []
  for (const base of lookUp) {
    try {
      const text = readFileSync(join(base, name, file), 'utf8')
      return text
        .replace(/\r\n?/g, '\n')
        .replace(/<\/(?=script)/gi, '<\\/')
        .replace(/<!--/g, '<\\!--')
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  return undefined
}

/** No character in it can end the script or open a comment. */
const jsonInScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
