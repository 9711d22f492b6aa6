/**
 * Type errors underlined in the editors that are on the screen. One that isn't asks nothing, or opening 1,000 cells would be 1,000 questions
 * that keep page and kernel from their work; it asks as soon as it is scrolled to.
 */
import { type Diagnostic, linter } from '@codemirror/lint'
import { StateEffect } from '@codemirror/state'
import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { editorDiagnostics } from '../model/editor-diagnostics.ts'
import { type EditedCell, quietly } from './edited-cell.ts'

/** Longer than the pause after which the kernel is told: half a word is not worth underlining, milliseconds. */
const LINT_AFTER_MS = 800

export const typeErrors = (cell: EditedCell) => [
  onScreen,
  linter(view => quietly(() => diagnose(view, cell), []), {
    delay: LINT_AFTER_MS,
    // What cells above define may have changed while this one was left.
    needsRefresh: update => update.focusChanged || hasAppeared(update),
  }),
]

const appeared = StateEffect.define<null>()

const hasAppeared = ({ transactions }: ViewUpdate): boolean =>
  transactions.some(({ effects }) => effects.some(effect => effect.is(appeared)))

const onScreen = ViewPlugin.define(view => {
  const plugin = {
    isSeen: false,
    destroy: () => observer.disconnect(),
  }
  const observer = new IntersectionObserver(entries => {
    plugin.isSeen = entries.at(-1)?.isIntersecting ?? false
    if (plugin.isSeen) view.dispatch({ effects: appeared.of(null) })
  })
  observer.observe(view.dom)
  return plugin
})

const diagnose = async (
  view: EditorView,
  { id, notebook, whenSpeaking }: EditedCell,
): Promise<readonly Diagnostic[]> => {
  if (view.plugin(onScreen)?.isSeen !== true) return []
  const of = notebook()
  if (!of) {
    whenSpeaking(() => view.dispatch({ effects: appeared.of(null) }))
    return []
  }
  of.flush()
  const found = await of.ask.diagnostics(id)
  return editorDiagnostics(found, view.state.doc.length)
}
