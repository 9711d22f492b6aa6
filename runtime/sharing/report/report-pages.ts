/**
 * The pages of a report that span notebooks: the overview, all figures with a filter, the failures, and each figure's provenance. Pure; names,
 * errors and captions are escaped, pictures are files shown as images.
 */
import { escapeHtml } from '../../capture/html-escape.ts'
import { nameOf } from '../../location.ts'
import { codeHtml } from '../page/code-html.ts'
import { htmlDocument } from '../page/document.ts'
import { cellAnchor, durationText, stateCounts, timeText } from '../page/notebook-page.ts'
import { terminalHtml } from '../page/terminal-html.ts'
import type { TableRowsView } from '../../view.ts'
import type { SharedCode } from '../shared-notebook.ts'
import type { Provenance } from './provenance.ts'
import type { ReportedFigure, ReportedNotebook } from './reported-notebook.ts'
import type { NotebookSummary } from './summary.ts'

const page = (title: string, body: string, up = ''): string =>
  htmlDocument({ title, body: `${navigation(up)}<main>\n${body}\n</main>`, pictures: 'beside' })

const navigation = (up: string): string =>
  `<header><p class="about"><a href="${up}index.html">Notebooks</a> · <a href="${up}figures.html">Figures</a> · ` +
  `<a href="${up}failures.html">Failures</a></p>` +
  '<div class="tools"><button hidden data-act="theme">Light or dark</button></div></header>'

export const overviewPage = (title: string, notebooks: readonly NotebookSummary[], madeAt: number): string => {
  const rows = notebooks.map(summary => {
    const { path, slug, problem, states, figures, lastRun, ms, error } = summary
    const name = `<a href="notebooks/${slug}.html">${escapeHtml(path)}</a>`
    if (problem !== undefined)
      return `<tr><td>${escapeHtml(path)}</td><td><span class="state failed">unreadable</span></td><td colspan="5">${escapeHtml(problem)}</td></tr>`
    return (
      `<tr><td>${name}</td><td>${states}</td><td>${figures}</td>` +
      `<td>${lastRun === undefined ? '' : timeText(lastRun)}</td><td>${ms === undefined ? '' : durationText(ms)}</td>` +
      `<td>${error === undefined ? '' : `<a href="failures.html#${slug}">${escapeHtml(error)}</a>`}</td></tr>`
    )
  })
  const head = ['notebook', 'cells', 'figures', 'last run', 'took', 'error'].map(name => `<th>${name}</th>`).join('')
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1><p class="about">${notebooks.length} notebooks as of ${timeText(madeAt)}</p>` +
      `<table class="sortable"><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`,
  )
}

/** One figure, as the page of all figures holds it. */
export const figureCard = (
  notebook: { readonly path: string; readonly slug: string },
  figure: ReportedFigure,
): string => {
  const { name, caption = '', cell, version, at } = figure
  const words = `${name} ${caption} ${notebook.path}`.toLowerCase()
  const provenance =
    figure.provenance === undefined ? '' : ` · <a href="${provenanceFile(notebook.slug, cell)}">how it came about</a>`
  return (
    `<figure class="card" data-words="${escapeHtml(words)}">${pictureHtml(figure)}<figcaption><b>${escapeHtml(name)}</b> ${escapeHtml(caption)}<br>` +
    `<a href="notebooks/${notebook.slug}.html#${cellAnchor(cell)}">${escapeHtml(notebook.path)}</a> · version ${version}, ${timeText(at)}${provenance}` +
    '</figcaption></figure>'
  )
}

const pictureHtml = ({ picture, name }: ReportedFigure, up = ''): string => {
  switch (picture.is) {
    case 'file':
      return `<a href="${up}figures/${picture.name}"><img class="paper" loading="lazy" src="${up}figures/${picture.name}" alt="${escapeHtml(name)}"></a>`
    case 'table':
      return `<div class="html table">${tableHtml(picture.rows)}</div><a href="${up}figures/${picture.name}" download="${escapeHtml(name)}">whole table</a>`
    case 'markup':
      return `<iframe sandbox="" loading="lazy" title="${escapeHtml(name)}" srcdoc="${escapeHtml(picture.html)}"></iframe>`
    case 'none':
      return '<p class="note">A chart that only its notebook page draws.</p>'
    default:
      return picture satisfies never
  }
}

const tableHtml = ({ columns, rows }: TableRowsView): string => {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map(cell => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<table><thead>${line(columns, 'th')}</thead><tbody>${rows.map(row => line(row, 'td')).join('')}</tbody></table>`
}

