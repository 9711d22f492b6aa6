/**
 * One output of a cell as HTML for our page. Of several forms it takes the richest that the page can show; pictures become data, SVG as
 * well, because an image can't run what it holds; HTML that is more than text and tables goes into a sandboxed frame.
 */
import { escapeHtml } from '../../capture/html-escape.ts'
import { textOf } from '../../notebook/output-text.ts'
import type { NotebookOutput } from '../../notebook/outputs.ts'
import type { MimeBundle } from '../../run/events.ts'
import { type ChartLibraries, chartKind } from './chart-frame.ts'
import { cleanHtml, isStatic } from './clean-html.ts'
import { codeHtml } from './code-html.ts'
import { type FrameScripts, htmlFrame } from './frames.ts'
import { markdownHtml } from './markdown-html.ts'
import { mathHtml } from './math-html.ts'
import { terminalHtml } from './terminal-html.ts'

/** What the outputs of one page share. */
export interface OutputContext {
  readonly scripts: FrameScripts
  readonly libraries: ChartLibraries
  /** Of the cell, for people who can't see it. */
  readonly title: string
  /** What its author says of its figure. */
  readonly caption?: string | undefined
}

export const outputHtml = (output: NotebookOutput, context: OutputContext): string => {
  switch (output.output_type) {
    case 'stream':
      return `<pre class="stream ${output.name}">${terminalHtml(output.text.join(''))}</pre>`
    case 'error': {
      const text = output.traceback.length > 0 ? output.traceback.join('\n') : `${output.ename}: ${output.evalue}`
      return `<pre class="error">${terminalHtml(text)}</pre>`
    }
    case 'display_data':
    case 'execute_result':
      return richHtml(output.data, output.metadata, context)
    default:
      return output satisfies never
  }
}

const PICTURES = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

const richHtml = (data: MimeBundle, metadata: MimeBundle, context: OutputContext): string => {
  const chart = chartHtml(data, metadata, context)
  if (chart !== undefined) return chart
  const picture = pictureHtml(data, metadata, context)
  const html = data['text/html']
  if (html !== undefined) {
    const text = textOf(html)
    if (isStatic(text)) return `<div class="html">${cleanHtml(text)}</div>`
    // A drawing that nothing moves is as good as a picture, and prints.
    const isStill = !/<script|\son\w+\s*=/i.test(text)
    return (isStill ? picture : undefined) ?? htmlFrame(text, `Output of ${context.title}`, context.scripts)
  }
  if (picture !== undefined) return picture
  if (data['text/markdown'] !== undefined)
    return markdownHtml(textOf(data['text/markdown']), { pictures: new Map(), taken: new Set() }).html
  if (data['text/latex'] !== undefined) return mathHtml(texOf(textOf(data['text/latex'])), { display: true })
  if (data['application/json'] !== undefined)
    return `<pre class="plain">${codeHtml(JSON.stringify(data['application/json'], null, 2), 'json')}</pre>`
  return `<pre class="plain">${terminalHtml(textOf(data['text/plain'] ?? Object.keys(data).join(', ')))}</pre>`
}

/** Drawn where the reader can point at it; the captured picture stands in until then, on paper, and where the library is missing. */
const chartHtml = (data: MimeBundle, metadata: MimeBundle, context: OutputContext): string | undefined => {
  for (const [mime, spec] of Object.entries(data)) {
    const kind = chartKind(mime)
    if (kind === undefined) continue
    const picture = pictureHtml(data, metadata, context)
    const frame = context.libraries.frame(
      kind,
      { spec, title: `${kind.name} chart of ${context.title}` },
      context.scripts,
    )
    if (frame !== undefined) return `<div class="chart">${frame}${picture ?? ''}</div>`
    if (picture !== undefined) return picture
    const specification = codeHtml(JSON.stringify(spec, null, 2), 'json')
    return (
      `<p class="note">A ${kind.name} chart. ${kind.builds.map(([name]) => name).join(' and ')} must be installed beside the ` +
      `notebook when it is exported for it to be drawn here.</p>` +
      `<details><summary>Its specification</summary><pre class="plain">${specification}</pre></details>`
    )
  }
  return undefined
}

const pictureHtml = (data: MimeBundle, metadata: MimeBundle, { title, caption }: OutputContext): string | undefined => {
  const mime = PICTURES.find(name => data[name] !== undefined)
  if (mime === undefined) return undefined
  const text = textOf(data[mime])
  const base64 = mime === 'image/svg+xml' ? Buffer.from(text).toString('base64') : text.replace(/\s+/g, '')
  const size = sizeOf(metadata[mime])
  return `<img class="paper" src="data:${mime};base64,${escapeHtml(base64)}" alt="${escapeHtml(caption ?? `Figure of ${title}`)}"${size}>`
}

const sizeOf = (metadata: unknown): string => {
  if (typeof metadata !== 'object' || metadata === null) return ''
  return Object.entries(metadata)
    .filter(([key, value]) => (key === 'width' || key === 'height') && typeof value === 'number' && value > 0)
    .map(([key, value]) => ` ${key}="${Math.round(value as number)}"`)
    .join('')
}

/** Without the dollars around it. */
const texOf = (text: string): string => text.trim().replace(/^(\${1,2})([\s\S]*)\1$/, '$2')
