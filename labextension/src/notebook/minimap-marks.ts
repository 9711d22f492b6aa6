/**
 * The states of the cells in JupyterLab's own minimap of a notebook. It has one item a cell, in the cells' order, and draws them when it likes:
 * they are marked whenever there are others, and when states change. Where the minimap is off there is nothing to do.
 */
import type { Notebook } from '@jupyterlab/notebook'

const CONTENT = '.jp-WindowedPanel-scrollbar-content'

export class MinimapMarks {
  readonly #notebook: Notebook
  readonly #observer = new MutationObserver(() => this.update())

  constructor(notebook: Notebook) {
    this.#notebook = notebook
    const content = notebook.node.querySelector(CONTENT)
    if (content) this.#observer.observe(content, { childList: true })
  }

  /** By what the cells themselves show. */
  update(): void {
    const { node, scrollbar, widgets } = this.#notebook
    if (!scrollbar) return
    const items = node.querySelectorAll<HTMLElement>(`${CONTENT} > *`)
    items.forEach((item, index) => {
      const state = widgets[index]?.node.dataset.cellarState
      if (state === item.dataset.cellarState) return
      if (state === undefined) delete item.dataset.cellarState
      else item.dataset.cellarState = state
    })
  }

  dispose(): void {
    this.#observer.disconnect()
  }
}
