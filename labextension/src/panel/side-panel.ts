/**
 * Cellar's panel at the side: tabs about the notebook in front. It asks the kernel only while it is seen, and after a pause,
 * so that typing in a large notebook pays nothing for it.
 */
import { LabIcon } from '@jupyterlab/ui-components'
import { Widget } from '@lumino/widgets'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import type { OpenNotebooks } from '../open-notebooks.ts'
import { FiguresTab } from './figures-tab.ts'
import { graphIcon } from './graph-icon.ts'
import { GraphTab } from './graph-tab.ts'
import { QueueTab } from './queue-tab.ts'
import { RunsTab } from './runs-tab.ts'
import { TabList } from './tab-list.ts'
import { VariablesTab } from './variables-tab.ts'

/** milliseconds without a change after which the kernel is asked again */
const PAUSE_MS = 200

export class SidePanel extends Widget {
  readonly #notebooks: OpenNotebooks
  readonly #tabs = new TabList([new GraphTab(), new VariablesTab(), new FiguresTab(), new RunsTab(), new QueueTab()], {
    onSelect: () => this.#refresh(),
  })
  readonly #message = document.createElement('p')
  #notebook: CellarNotebook | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(notebooks: OpenNotebooks) {
    super()
    this.id = 'cellar-panel'
    this.addClass('cellar-Panel')
    this.title.icon = new LabIcon({ name: 'cellar:graph', svgstr: graphIcon })
    this.title.caption = 'Cellar: graph, variables, figures, runs and queue'
    this.#notebooks = notebooks
    this.#message.className = 'cellar-Panel-message'
    this.node.append(this.#message, this.#tabs.node)
    notebooks.currentChanged.connect(this.#follow, this)
    this.#follow()
  }

  /** By the command, or by the button at the side. */
  protected override onActivateRequest(): void {
    this.#tabs.focus()
  }

  protected override onAfterShow(): void {
    this.#refresh()
  }

  protected override onBeforeHide(): void {
    clearTimeout(this.#timer)
  }

  #follow(): void {
    this.#notebook?.changed.disconnect(this.#onChange, this)
    this.#notebook?.panel.content.activeCellChanged.disconnect(this.#onChange, this)
    this.#notebook = this.#notebooks.current
    this.#notebook?.changed.connect(this.#onChange, this)
    this.#notebook?.panel.content.activeCellChanged.connect(this.#onChange, this)
    this.#refresh()
  }

  #onChange(): void {
    if (!this.isVisible || !this.#notebook) return
    this.#tabs.selected.recolour?.(this.#notebook)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#refresh(), PAUSE_MS)
  }

  #refresh(): void {
    clearTimeout(this.#timer)
    if (!this.isVisible) return
    const notebook = this.#notebook
    this.#say(notebook?.isActive ? '' : 'No notebook with a Cellar kernel is in front.')
    if (!notebook?.isActive) return
    this.#tabs.selected.refresh(notebook).catch((error: unknown) => {
      // The notebook in front changed, or its kernel went, while we asked.
      if (notebook === this.#notebook && notebook.isActive)
        this.#say(error instanceof Error ? error.message : String(error))
    })
  }

  #say(text: string): void {
    this.#message.textContent = text
    this.#message.hidden = text === ''
    this.#tabs.node.hidden = text !== ''
  }
}
