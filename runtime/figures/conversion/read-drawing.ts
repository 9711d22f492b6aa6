/**
 * Reads a figure's SVG as a drawing, after resvg has resolved styles, text, markers and references ("usvg"). What the vector
 * writers can't say exactly is told as a reason, never left out.
 */
import { Resvg } from '@resvg/resvg-js'
import { parseDocument } from 'htmlparser2'
import { isGradient } from './drawing.ts'
import type { Clip, Colour, Drawing, Gradient, Group, Paint, Part, Picture, Shape, Stroke, Words } from './drawing.ts'
import { fontOptions } from './fonts.ts'
import { gradientOf } from './gradient.ts'
import { type Box, around, boxOf, type Matrix, matrixOf, type Segment, segmentsOf, transformed } from './path-data.ts'
import { pictureOf } from './placed-picture.ts'
import { type MarkedText, withMarkedText } from './marked-text.ts'

/** The parts of an element of the parsed document that are used here. */
export interface Element {
  readonly name: string
  readonly attribs: Readonly<Record<string, string>>
  readonly children: readonly Element[]
}

export const drawingOf = (svg: string): Drawing => {
  const marked = withMarkedText(svg)
  const resolved = new Resvg(marked.svg, { font: fontOptions(svg) }).toString()
  const document = parseDocument(resolved, { xmlMode: true }) as unknown as Element
  const root = document.children.find(child => child.name === 'svg')
  if (root === undefined) throw new Error('resvg gave no SVG.')
  return new Reader(root, marked.lines).drawing()
}

class Reader {
  readonly #root: Element
  readonly #lines: MarkedText['lines']
  readonly #byId = new Map<string, Element>()
  readonly #beyond = new Set<string>()

  constructor(root: Element, lines: MarkedText['lines']) {
    this.#root = root
    this.#lines = lines
    const defs = root.children.filter(child => child.name === 'defs').flatMap(child => child.children)
    for (const one of defs) if (one.attribs?.id !== undefined) this.#byId.set(one.attribs.id, one)
  }

  drawing(): Drawing {
    const { width, height, viewBox } = this.#root.attribs
    const [w, h] = [Number(width), Number(height)]
    const [x = 0, y = 0, boxWidth = w, boxHeight = h] = (viewBox ?? '').split(' ').filter(Boolean).map(Number)
    // resvg keeps the proportions and centres; other ways of fitting are its own to resolve before.
    const scale = Math.min(w / boxWidth, h / boxHeight)
    const transform: Matrix = [
      scale,
      0,
      0,
      scale,
      (w - boxWidth * scale) / 2 - x * scale,
      (h - boxHeight * scale) / 2 - y * scale,
    ]
    const root: Group = { is: 'group', transform, opacity: 1, clips: [], parts: this.#parts(this.#root) }
    if (/^(?!xMidYMid$|xMidYMid meet$)/.test(this.#root.attribs.preserveAspectRatio ?? 'xMidYMid'))
      this.#beyond.add('a special fit of its view box')
    return { width: w, height: h, root, beyondPaths: [...this.#beyond] }
  }

  #parts(element: Element): readonly Part[] {
    return element.children.flatMap((child): Part | readonly Part[] => {
      if (child.name === 'g') return this.#group(child)
      if (child.name === 'path') return this.#shape(child) ?? []
      return child.name === 'image' ? this.#picture(child) : []
    })
  }

  #group({ attribs, ...element }: Element): Group {
    if (attribs.mask !== undefined) this.#beyond.add('masks')
    if (attribs.filter !== undefined) this.#beyond.add('filters')
    if (/mix-blend-mode:(?!normal)/.test(attribs.style ?? '')) this.#beyond.add('blend modes')
    const transform = matrixOf(attribs.transform)
    const parts = this.#parts({ attribs, ...element })
    return {
      is: 'group',
      ...(transform === undefined ? {} : { transform }),
      opacity: Number(attribs.opacity ?? 1),
      clips: this.#clips(attribs['clip-path'], new Set()),
      parts: [...parts, ...this.#words(attribs.id, parts)],
    }
  }

  /** Of a text's group: what its outlines say. */
  #words(id: string | undefined, parts: readonly Part[]): readonly Words[] {
    const lines = id === undefined ? undefined : this.#lines.get(id)
    const box = lines === undefined ? undefined : around(parts.flatMap(boxesOf))
    return lines === undefined || box === undefined ? [] : [{ is: 'words', lines, box }]
  }

  #picture(element: Element): readonly Picture[] {
    if (element.attribs.visibility === 'hidden') return []
    const picture = pictureOf(element)
    if (picture === undefined) this.#beyond.add('images')
    return picture === undefined ? [] : [picture]
  }

  #shape({ attribs }: Element): Shape | undefined {
    if (attribs.visibility === 'hidden') return undefined
    const path = segmentsOf(attribs.d ?? '')
    const fill = this.#paint(attribs.fill ?? '#000000', attribs['fill-opacity'], path)
    const line = this.#paint(attribs.stroke ?? 'none', attribs['stroke-opacity'], path)
    const stroke = line && this.#stroke(line, attribs)
    return {
      is: 'shape',
      path,
      evenOdd: attribs['fill-rule'] === 'evenodd',
      ...(fill === undefined ? {} : { fill }),
      ...(stroke === undefined ? {} : { stroke }),
      strokeFirst: /^stroke/.test(attribs['paint-order'] ?? ''),
    }
  }

  #stroke({ colour, opacity }: Paint<Colour | Gradient>, attribs: Element['attribs']): Stroke | undefined {
    // Of a line's outline, PDF would want a pattern that knows where its page begins.
    if (isGradient(colour)) this.#beyond.add('lines in gradients')
    return isGradient(colour) ? undefined : { colour, opacity, ...strokeStyle(attribs) }
  }

