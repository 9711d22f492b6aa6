/**
 * A notebook as one HTML page that opens anywhere, offline: text, code, outputs, the graph, the states as of export, a table of contents.
 * Pure but for drawing libraries, which come from the packages beside the notebook. Nothing in a notebook can script the page.
 */
import { escapeHtml } from '../../capture/html-escape.ts'
import { titleOf } from '../../notebook/cell-title.ts'
import type { StateWord } from '../../view.ts'
import type { SharedCode, SharedNotebook } from '../shared-notebook.ts'
import { ChartLibraries } from './chart-frame.ts'
import { codeHtml } from './code-html.ts'
import { htmlDocument } from './document.ts'
import { FrameScripts } from './frames.ts'
import { graphAsSvg } from './graph-svg.ts'
import { type Heading, markdownHtml } from './markdown-html.ts'
import { outputHtml } from './output-html.ts'

export interface PageOptions {
  /** The notebook's folder: drawing libraries are looked up from there. */
  readonly folder: string
  /** All code starts folded. */
  readonly fold?: boolean
  /** The page that this one belongs to. */
  readonly up?: string
}

export const notebookPage = (notebook: SharedNotebook, options: PageOptions): string => {
  const scripts = new FrameScripts()
  const libraries = new ChartLibraries(options.folder)
  const headings: Heading[] = []
  const taken = new Set<string>()
  const cells = notebook.cells.map(cell => {
    switch (cell.is) {
      case 'markdown': {
        const rendered = markdownHtml(cell.source, { pictures: cell.pictures, taken })
        headings.push(...rendered.headings)
        return `<section class="cell markdown">${rendered.html}</section>`
      }
      case 'raw':
        return `<section class="cell"><pre class="plain">${escapeHtml(cell.source)}</pre></section>`
      case 'code':
        return codeCell(cell, { scripts, libraries, fold: options.fold === true })
      default:
        return cell satisfies never
    }
  })
  const graph = notebook.graph.nodes.length > 1 ? graphSection(notebook) : ''
  const body = [
    headerOf(notebook, options.up),
    contentsOf(headings, graph !== ''),
    `<main>\n${cells.join('\n')}\n${graph}</main>`,
    `<footer>Made by Cellar, ${timeText(notebook.gatheredAt)}.</footer>`,
    libraries.html(),
  ].join('\n')
  return htmlDocument({ title: notebook.title, body, scriptSources: scripts.sources })
}

export const cellAnchor = (id: string): string => `cell-${encodeURIComponent(id)}`

const headerOf = (
  { title, titleInText, fileName, gatheredAt, cells }: SharedNotebook,
  up: string | undefined,
): string =>
  `<header>${up === undefined ? '' : `<p class="about"><a href="${up}">All notebooks</a></p>`}${titleInText ? '' : `<h1>${escapeHtml(title)}</h1>`}
<p class="about"><b>${escapeHtml(fileName)}</b> as of ${timeText(gatheredAt)} · ${statesText(cells.filter(c => c.is === 'code'))}</p>
<div class="tools"><button hidden data-act="fold">Show or hide code</button><button hidden data-act="theme">Light or dark</button>` +
  `<button hidden data-act="print">Print</button></div></header>`

/** "12 cells: 10 fresh, 2 stale" */
const statesText = (cells: readonly SharedCode[]): string => {
  const counts = stateCounts(cells)
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const parts = [...counts].map(([state, n]) => `<span class="state ${state}">${n} ${state}</span>`)
  return `${total} code cell${total === 1 ? '' : 's'} ${parts.join(' ')}`
}

/** Of the cells that hold code. */
export const stateCounts = (cells: readonly SharedCode[]): ReadonlyMap<StateWord, number> => {
  const counts = new Map<StateWord, number>()
  for (const { state, source } of cells) if (source.trim() !== '') counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

const contentsOf = (headings: readonly Heading[], withGraph: boolean): string => {
  const shown = headings.filter(({ level, text }) => level <= 3 && text !== '')
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li style="padding-left:${(level - 1) * 0.8}rem"><a href="#${encodeURIComponent(anchor)}">${escapeHtml(text)}</a></li>`,
  )
  if (withGraph) items.push('<li><a href="#graph">Graph of the cells</a></li>')
  return items.length < 2 ? '' : `<nav class="contents" aria-label="Contents"><ul>${items.join('')}</ul></nav>`
}

interface CodeContext {
  readonly scripts: FrameScripts
  readonly libraries: ChartLibraries
  readonly fold: boolean
}

const codeCell = (cell: SharedCode, { scripts, libraries, fold }: CodeContext): string => {
  if (cell.source.trim() === '') return ''
  const title = titleOf(cell)
  const open = fold || cell.folded ? '' : ' open'
  const context = { scripts, libraries, title: `cell ${cell.number}`, caption: cell.caption }
  const outputs = cell.outputs.map(output => outputHtml(output, context)).join('\n')
  const why =
    cell.because === undefined || cell.state === 'fresh' ? '' : `<p class="why">${escapeHtml(cell.because)}</p>`
  return `<section class="cell is-${cell.state}" id="${cellAnchor(cell.id)}">
<details class="code"${open}><summary><span>[${cell.number}]</span><span class="title${cell.label === undefined ? ' first' : ''}">${escapeHtml(title)}</span>${runText(cell)}<span class="state ${cell.state}">${cell.state}</span></summary><pre><code class="hljs">${codeHtml(cell.source, 'typescript')}</code></pre></details>
${why}${outputs === '' ? '' : `<div class="outputs">${outputs}${captionHtml(cell)}</div>`}${earlierHtml(cell)}</section>`
}

const captionHtml = ({ caption }: SharedCode): string =>
  caption === undefined ? '' : `<p class="caption">${escapeHtml(caption)}</p>`

const earlierHtml = ({ earlier = [] }: SharedCode): string => {
  if (earlier.length === 0) return ''
  const figures = earlier.map(
    ({ name, version, at, picture }) =>
      `<figure class="card"><img class="paper" loading="lazy" src="${escapeHtml(picture)}" alt="${escapeHtml(name)}">` +
      `<figcaption><b>${escapeHtml(name)}</b> version ${version}, ${timeText(at)}</figcaption></figure>`,
  )
  return `<details class="earlier"><summary>Earlier versions</summary><div class="cards">${figures.join('')}</div></details>`
}

const runText = ({ run }: SharedCode): string =>
  run === undefined
    ? ''
    : `<span title="run ${escapeHtml(run.id)}, ${timeText(run.startedAt)}">${durationText(run.ms)}</span>`

const graphSection = ({ graph }: SharedNotebook): string =>
  `<section class="cell graph" id="graph"><h2>Graph of the cells</h2>${graphAsSvg(graph, id => `#${cellAnchor(id)}`)}</section>\n`

export const durationText = (ms: number): string =>
  ms < 1000
    ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
    : ms < 60_000
      ? `${(ms / 1000).toFixed(1)} s`
      : `${(ms / 60_000).toFixed(1)} min`

/** In UTC, so that a page reads the same wherever it was made. */
export const timeText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
