/**
 * The tab that lists the notebook's variables: name, type, size, preview, where each is defined and used. Values come as the
 * kernel previews them; long lists are shown in parts.
 */
import type { VariableView } from '../../../runtime/view.ts'
import { byteSize } from '../model/byte-size.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { button, element } from './element.ts'
import type { Tab } from './tab.ts'

/** Rows that are drawn at once. */
const PART = 200

export class VariablesTab implements Tab {
  readonly title = 'Variables'
  readonly node = document.createElement('div')
  #shown = PART

  async refresh(notebook: CellarNotebook): Promise<void> {
    this.#draw(notebook, await notebook.ask.variables())
  }

  #draw(notebook: CellarNotebook, variables: readonly VariableView[]): void {
    if (variables.length === 0) {
      const text = element('p', 'No variables yet: run a cell that defines some.')
      text.className = 'cellar-Panel-message'
      this.node.replaceChildren(text)
      return
    }
    const titles = titlesOf(notebook)
    const table = document.createElement('table')
    table.className = 'cellar-Variables'
    const head = document.createElement('tr')
    head.append(...['Name', 'Value', 'Type', 'Size', 'Defined', 'Used'].map(title => element('th', title)))
    table.append(head, ...variables.slice(0, this.#shown).map(variable => this.#row(notebook, variable, titles)))
    this.node.replaceChildren(table, ...this.#more(notebook, variables))
  }

  #row(notebook: CellarNotebook, variable: VariableView, titles: ReadonlyMap<string, string>): HTMLElement {
    const row = document.createElement('tr')
    const link = (id: string): HTMLElement => {
      const title = titles.get(id) ?? '[?]'
      return button(title, () => void notebook.reveal(id), `Go to cell ${title}`)
    }
    const cellsOf = (ids: readonly string[]): HTMLElement => {
      const cell = document.createElement('td')
      cell.append(...ids.map(link))
      return cell
    }
    const name = element('th', variable.name)
    name.scope = 'row'
    const preview = element('td', variable.preview)
    preview.title = variable.preview
    row.append(
      name,
      preview,
      element('td', variable.type),
      element('td', variable.bytes === undefined ? '' : byteSize(variable.bytes)),
      cellsOf([variable.definedIn]),
      cellsOf(variable.usedBy),
    )
    return row
  }

  #more(notebook: CellarNotebook, variables: readonly VariableView[]): readonly HTMLElement[] {
    const left = variables.length - this.#shown
    if (left <= 0) return []
    return [
      button(`Show ${Math.min(left, PART)} more of ${left}`, () => {
        this.#shown += PART
        this.#draw(notebook, variables)
      }),
    ]
  }
}

/** Cells as the kernel calls them: by their place. */
const titlesOf = (notebook: CellarNotebook): ReadonlyMap<string, string> =>
  new Map(notebook.codeCellIds.map((id, index) => [id, `[${index + 1}]`]))
