/**
 * The plugin: what JupyterLab and Notebook 7 load. It adds Cellar to every notebook's panel, the commands and the side panel;
 * each keeps quiet until a notebook's kernel is Cellar's.
 */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { ICommandPalette } from '@jupyterlab/apputils'
import { INotebookTracker } from '@jupyterlab/notebook'
import { ISettingRegistry } from '@jupyterlab/settingregistry'
import { addCommands } from './commands/commands.ts'
import type { Mode } from './model/outbox.ts'
import { OpenNotebooks } from './open-notebooks.ts'
import { SidePanel } from './panel/side-panel.ts'

const ID = 'cellar-lab:plugin'

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Shows notebooks of the Cellar kernel as a graph of jobs.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ISettingRegistry],
  activate: async (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    settings: ISettingRegistry | null,
  ): Promise<void> => {
    let mode: Mode = 'auto'
    const notebooks = new OpenNotebooks(tracker, { defaultMode: () => mode })
    app.docRegistry.addWidgetExtension('Notebook', notebooks)
    addCommands(app.commands, { notebooks, palette })
    app.shell.add(new SidePanel(notebooks), 'right', { rank: 900, type: 'Cellar' })
    const loaded = await settings?.load(ID)
    const read = (): void => {
      mode = loaded?.get('mode').composite === 'lazy' ? 'lazy' : 'auto'
    }
    loaded?.changed.connect(read)
    read()
  },
}

export default plugin