export const figuresPage = (cards: readonly string[]): string =>
  page(
    'Figures',
    `<h1>Figures</h1><p><input type="search" data-filter=".card" placeholder="Filter ${cards.length} figures by name, caption, notebook" ` +
      `aria-label="Filter"></p><div class="cards" data-paged="60">\n${cards.join('\n')}\n</div>`,
  )

/** The failed cells of one notebook, and when the newest of them failed (milliseconds since 1970). */
export interface Failures {
  readonly html: string
  readonly newest: number
}

/** Newest first; undefined where no cell failed. */
export const failuresOf = (
  { path, slug }: { readonly path: string; readonly slug: string },
  cells: readonly SharedCode[],
): Failures | undefined => {
  const failed = cells.flatMap(cell => {
    const text = errorText(cell)
    return text === undefined || cell.state === 'fresh' ? [] : [{ cell, text, at: cell.run?.startedAt ?? 0 }]
  })
  failed.sort((a, b) => b.at - a.at)
  const [newest] = failed
  if (newest === undefined) return undefined
  const parts = failed.map(({ cell, text }) => {
    const link = `notebooks/${slug}.html#${cellAnchor(cell.id)}`
    const when = cell.run === undefined ? '' : `, ${timeText(cell.run.startedAt)}`
    return `<h3><a href="${link}">[${cell.number}]</a><small class="note">${when}</small></h3><pre class="error">${terminalHtml(text)}</pre>`
  })
  const html = `<section id="${slug}"><h2>${escapeHtml(path)}</h2>${parts.join('\n')}</section>`
  return { html, newest: newest.at }
}

export const errorText = ({ outputs }: SharedCode): string | undefined => {
  const error = outputs.findLast(output => output.output_type === 'error')
  if (error?.output_type !== 'error') return undefined
  return error.traceback.length > 0 ? error.traceback.join('\n') : `${error.ename}: ${error.evalue}`
}

/** The notebook that failed last comes first. */
export const failuresPage = (failures: readonly Failures[]): string => {
  const sections = failures.toSorted((a, b) => b.newest - a.newest).map(({ html }) => html)
  return page('Failures', `<h1>Failures</h1>${sections.length === 0 ? '<p>No cell failed.</p>' : sections.join('\n')}`)
}

export const provenanceFile = (slug: string, cell: string): string =>
  `provenance/${slug}--${encodeURIComponent(cell).replaceAll('%', '_')}.html`

export const provenancePage = (
  notebook: Extract<ReportedNotebook, { shared: unknown }>,
  figures: readonly ReportedFigure[],
  { steps, inputs, unknown, engine }: Provenance,
): string => {
  const cells = steps.map(
    ({ number, code, startedAt, ms, run }) =>
      `<details class="code" open><summary><span>[${number}]</span><span class="title"></span><span title="run ${escapeHtml(run)}">` +
      `${timeText(startedAt)}, ${durationText(ms)}</span></summary><pre><code class="hljs">${codeHtml(code, 'typescript')}</code></pre></details>`,
  )
  const rows = inputs.map(
    ({ location, version }) =>
      `<tr><td>${escapeHtml(location.slice(0, location.indexOf(':')))}</td><td>${escapeHtml(nameOf(location))}</td>` +
      `<td><code>${escapeHtml(version.slice(0, 16))}</code></td></tr>`,
  )
  const lost =
    unknown.length === 0
      ? ''
      : `<p class="note">Made by runs that the notebook doesn't show any more: ${unknown.map(l => escapeHtml(nameOf(l))).join(', ')}.</p>`
  const names = figures.map(({ name }) => name).join(', ')
  return page(
    names,
    `<h1>${escapeHtml(names)}</h1><p class="about">of <a href="../notebooks/${notebook.slug}.html">${escapeHtml(notebook.path)}</a>, ` +
      `by ${escapeHtml(engine)}: all code that led to it, as it ran</p>${figures.map(figure => pictureHtml(figure, '../')).join('\n')}` +
      `<h2>Code</h2>${cells.join('\n')}${lost}` +
      (rows.length === 0
        ? ''
        : `<h2>Inputs</h2><table class="sortable"><thead><tr><th>kind</th><th>what</th><th>version</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`),
    '../',
  )
}

export const statesHtml = (cells: readonly SharedCode[]): string =>
  [...stateCounts(cells)].map(([state, n]) => `<span class="state ${state}">${n} ${state}</span>`).join(' ')
