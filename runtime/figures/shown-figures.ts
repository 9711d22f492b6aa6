/**
 * The figures among what a run showed, as the screen has them at its end: display updates replace, a clear takes away. Pure.
 * Figures that the cell saved by hand come with the options it gave.
 */
import type { FigureRequest, RunEvent } from '../run/events.ts'
import { contentOf, type ShownContent } from './figure-content.ts'

export interface ShownFigure {
  readonly content: ShownContent
  /** By `saveFigure`. */
  readonly asked?: FigureRequest
}

export const figuresShown = (events: readonly RunEvent[]): readonly ShownFigure[] => {
  let shown: { readonly displayId?: string | undefined; content: ShownContent | undefined }[] = []
  const saved: ShownFigure[] = []
  let clearNext = false
  for (const event of events) {
    if (event.type === 'clear' && !event.wait) shown = []
    else if (event.type === 'clear') clearNext = true
    else if (event.type === 'figure') {
      const content = contentOf(event.data)
      if (content !== undefined) saved.push({ content, asked: event.request })
    } else if (event.type === 'update-display') {
      for (const one of shown) if (one.displayId === event.displayId) one.content = contentOf(event.data)
    } else if (event.type === 'display' || event.type === 'result') {
      if (clearNext) shown = []
      clearNext = false
      const displayId = event.type === 'display' ? event.displayId : undefined
      shown.push({ displayId, content: contentOf(event.data) })
    }
  }
  return [...saved, ...shown.flatMap(({ content }) => (content === undefined ? [] : [{ content }]))]
}
