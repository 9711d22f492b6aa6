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
}

/** Runs whose timers may still draw; the oldest document goes first. */
const maxDocuments = 64

/** An accessor: assigning `document`, as users of jsdom do, replaces it by a plain property. */
export const headlessDocument = (options: HeadlessOptions): PropertyDescriptor => {
  const documents = new Map<object | string | undefined, object>()
  return {
    get() {
      const owner = options.owner()
      let document = documents.get(owner)
      if (document === undefined) {
        document = options.outside(() => newDocument(options.folder))
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
}

const load = createRequire(import.meta.url)

const newDocument = (folder: string): object => {
  const { parseHTML } = load('linkedom') as typeof Linkedom
  const { document } = parseHTML('<!doctype html><html><head></head><body></body></html>') as unknown as {
    readonly document: { createElement(name: string, ...rest: readonly unknown[]): unknown; readonly baseURI?: string }
  }
  const createElement = document.createElement.bind(document)
  return Object.defineProperties(document, {
    createElement: {
      value: (name: string, ...rest: readonly unknown[]) =>
        String(name).toLowerCase() === 'canvas' ? newCanvas(folder) : createElement(name, ...rest),
    },
    // Bundled CommonJS packages take a document for a browser's and ask it where they are.
    baseURI: { value: pathToFileURL(`${folder}/`).href },
  })
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
