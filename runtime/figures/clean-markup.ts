/**
 * Cleans a drawing's markup in one pass: nothing that runs or loads from elsewhere stays, and what differs between two runs
 * of the same code (generated ids, comments, dates) is made the same. Pure. It refuses what would blow up a renderer: entities,
 * extreme depth, shapes that multiply by reference.
 */
import { Parser } from 'htmlparser2'
import { escapeHtml } from '../capture/html-escape.ts'
import { Expansion } from './expansion.ts'
import { renamedIds } from './generated-ids.ts'
import { safeAttribute, safeCss } from './safe-attribute.ts'

export interface CleanOptions {
  /** pixels; height follows */
  readonly width?: number
  /** CSS that is added to the drawing */
  readonly style?: string
}

export interface CleanMarkup {
  readonly markup: string
  /** All characters that are drawn as text. */
  readonly text: string
  /** What was taken out, each once: `<script>`, `onclick`. */
  readonly removed: readonly string[]
}

/** The drawing can't be kept as a figure: says why. */
export class UnsafeMarkup extends Error {
  override readonly name = 'UnsafeMarkup'
}

/** A renderer recurses; no figure we know goes deeper than 30. */
const maxDepth = 256
/** Shapes after all references are followed. */
const maxShapes = 2_000_000

export const cleanMarkup = (markup: string, options: CleanOptions = {}): CleanMarkup => {
  if (/<!ENTITY/i.test(markup)) throw new UnsafeMarkup('it declares entities, which figures have no use for')
  const xmlMode = !/^\s*<(?!svg|\?xml|!)[a-z]/i.test(markup.slice(0, 200))
  const writer = new CleanWriter(markup, options)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      onclosetag: name => writer.close(name),
      ontext: text => writer.text(text),
    },
    { xmlMode, lowerCaseTags: false, lowerCaseAttributeNames: false, recognizeSelfClosing: true },
  )
  // The one entity that elements are serialised with and XML does not know.
  parser.end(xmlMode ? markup.replaceAll('&nbsp;', '&#160;') : markup)
  return writer.done()
}

class CleanWriter {
  #out = ''
  readonly #texts: string[] = []
  readonly #removed = new Set<string>()
  readonly #rename: (text: string) => string
  readonly #options: CleanOptions
  readonly #expansion = new Expansion()
  readonly #open: string[] = []
  /** Depth at which the element that is being left out began. */
  #leftOut: number | undefined

  constructor(markup: string, options: CleanOptions) {
    this.#rename = renamedIds(markup)
    this.#options = options
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#open.push(name)
    if (this.#open.length > maxDepth) throw new UnsafeMarkup(`it is nested more than ${maxDepth} levels deep`)
    if (this.#leftOut !== undefined) return
    if (isLeftOut(name, attributes)) {
      this.#leftOut = this.#open.length
      if (!silent.has(name)) this.#removed.add(`<${name}>`)
      return
    }
    this.#expansion.open(attributes)
    const isRoot = this.#out === ''
    const all = isRoot && name === 'svg' ? rootAttributes(attributes, this.#options) : attributes
    let tag = `<${name}`
    for (const key in all) tag += this.#attribute(name, key, all[key] as string)
    this.#out += `${tag}>`
    if (isRoot && name === 'svg' && this.#options.style !== undefined)
      this.#out += `<style>${escapeHtml(safeCss(this.#options.style))}</style>`
  }

  text(text: string): void {
    if (this.#leftOut !== undefined) return
    const within = this.#open.at(-1)
    if (within === undefined) return
    if (within === 'style') this.#out += escapeHtml(this.#rename(safeCss(text)))
    else {
      this.#out += escapeHtml(text)
      if (within !== 'title' && within !== 'desc') this.#texts.push(text)
    }
  }

  close(name: string): void {
    const depth = this.#open.length
    this.#open.pop()
    if (this.#leftOut !== undefined) {
      if (this.#leftOut === depth) this.#leftOut = undefined
      return
    }
    this.#expansion.close()
    if (!voidElements.has(name)) this.#out += `</${name}>`
  }

  done(): CleanMarkup {
    if (this.#out === '') throw new UnsafeMarkup('there is no drawing in it')
    const shapes = this.#expansion.total()
    if (shapes > maxShapes) throw new UnsafeMarkup(`its references multiply to more than ${maxShapes} shapes`)
    return { markup: this.#out, text: this.#texts.join(''), removed: [...this.#removed].sort() }
  }

  #attribute(element: string, key: string, value: string): string {
    // Numbers and path data, nearly always.
    if (plainAttributes.has(key) && !unusual.test(value)) return ` ${key}="${value}"`
    const safe = safeAttribute(element, key, value)
    if (safe === undefined) {
      if (!/^(?:xmlns|\w+:)/.test(key)) this.#removed.add(key)
      return ''
    }
    return ` ${key}="${escapeHtml(this.#rename(safe))}"`
  }
}

/** Without its namespaces an SVG file is only XML: viewers refuse it. */
const rootAttributes = (
  attributes: Readonly<Record<string, string>>,
  { width }: CleanOptions,
): Readonly<Record<string, string>> => ({
  xmlns: 'http://www.w3.org/2000/svg',
  'xmlns:xlink': 'http://www.w3.org/1999/xlink',
  ...attributes,
  ...(width === undefined ? {} : scaledTo(attributes, width)),
})

const scaledTo = (attributes: Readonly<Record<string, string>>, width: number): Readonly<Record<string, string>> => {
  const box = (attributes.viewBox ?? '').split(/[\s,]+/).map(Number)
  const given = [Number.parseFloat(attributes.width ?? ''), Number.parseFloat(attributes.height ?? '')]
  const [w = 0, h = 0] = box.length === 4 && box.every(Number.isFinite) ? box.slice(2) : given
  if (!(w > 0 && h > 0)) return { width: String(width) }
  return { viewBox: `0 0 ${w} ${h}`, ...attributes, width: String(width), height: String((width * h) / w) }
}

/** What scripts, loads or holds other documents; and what only says when and by what a drawing was made. */
const isLeftOut = (name: string, attributes: Readonly<Record<string, string>>): boolean =>
  // Nearly every element of a figure.
  !shapes.has(name) &&
  (dangerous.has(name.toLowerCase()) ||
    silent.has(name) ||
    (/:/.test(name) && !name.startsWith('svg:')) ||
    (/^(?:animate|set)/i.test(name) && /href|^on/i.test(attributes.attributeName ?? '')))

const dangerous: ReadonlySet<string> = new Set(
  'script foreignobject iframe object embed audio video handler listener base link meta form input button textarea'.split(
    ' ',
  ),
)
const shapes: ReadonlySet<string> = new Set('path circle rect line g text tspan use'.split(' '))
const silent: ReadonlySet<string> = new Set(['metadata'])
const plainAttributes: ReadonlySet<string> = new Set(
  'd cx cy r x y x1 x2 y1 y2 width height transform fill stroke opacity dx dy class'.split(' '),
)
const unusual = /[^\w .,()%+-]|url/
const voidElements: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'wbr'])
