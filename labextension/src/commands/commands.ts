/**
 * Cellar's commands, for the palette, menus and shortcuts (schema/plugin.json). They act on the selected cell of the
 * notebook in front, and are switched off where there is no Cellar kernel.
 */
import { Dialog, type ICommandPalette, showDialog } from '@jupyterlab/apputils'
import type { CommandRegistry } from '@lumino/commands'
import { toggleFrozen } from '../model/frozen.ts'
import { downstream } from '../model/neighbours.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import type { OpenNotebooks } from '../open-notebooks.ts'
import { goToDefinition, renameEverywhere } from './name-commands.ts'
import { clearStored } from './clear-stored.ts'
import { selectCells } from './select-cells.ts'

interface CellarCommand {
  readonly id: string
  readonly label: string
  readonly caption: string
  /** `cell` is the selected cell's id. */
  readonly run: (notebook: CellarNotebook, cell: string) => Promise<void> | void
}

const SHOW_PANEL = 'cellar:show-panel'

const commands: readonly CellarCommand[] = [
  {
    id: 'cellar:run-stale',
    label: 'Run Stale Cells',
    caption: 'Run all cells that are new or stale, in order',
    run: notebook => notebook.runs.runStale(),
  },
  {
    id: 'cellar:run-to-here',
    label: 'Run Stale Cells to Here',
    caption: 'Run what is new or stale down to the selected cell',
    run: (notebook, cell) => notebook.runs.runTo(cell),
  },
  {
    id: 'cellar:force-run',
    label: 'Force Run',
    caption: 'Run the selected cell even if its result is fresh',
    run: (notebook, cell) => notebook.runs.force(cell, { below: false }),
  },
  {
    id: 'cellar:force-run-below',
    label: 'Force Run with Everything Below',
    caption: 'Run the selected cell and all below it, fresh or not',
    run: (notebook, cell) => notebook.runs.force(cell, { below: true }),
  },
  {
    id: 'cellar:show-why',
    label: 'Show Why',
    caption: 'Say why the selected cell is in its state',
    run: (notebook, cell) => showWhy(notebook, cell),
  },
  {
    id: 'cellar:select-dependants',
    label: 'Select Dependants',
    caption: 'Select the cells that depend on the selected one',
    run: async (notebook, cell) =>
      selectCells(notebook.panel.content, downstream((await notebook.ask.graph()).edges, cell)),
  },
  {
    id: 'cellar:go-to-definition',
    label: 'Go to Definition',
    caption: 'Go to the cell that defines the name under the cursor',
    run: goToDefinition,
  },
  {
    id: 'cellar:rename',
    label: 'Rename in All Cells…',
    caption: 'Rename the variable under the cursor wherever cells use it',
    run: renameEverywhere,
  },
  {
    id: 'cellar:freeze',
    label: 'Freeze or Thaw Cell',
    caption: 'A frozen cell reruns only when you run it',
    run: (notebook, cell) => notebook.editSource(cell, toggleFrozen),
  },
  {
    id: 'cellar:clear-stored',
    label: 'Clear Stored Results…',
    caption: 'Free what the store keeps of the selected cell or of the notebook',
    run: clearStored,
  },
  {
    id: 'cellar:toggle-mode',
    label: 'Switch between Auto and Lazy',
    caption: 'Whether a run reruns what it made stale, or only marks it',
    run: notebook => {
      notebook.mode = notebook.mode === 'auto' ? 'lazy' : 'auto'
    },
  },
  {
    id: 'cellar:stop',
    label: 'Stop the Running Plan',
    caption: 'Stop the cell that runs and forget the rest of the plan',
    run: notebook => notebook.runs.stop(),
  },
]

export const addCommands = (
  registry: CommandRegistry,
  {
    notebooks,
    palette,
    showPanel,
  }: {
    readonly notebooks: OpenNotebooks
    readonly palette: ICommandPalette | null
    readonly showPanel: () => void
  },
): void => {
  for (const { id, label, caption, run } of commands) {
    registry.addCommand(id, {
      label,
      caption,
      isEnabled: () => notebooks.current?.isActive === true && notebooks.current.selectedId !== undefined,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const notebook = notebooks.current
        const cell = notebook?.selectedId
        if (notebook && cell !== undefined) await run(notebook, cell)
      },
    })
    palette?.addItem({ command: id, category: 'Cellar' })
  }
  registry.addCommand(SHOW_PANEL, {
    label: 'Show Graph, Variables, Figures, Runs and Queue',
    caption: 'Open Cellar’s panel at the side',
    describedBy: { args: { type: 'object', properties: {} } },
    execute: showPanel,
  })
  palette?.addItem({ command: SHOW_PANEL, category: 'Cellar' })
  notebooks.currentChanged.connect(() => registry.notifyCommandChanged())
}

const showWhy = async (notebook: CellarNotebook, cell: string): Promise<void> => {
  const view = notebook.view(cell)
  const body = view ? await notebook.ask.why(cell) : 'Only code cells have a state.'
  const cause = view?.because?.via.find(id => id !== cell)
  const buttons = [
    ...(cause === undefined ? [] : [Dialog.cancelButton({ label: 'Go to the Cause' })]),
    Dialog.okButton({ label: 'Close' }),
  ]
  const { button } = await showDialog({ title: view ? `This cell is ${view.state}` : 'No code cell', body, buttons })
  if (cause !== undefined && !button.accept) await notebook.reveal(cause)
}
