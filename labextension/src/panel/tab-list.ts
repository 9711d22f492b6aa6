/** Tabs by the ARIA pattern: one tab stop, arrow keys between the tabs, each naming the panel that it controls. */
import type { Tab } from './tab.ts'

export class TabList {
  readonly node = document.createElement('div')
  readonly #tabs: readonly Tab[]
  readonly #buttons: readonly HTMLButtonElement[]
  readonly #onSelect: () => void
  #selected = 0

  constructor(tabs: readonly Tab[], { onSelect }: { readonly onSelect: () => void }) {
    this.#tabs = tabs
    this.#onSelect = onSelect
    this.node.className = 'cellar-Tabs'
    this.#buttons = tabs.map(tab => this.#button(tab))
    const list = document.createElement('div')
    list.className = 'cellar-Tabs-list'
    list.setAttribute('role', 'tablist')
    list.append(...this.#buttons)
    list.addEventListener('keydown', event => this.#onKey(event))
    for (const tab of tabs) {
      tab.node.id = panelId(tab)
      tab.node.className = 'cellar-Tabs-panel'
      tab.node.setAttribute('role', 'tabpanel')
      tab.node.setAttribute('aria-label', tab.title)
    }
    this.node.append(list, ...tabs.map(tab => tab.node))
    this.#show()
  }

  focus(): void {
    this.#buttons[this.#selected]?.focus()
  }

  get selected(): Tab {
    const tab = this.#tabs[this.#selected]
    if (!tab) throw new Error('A tab list has at least one tab.')
    return tab
  }

  #button(tab: Tab): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = tab.title
    button.setAttribute('role', 'tab')
    button.setAttribute('aria-controls', panelId(tab))
    button.addEventListener('click', () => this.#select(this.#tabs.indexOf(tab)))
    return button
  }

  #onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    this.#select((this.#selected + step + this.#tabs.length) % this.#tabs.length)
    this.#buttons[this.#selected]?.focus()
  }

  #select(index: number): void {
    this.#selected = index
    this.#show()
    this.#onSelect()
  }

  #show(): void {
    this.#buttons.forEach((button, index) => {
      const selected = index === this.#selected
      button.setAttribute('aria-selected', String(selected))
      button.tabIndex = selected ? 0 : -1
    })
    this.#tabs.forEach((tab, index) => {
      tab.node.hidden = index !== this.#selected
    })
  }
}

const panelId = (tab: Tab): string => `cellar-tab-${tab.title.toLowerCase()}`