  #paint(value: string, opacity = '1', path: readonly Segment[]): Paint<Colour | Gradient> | undefined {
    // What only catches the pointer is not there on paper, where it would be white.
    if (value === 'none' || Number(opacity) === 0) return undefined
    const [, red, green, blue] = /^#(..)(..)(..)$/.exec(value) ?? []
    if (red === undefined || green === undefined || blue === undefined) {
      const gradient = this.#gradient(this.#byId.get(/^url\(#(.+)\)$/.exec(value)?.[1] ?? ''), boxOf(path))
      return gradient === undefined ? undefined : { colour: gradient, opacity: Number(opacity) }
    }
    const colour = [red, green, blue].map(part => Number.parseInt(part, 16) / 255) as [number, number, number]
    return { colour, opacity: Number(opacity) }
  }

  #gradient(element: Element | undefined, box: Box | undefined): Gradient | undefined {
    const gradient = element === undefined || box === undefined ? undefined : gradientOf(element, box)
    if (gradient === undefined) this.#beyond.add(element?.name === 'pattern' ? 'patterns' : 'gradients')
    return gradient
  }

  /** All must hold: a clip path may itself be clipped. */
  #clips(reference: string | undefined, above: ReadonlySet<Element>): readonly Clip[] {
    const element = this.#byId.get(/^url\(#(.+)\)$/.exec(reference ?? '')?.[1] ?? '')
    if (element === undefined || above.has(element)) return []
    const shapes = element.children.filter(child => child.attribs !== undefined)
    const outer = matrixOf(element.attribs.transform)
    const paths = shapes.map(shape => ({
      path: transformed(transformed(segmentsOf(shape.attribs.d ?? ''), matrixOf(shape.attribs.transform)), outer),
      evenOdd: shape.attribs['clip-rule'] === 'evenodd',
    }))
    const isSimple = shapes.every(shape => shape.name === 'path' && shape.attribs['clip-path'] === undefined)
    if (!isSimple || (paths.length > 1 && paths.some(one => one.evenOdd))) this.#beyond.add('nested clip paths')
    const own: Clip = { path: paths.flatMap(one => one.path), evenOdd: paths[0]?.evenOdd ?? false }
    return [...this.#clips(element.attribs['clip-path'], new Set([...above, element])), own]
  }
}

/** Of what is painted, where it is painted; words paint nothing. */
const boxesOf = (part: Part): readonly Box[] => {
  if (part.is === 'shape') {
    const box = boxOf(part.path)
    return box === undefined ? [] : [box]
  }
  if (part.is !== 'group') return []
  const inner = part.parts.flatMap(boxesOf)
  const { transform } = part
  return transform === undefined ? inner : inner.flatMap(box => boxOf(transformed(cornersOf(box), transform)) ?? [])
}

const cornersOf = ({ left, top, right, bottom }: Box): readonly Segment[] => [
  ['M', left, top],
  ['L', right, top],
  ['L', right, bottom],
  ['L', left, bottom],
]

const strokeStyle = (attribs: Element['attribs']): Omit<Stroke, keyof Paint> => ({
  width: Number(attribs['stroke-width'] ?? 1),
  cap: (attribs['stroke-linecap'] ?? 'butt') as Stroke['cap'],
  join:
    attribs['stroke-linejoin'] === 'round' || attribs['stroke-linejoin'] === 'bevel'
      ? attribs['stroke-linejoin']
      : 'miter',
  miterLimit: Number(attribs['stroke-miterlimit'] ?? 4),
  dashes: (attribs['stroke-dasharray'] ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number),
  dashOffset: Number(attribs['stroke-dashoffset'] ?? 0),
})
