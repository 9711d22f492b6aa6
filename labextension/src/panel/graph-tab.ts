/**
 * The tab that shows the cells as a graph, a large one with a minimap. It lays out anew only when cells or edges changed; new states only
 * recolour.
 */
import type { GraphView } from '../../../runtime/view.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { place } from './graph-layout.ts'
import { drawGraph, type GraphDrawing } from './graph-drawing.ts'
import { element } from './element.ts'
import { GraphMinimap } from './graph-minimap.ts'
import type { Tab } from './tab.ts'

/** Two stand beside each other in a side panel as JupyterLab opens it. */
const SIZE = { width: 108, height: 24, gap: 10 }

export class GraphTab implements Tab {
  readonly title = 'Graph'
  readonly node = document.createElement('div')
  readonly #stage = element('div', '', 'cellar-Graph-stage')
  readonly #scroller = element('div', '', 'cellar-Graph-scroller')
  #drawing: GraphDrawing | undefined
  #minimap: GraphMinimap | undefined
  /** What the drawing shows. */
  #drawn = ''
  #of: CellarNotebook | undefined

  constructor() {
    this.#stage.append(this.#scroller)
    this.node.append(this.#stage)
  }

  recolour(notebook: CellarNotebook): void {
    if (this.#of !== notebook) return
    this.#drawing?.recolour(id => notebook.view(id))
    this.#minimap?.recolour(id => notebook.view(id))
  }

  async refresh(notebook: CellarNotebook): Promise<void> {
    const graph = await notebook.ask.graph()
    const key = shapeOf(graph)
    if (this.#of === notebook && this.#drawn === key) return this.recolour(notebook)
    const placed = await place(graph, SIZE)
    this.#of = notebook
    this.#drawn = key
    this.#drawing = drawGraph(graph, placed, { size: SIZE, reveal: id => void notebook.reveal(id) })
    this.#minimap?.dispose()
    this.#minimap = new GraphMinimap({ placed, size: SIZE, scroller: this.#scroller })
    this.recolour(notebook)
    this.#scroller.replaceChildren(this.#drawing.svg)
    this.#stage.append(this.#minimap.node)
  }
}

const shapeOf = ({ nodes, edges }: GraphView): string =>
  JSON.stringify([nodes.map(({ id, title }) => [id, title]), edges])
