/**
 * What Cellar adds to the editors of its cells: type errors underlined, and on hovering the type, value and documentation of what
 * stands there. Both ask the kernel after a pause, show nothing where it has nothing to say, and hold up no keystroke.
 */
import { hoverTooltip } from '@codemirror/view'
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime'
import { type EditedCell, quietly } from './edited-cell.ts'
import { typeErrors } from './type-errors.ts'

export const editorExtensions = (cell: EditedCell) => [typeErrors(cell), hover(cell)]

const hover = ({ id, notebook }: EditedCell) =>
  hoverTooltip(async (view, offset) => {
    const of = notebook()
    const code = view.state.doc.toString()
    const markdown = await quietly(async () => of?.ask.hover({ id, code, offset }), undefined)
    if (!of || !markdown) return null
    const dom = await rendered(markdown, of.panel.content.rendermime)
    return { pos: offset, create: () => ({ dom }) }
  })

/** Documentation may come from any package: JupyterLab's renderer sanitises it. */
const rendered = async (markdown: string, rendermime: IRenderMimeRegistry): Promise<HTMLElement> => {
  const renderer = rendermime.createRenderer('text/markdown')
  await renderer.renderModel(rendermime.createModel({ data: { 'text/markdown': markdown }, trusted: false }))
  renderer.addClass('cellar-Hover')
  return renderer.node
}
