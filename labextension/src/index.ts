/**
 * The plugins: what JupyterLab and Notebook 7 load. They add Cellar to every notebook's panel, the commands and the side panel;
 * each keeps quiet until a notebook's kernel is Cellar's.
 */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { ICommandPalette } from '@jupyterlab/apputils'
import { INotebookCellExecutor, INotebookTracker } from '@jupyterlab/notebook'
import { ISettingRegistry } from '@jupyterlab/settingregistry'
import { IEditorExtensionRegistry } from '@jupyterlab/codemirror'
import { addCommands } from './commands/commands.ts'
import { registerEditorExtensions } from './editor/register.ts'
import type { Mode } from './model/outbox.ts'
import { CellarExecutor } from './notebook/cellar-executor.ts'
import { OpenNotebooks } from './open-notebooks.ts'
import { SidePanel } from './panel/side-panel.ts'

const ID = 'cellar-lab:plugin'

/** By itself, because JupyterLab's notebooks need it before there is one. */
const executor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'cellar-lab:cell-executor',
  description: 'Runs what a cell depends on before the cell.',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: (): INotebookCellExecutor => new CellarExecutor(),
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Shows notebooks of the Cellar kernel as a graph of jobs.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ISettingRegistry, INotebookCellExecutor, IEditorExtensionRegistry],
  activate: async (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    settings: ISettingRegistry | null,
    cellExecutor: INotebookCellExecutor | null,
    editors: IEditorExtensionRegistry | null,
  ): Promise<void> => {
    let mode: Mode = 'auto'
    const notebooks = new OpenNotebooks(tracker, {
      defaultMode: () => mode,
      executor: cellExecutor instanceof CellarExecutor ? cellExecutor : undefined,
    })
    app.docRegistry.addWidgetExtension('Notebook', notebooks)
    if (editors) registerEditorExtensions(editors, notebooks)
    const panel = new SidePanel(notebooks)
    app.shell.add(panel, 'right', { rank: 900, type: 'Cellar' })
    addCommands(app.commands, { notebooks, palette, showPanel: () => app.shell.activateById(panel.id) })
    const loaded = await settings?.load(ID)
    const read = (): void => {
      mode = loaded?.get('mode').composite === 'lazy' ? 'lazy' : 'auto'
    }
    loaded?.changed.connect(read)
    read()
  },
}

export default [executor, plugin]
