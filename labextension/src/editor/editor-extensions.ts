/**
 * What Cellar adds to the editors of its cells: type errors underlined, and on hovering the type, value and documentation of what
 * stands there. Both ask the kernel after a pause, show nothing where it has nothing to say, and hold up no keystroke.
 */
import { type Diagnostic, linter } from '@codemirror/lint'
import type { EditorView } from '@codemirror/view'
import { hoverTooltip } from '@codemirror/view'
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime'
import { editorDiagnostics } from '../model/editor-diagnostics.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

/** The cell that an editor shows. */
export interface EditedCell {
  readonly id: string
  /** Undefined while no Cellar kernel speaks with its notebook. */
  readonly notebook: () => CellarNotebook | undefined
}

/** Longer than the pause after which the kernel is told: half a word is not worth underlining, milliseconds. */
const LINT_AFTER_MS = 800

export const editorExtensions = ({ id, notebook }: EditedCell) => [
  linter(view => quietly(() => diagnose(view, id, notebook()), []), {
    delay: LINT_AFTER_MS,
    // What cells above define may have changed while this one was left.
    needsRefresh: update => update.focusChanged,
  }),
  hoverTooltip(async (view, offset) => {
    const of = notebook()
    const code = view.state.doc.toString()
    const markdown = await quietly(async () => of?.ask.hover({ id, code, offset }), undefined)
    if (!of || !markdown) return null
    const dom = await rendered(markdown, of.panel.content.rendermime)
    return { pos: offset, create: () => ({ dom }) }
  }),
]

const diagnose = async (
  view: EditorView,
  id: string,
  notebook: CellarNotebook | undefined,
): Promise<readonly Diagnostic[]> => {
  if (!notebook) return []
  notebook.flush()
  const found = await notebook.ask.diagnostics(id)
  return editorDiagnostics(found, view.state.doc.length)
}

/** The kernel may go while it is asked; an editor has nothing to say about that. */
const quietly = async <T>(ask: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await ask()
  } catch {
    return otherwise
  }
}

/** Documentation may come from any package: JupyterLab's renderer sanitises it. */
const rendered = async (markdown: string, rendermime: IRenderMimeRegistry): Promise<HTMLElement> => {
  const renderer = rendermime.createRenderer('text/markdown')
  await renderer.renderModel(rendermime.createModel({ data: { 'text/markdown': markdown }, trusted: false }))
  renderer.addClass('cellar-Hover')
  return renderer.node
}
