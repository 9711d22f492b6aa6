/**
 * A figure as paths: what is left of an SVG after resvg has resolved styles, text, markers and references ("usvg"). What the
 * vector writers can't say exactly is told as a reason, and the figure is drawn as pixels instead.
 */
import { Resvg } from '@resvg/resvg-js'
import { parseDocument } from 'htmlparser2'
import { fontOptions } from './fonts.ts'

/** a b c d e f, as in SVG's matrix() */
export type Matrix = readonly [number, number, number, number, number, number]
/** Absolute segments: M x y, L x y, C x1 y1 x2 y2 x y, Z. */
export type Segment = readonly [op: 'M' | 'L' | 'C' | 'Z', ...numbers: number[]]

export interface Paint {
  /** red, green, blue: 0 to 1 */
  readonly colour: readonly [number, number, number]
  readonly opacity: number
}

export interface Stroke extends Paint {
  readonly width: number
  readonly cap: 'butt' | 'round' | 'square'
  readonly join: 'miter' | 'round' | 'bevel'
  readonly miterLimit: number
  readonly dashes: readonly number[]
  readonly dashOffset: number
}

export interface Shape {
  readonly is: 'shape'
  readonly path: readonly Segment[]
  readonly evenOdd: boolean
  readonly fill?: Paint
  readonly stroke?: Stroke
  /** The stroke lies below the fill: halos of text. */
  readonly strokeFirst: boolean
}

export interface Group {
  readonly is: 'group'
  readonly transform?: Matrix
  readonly opacity: number
  readonly clips: readonly Clip[]
  readonly parts: readonly (Group | Shape)[]
}

export interface Clip {
  readonly path: readonly Segment[]
  readonly evenOdd: boolean
}

export interface Drawing {
  /** CSS pixels, 96 an inch */
  readonly width: number
  readonly height: number
  readonly root: Group
  /** What paths alone can't say, as words: `gradients`, `filters`. The root is then incomplete. */
  readonly beyondPaths: readonly string[]
}

/** The parts of an element of the parsed document that are used here. */
interface Element {
  readonly name: string
  readonly attribs: Readonly<Record<string, string>>
  readonly children: readonly Element[]
}

export const drawingOf = (svg: string): Drawing => {
  const resolved = new Resvg(svg, { font: fontOptions() }).toString()
  const document = parseDocument(resolved, { xmlMode: true }) as unknown as Element
  const root = document.children.find(child => child.name === 'svg')
  if (root === undefined) throw new Error('resvg gave no SVG.')
  return new Reader(root).drawing()
}

class Reader {
  readonly #root: Element
  readonly #byId = new Map<string, Element>()
  readonly #beyond = new Set<string>()

  constructor(root: Element) {
    this.#root = root
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

  #parts(element: Element): readonly (Group | Shape)[] {
    return element.children.flatMap(child => {
      if (child.name === 'g') return this.#group(child)
      if (child.name === 'path') return this.#shape(child) ?? []
      if (child.name === 'image') this.#beyond.add('images')
      return []
    })
  }

  #group({ attribs, ...element }: Element): Group {
    if (attribs.mask !== undefined) this.#beyond.add('masks')
    if (attribs.filter !== undefined) this.#beyond.add('filters')
    if (/mix-blend-mode:(?!normal)/.test(attribs.style ?? '')) this.#beyond.add('blend modes')
    const transform = matrixOf(attribs.transform)
    return {
      is: 'group',
      ...(transform === undefined ? {} : { transform }),
      opacity: Number(attribs.opacity ?? 1),
      clips: this.#clips(attribs['clip-path'], new Set()),
      parts: this.#parts({ attribs, ...element }),
    }
  }

  #shape({ attribs }: Element): Shape | undefined {
    if (attribs.visibility === 'hidden') return undefined
    const fill = this.#paint(attribs.fill ?? '#000000', attribs['fill-opacity'])
    const line = this.#paint(attribs.stroke ?? 'none', attribs['stroke-opacity'])
    const stroke = line && { ...line, ...strokeStyle(attribs) }
    return {
      is: 'shape',
      path: segmentsOf(attribs.d ?? ''),
      evenOdd: attribs['fill-rule'] === 'evenodd',
      ...(fill === undefined ? {} : { fill }),
      ...(stroke === undefined ? {} : { stroke }),
      strokeFirst: /^stroke/.test(attribs['paint-order'] ?? ''),
    }
  }

  #paint(value: string, opacity = '1'): Paint | undefined {
    // What only catches the pointer is not there on paper, where it would be white.
    if (value === 'none' || Number(opacity) === 0) return undefined
    const [, red, green, blue] = /^#(..)(..)(..)$/.exec(value) ?? []
    if (red === undefined || green === undefined || blue === undefined) {
      const kind = this.#byId.get(/^url\(#(.+)\)$/.exec(value)?.[1] ?? '')?.name
      this.#beyond.add(kind === 'pattern' ? 'patterns' : 'gradients')
      return undefined
    }
    const colour = [red, green, blue].map(part => Number.parseInt(part, 16) / 255) as [number, number, number]
    return { colour, opacity: Number(opacity) }
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

const matrixOf = (value: string | undefined): Matrix | undefined => {
  const numbers = /^matrix\(([^)]*)\)$/
    .exec(value ?? '')?.[1]
    ?.split(/[\s,]+/)
    .map(Number)
  return numbers?.length === 6 ? (numbers as unknown as Matrix) : undefined
}

const segmentsOf = (d: string): readonly Segment[] => {
  const segments: Segment[] = []
  let [x, y] = [0, 0]
  for (const [, op = '', text = ''] of d.matchAll(/([MLCQZ])([^MLCQZ]*)/g)) {
    const n = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number)
    if (op === 'Q') {
      const [qx = 0, qy = 0, ex = 0, ey = 0] = n
      // The cubic that is the same curve.
      segments.push([
        'C',
        x + (2 / 3) * (qx - x),
        y + (2 / 3) * (qy - y),
        ex + (2 / 3) * (qx - ex),
        ey + (2 / 3) * (qy - ey),
        ex,
        ey,
      ])
    } else segments.push([op as Segment[0], ...n])
    if (n.length >= 2) [x, y] = n.slice(-2) as [number, number]
  }
  return segments
}

const transformed = (path: readonly Segment[], matrix: Matrix | undefined): readonly Segment[] => {
  if (matrix === undefined) return path
  const [a, b, c, d, e, f] = matrix
  return path.map(([op, ...numbers]): Segment => {
    const moved = numbers.map((value, i) =>
      i % 2 === 0 ? a * value + c * (numbers[i + 1] as number) + e : b * (numbers[i - 1] as number) + d * value + f,
    )
    return [op, ...moved]
  })
}
