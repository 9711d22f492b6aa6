/**
 * `document` in cells, without a browser: linkedom's, loaded at the first touch. Each run has a document of its own: what one cell
 * appends is not there for another, nor for its own rerun, so that no state hides in it.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type * as Linkedom from 'linkedom'
import { rectangleCanvas } from './rectangle-canvas.ts'

export interface HeadlessOptions {
  /** The notebook's folder: the user's canvas package is looked up there. */
  readonly folder: string
  /** Whose code is running; undefined between runs. */
  readonly owner: () => object | string | undefined
  /** Does work that is nobody's. */
  readonly outside: <T>(work: () => T) => T
  /** Told once, when the library is loaded: what its objects look like, and what all documents have in common. */
  readonly onLoad: (examples: readonly object[], common: Readonly<Record<string, object>>) => void
}

/** Runs whose timers may still draw; the oldest document goes first. */
const maxDocuments = 64

export interface Headless {
  /** An accessor: assigning `document`, as users of jsdom do, replaces it by a plain property. */
  readonly property: PropertyDescriptor
  /** Loads the library, which the first touch would. */
  readonly prepare: () => void
}

export const headlessDocument = (options: HeadlessOptions): Headless => {
  const documents = new Map<object | string | undefined, object>()
  let create: (() => HeadlessDocument) | undefined
  const library = () => (create ??= openLibrary(options))
  const property: PropertyDescriptor = {
    get() {
      const owner = options.owner()
      let document = documents.get(owner)
      if (document === undefined) {
        document = options.outside(() => library()())
        documents.set(owner, document)
        for (const oldest of documents.keys()) if (documents.size > maxDocuments) documents.delete(oldest)
      }
      return document
    },
    set(value: unknown) {
      const replaced = { value, writable: true, enumerable: true, configurable: true }
      Object.defineProperty(globalThis, 'document', replaced)
    },
    enumerable: false,
    configurable: true,
  }
  return { property, prepare: () => void options.outside(library) }
}

const load = createRequire(import.meta.url)

interface HeadlessDocument extends Document {
  createElement(name: string, ...rest: readonly unknown[]): HTMLElement
}

/** All documents have one `createElement`: a new one for each would look like news to whoever compares them. */
const openLibrary = ({ folder, onLoad }: HeadlessOptions): (() => HeadlessDocument) => {
  const { parseHTML } = load('linkedom') as typeof Linkedom
  const parsed = () =>
    parseHTML('<!doctype html><html><head></head><body></body></html>').document as unknown as HeadlessDocument
  const { createElement: original } = parsed()
  const createElement = function (this: HeadlessDocument, name: string, ...rest: readonly unknown[]): unknown {
    return String(name).toLowerCase() === 'canvas' ? newCanvas(folder) : original.call(this, name, ...rest)
  }
  const make = (): HeadlessDocument =>
    Object.defineProperties(parsed(), {
      createElement: { value: createElement },
      // Bundled CommonJS packages take a document for a browser's and ask it where they are.
      baseURI: { value: pathToFileURL(`${folder}/`).href },
    })
  onLoad(examplesOf(make()), { createElement, ...inBoth(make(), make()) })
  return make
}

type Values = Readonly<Record<PropertyKey, unknown>>

/** What two documents share is the library's own. */
const inBoth = (one: object, other: object): Readonly<Record<string, object>> => {
  const [values, others] = [one as Values, other as Values]
  const shared = Reflect.ownKeys(one).filter(key => values[key] === others[key] && Object(values[key]) === values[key])
  return Object.fromEntries(shared.map(key => [String(key), values[key] as object]))
}

/** An object of each class that a drawing is made of, with all that the library hangs on it when it is used. */
const examplesOf = (document: HeadlessDocument): readonly object[] => {
  const used = <T extends HTMLElement | SVGElement>(element: T): readonly object[] => {
    element.setAttribute('class', 'a')
    element.dataset.a = 'a'
    element.style.color = 'red'
    element.append('a')
    // Its neighbours in linkedom's list: attributes, text and the node that marks the element's end.
    const parts = Object.getOwnPropertySymbols(element).map(key => (element as unknown as Values)[key])
    return [element, ...element.attributes, ...parts.filter(part => typeof part === 'object' && part !== null)]
  }
  return [
    ...[document, document.doctype as object, document.documentElement, document.head, document.body],
    ...used(document.createElementNS('http://www.w3.org/2000/svg', 'svg')),
    ...used(document.createElement('div')),
    ...[document.createTextNode('a'), document.createComment('a'), document.createDocumentFragment()],
  ]
}

/** The user's own canvas where it is installed; else one for what legends draw. */
const newCanvas = (folder: string): unknown => {
  try {
    const { createCanvas } = createRequire(`${folder}/[cell].cjs`)('@napi-rs/canvas') as {
      createCanvas(width: number, height: number): unknown
    }
    return createCanvas(300, 150)
  } catch {
    return rectangleCanvas() // Not installed, or not for this machine.
  }
}
