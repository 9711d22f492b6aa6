/**
 * Gives the editors of notebook cells what Cellar adds to them. JupyterLab asks for every editor that it makes, of any file and
 * kernel: all but code cells are left alone, and those of other kernels hear of nothing.
 */
import { EditorExtensionRegistry, type IEditorExtensionRegistry } from '@jupyterlab/codemirror'
import type { OpenNotebooks, SharedCell } from '../open-notebooks.ts'
import { editorExtensions } from './editor-extensions.ts'

export const registerEditorExtensions = (registry: IEditorExtensionRegistry, notebooks: OpenNotebooks): void => {
  registry.addExtension({
    name: 'cellar',
    factory: ({ model: { sharedModel } }) => {
      if (!isCodeCell(sharedModel)) return null
      const id = sharedModel.getId()
      return EditorExtensionRegistry.createImmutableExtension(
        editorExtensions({
          id,
          notebook: () => notebooks.ofCell(sharedModel),
          whenSpeaking: listener => notebooks.whenSpeaking(id, listener),
        }),
      )
    },
  })
}

const isCodeCell = (model: object): model is SharedCell => 'cell_type' in model && model.cell_type === 'code'
