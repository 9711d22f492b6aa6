/**
 * A small picture of a graph that is much larger than its tab: the cells in their states' colours, and a frame around what is seen.
 * Pointing at it scrolls there. It says nothing that the graph itself doesn't, so keyboards and screen readers pass it by.
 */
import type { CellView } from '../../../runtime/view.ts'
import type { BoxSize, Placed } from '../model/layered-layout.ts'
import { minimapSize } from '../model/minimap-size.ts'
import { svgElement } from './element.ts'

export interface MinimapParts {
  readonly placed: Placed
  readonly size: BoxSize
  /** What scrolls the graph. */
  readonly scroller: HTMLElement
}

export class GraphMinimap {
  readonly node: SVGSVGElement
  readonly #parts: MinimapParts
  readonly #boxes = new Map<string, SVGElement>()
  readonly #frame = svgElement('rect', { class: 'cellar-Minimap-frame' })
  readonly #resized = new ResizeObserver(() => this.#follow())

  constructor(parts: MinimapParts) {
    this.#parts = parts
    const { placed, size, scroller } = parts
    const { width, height } = minimapSize(placed)
    this.node = svgElement('svg', {
      class: 'cellar-Minimap',
      width,
      height,
      viewBox: `0 0 ${placed.width} ${placed.height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    })
    for (const [id, { x, y }] of placed.boxes) {
      const at = { x: x - size.width / 2, y: y - size.height / 2, width: size.width, height: size.height }
      this.#boxes.set(id, svgElement('rect', { class: 'cellar-Minimap-cell', ...at }))
    }
    this.node.append(...this.#boxes.values(), this.#frame)
    this.node.addEventListener('pointerdown', event => {
      this.node.setPointerCapture(event.pointerId)
      this.#scrollTo(event)
    })
    this.node.addEventListener('pointermove', event => event.buttons > 0 && this.#scrollTo(event))
    scroller.addEventListener('scroll', this.#follow)
    this.#resized.observe(scroller)
  }

  recolour(view: (id: string) => CellView | undefined): void {
    for (const [id, box] of this.#boxes) {
      const state = view(id)?.state ?? 'new'
      if (box.dataset.cellarState !== state) box.dataset.cellarState = state
    }
  }

  dispose(): void {
    this.#resized.disconnect()
    this.#parts.scroller.removeEventListener('scroll', this.#follow)
    this.node.remove()
  }

  readonly #follow = (): void => {
    const { scrollLeft: x, scrollTop: y, clientWidth: width, clientHeight: height } = this.#parts.scroller
    const { placed } = this.#parts
    this.node.toggleAttribute('hidden', width * MUCH >= placed.width && height * MUCH >= placed.height)
    for (const [name, value] of Object.entries({ x, y, width, height })) this.#frame.setAttribute(name, String(value))
  }

  #scrollTo({ clientX, clientY }: PointerEvent): void {
    const { placed, scroller } = this.#parts
    const { left, top, width, height } = this.node.getBoundingClientRect()
    scroller.scrollTo({
      left: ((clientX - left) / width) * placed.width - scroller.clientWidth / 2,
      top: ((clientY - top) / height) * placed.height - scroller.clientHeight / 2,
    })
  }
}

/** A graph that is this much wider or higher than what is seen of it has a minimap. */
const MUCH = 1.5
