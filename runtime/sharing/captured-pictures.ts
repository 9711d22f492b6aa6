/**
 * Adds to outputs the pictures that were captured of them: a chart that a library draws, or a drawing in HTML, then has an SVG for where
 * nothing draws it: print, Markdown, a page without its library. What can't be drawn here stays as it was.
 */
import { cleanMarkup, UnsafeMarkup } from '../figures/clean-markup.ts'
import { contentOf } from '../figures/figure-content.ts'
import { figureHashes } from '../figures/figure-hash.ts'
import { FigureError, type Figures } from '../figures/figures.ts'
import { joinedLines } from '../notebook/output-text.ts'
import type { NotebookOutput } from '../notebook/outputs.ts'
import type { MimeBundle } from '../run/events.ts'
import type { SharedCell, SharedNotebook } from './shared-notebook.ts'

export const withCapturedPictures = async (shared: SharedNotebook, figures: Figures): Promise<SharedNotebook> => {
  const versions = new Map(
    figures
      .list()
      .flatMap(({ name, versions }) => versions.map(({ hash, version }) => [hash, { name, version }] as const)),
  )
  if (versions.size === 0) return shared
  const pictured = async (output: NotebookOutput): Promise<NotebookOutput> => {
    if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') return output
    const hash = hashOfDrawing(output.data)
    const figure = hash === undefined ? undefined : versions.get(hash)
    const svg = figure === undefined ? undefined : await drawn(figure, figures)
    return svg === undefined ? output : { ...output, data: { ...output.data, 'image/svg+xml': svg } }
  }
  const cells: SharedCell[] = []
  for (const cell of shared.cells)
    cells.push(cell.is === 'code' ? { ...cell, outputs: await Promise.all(cell.outputs.map(pictured)) } : cell)
  return { ...shared, cells }
}

/** As figures are kept by; undefined for what is a picture by itself, or none. */
const hashOfDrawing = (data: MimeBundle): string | undefined => {
  const content = contentOf(Object.fromEntries(Object.entries(data).map(([mime, value]) => [mime, joinedLines(value)])))
  if (content === undefined || content.mime.startsWith('image/')) return undefined
  try {
    const kept = content.mime === 'text/html' ? cleanMarkup(content.text).markup : content.text
    return figureHashes(content.mime, kept).hash
  } catch (error) {
    if (error instanceof UnsafeMarkup) return undefined
    throw error
  }
}

const drawn = async (
  { name, version }: { readonly name: string; readonly version: number },
  figures: Figures,
): Promise<string | undefined> => {
  try {
    return (await figures.content(name, version, 'svg')).content
  } catch (error) {
    if (error instanceof FigureError) return undefined
    throw error
  }
}
