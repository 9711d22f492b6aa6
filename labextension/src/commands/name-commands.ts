/**
 * Goes to the definition of the name under the cursor, and renames it, across cells. What the kernel calls the notebook's names is
 * found and replaced; a name of an inner scope is left to the editor.
 */
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils'
import { CodeCell } from '@jupyterlab/cells'
import { definitionOf, isName, renamed } from '../model/name-commands.ts'
import type { NamePlaces } from '../model/questions.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export const goToDefinition = async (notebook: CellarNotebook, id: string): Promise<void> => {
  const found = await nameUnderCursor(notebook, id)
  if (!found) return
  const place = definitionOf(found.places, { id, offset: found.offset, order: notebook.codeCellIds })
  if (!place) return say(`No cell declares ${found.name}`, 'It is assigned without a declaration.')
  await notebook.reveal(place.id)
  const cell = notebook.panel.content.activeCell
  if (!(cell instanceof CodeCell)) return
  notebook.panel.content.mode = 'edit'
  const at = cell.editor?.getPositionAt(place.start)
  if (at) cell.editor?.setCursorPosition(at)
}

export const renameEverywhere = async (notebook: CellarNotebook, id: string): Promise<void> => {
  const found = await nameUnderCursor(notebook, id)
  if (!found) return
  const cells = new Set(found.places.map(place => place.id)).size
  const { value: to } = await InputDialog.getText({
    title: `Rename ${found.name}`,
    label: `${found.places.length} places in ${cells} ${cells === 1 ? 'cell' : 'cells'}`,
    text: found.name,
    okLabel: 'Rename',
  })
  if (to === null || to === found.name) return
  if (!isName(to)) return say('That is no name', `A variable can't be called “${to}”.`)
  const { model } = notebook.panel.content
  const shared = new Map([...(model?.sharedModel.cells ?? [])].map(cell => [cell.getId(), cell]))
  const sources = renamed(found.places, { to, sourceOf: other => shared.get(other)?.getSource() ?? '' })
  for (const [other, source] of sources) shared.get(other)?.setSource(source)
}

const nameUnderCursor = async (
  notebook: CellarNotebook,
  id: string,
): Promise<(NamePlaces & { readonly offset: number }) | undefined> => {
  const { editor } = notebook.panel.content.activeCell ?? {}
  if (!editor) return undefined
  const offset = editor.getOffsetAt(editor.getCursorPosition())
  notebook.flush()
  const found = await notebook.ask.places({ id, offset })
  if (!found)
    await say('No name of the notebook stands here', 'Put the cursor on a name that a cell defines at its top.')
  return found && { ...found, offset }
}

const say = async (title: string, body: string): Promise<void> => {
  await showDialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] })
}
