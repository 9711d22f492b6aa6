/**
 * The tab with a gallery of the notebook's figures and tables: each one's newest version, how many there are, and the way to its cell. A picture
 * opens large, with its versions.
 */
import type { FigureView } from '../../../runtime/view.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { button, element } from './element.ts'
import { showFigure } from './figure-dialog.ts'
import { FigurePictures } from './figure-pictures.ts'
import type { Tab } from './tab.ts'

export class FiguresTab implements Tab {
  readonly title = 'Figures'
  readonly node = document.createElement('div')
  readonly #pictures = new WeakMap<CellarNotebook, FigurePictures>()
  #drawn = ''
  #of: CellarNotebook | undefined

  async refresh(notebook: CellarNotebook): Promise<void> {
    const figures = await notebook.ask.figures()
    const key = JSON.stringify(figures)
    if (key === this.#drawn && notebook === this.#of) return
    this.#drawn = key
    this.#of = notebook
    const pictures = this.#pictures.get(notebook) ?? new FigurePictures(notebook)
    this.#pictures.set(notebook, pictures)
    if (figures.length === 0) {
      this.node.replaceChildren(
        element('p', 'No figures yet: run a cell that shows a plot, a picture or a table.', 'cellar-Panel-message'),
      )
      return
    }
    const list = element('ul', '', 'cellar-Figures')
    list.append(...figures.map(figure => entry(notebook, figure, pictures)))
    this.node.replaceChildren(list)
  }
}

const entry = (notebook: CellarNotebook, figure: FigureView, pictures: FigurePictures): HTMLElement => {
  const item = element('li')
  const [newest] = figure.versions
  if (!newest) return item
  const open = button('', () => void showFigure(notebook, figure, pictures), `Open ${figure.name}`)
  open.append(pictures.shown({ ...newest, name: figure.name }))
  const count = figure.versions.length
  const facts = element('span', `${figure.name} · ${count === 1 ? '1 version' : `${count} versions`}`)
  const title = notebook.titleOf(figure.cell)
  item.append(
    open,
    facts,
    button(title, () => void notebook.reveal(figure.cell), `Go to cell ${title}`),
  )
  if (figure.caption) item.append(element('em', figure.caption))
  return item
}
