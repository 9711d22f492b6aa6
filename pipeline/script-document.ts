/**
 * The document that cells of a script draw into, as text of that script: linkedom's, loaded at the first touch. Where the package is not
 * installed beside the script, the first touch says so; a script that draws nothing needs none.
 */
export const scriptDocument = `// What is drawn goes into a document that no screen shows.
Object.defineProperty(globalThis, 'document', {
  configurable: true,
  get() {
    const load = cellarRequire(import.meta.url)
    const document = (() => {
      try {
        return load('linkedom').parseHTML('<!doctype html><html><head></head><body></body></html>').document
      } catch {
        throw new Error('This script draws, which takes a package beside it: npm install linkedom@0.18.12')
      }
    })()
    const canvas = () => {
      try {
        return load('@napi-rs/canvas').createCanvas(300, 150)
      } catch { // Colour ramps of legends stay blank.
        return { getContext: () => ({ fillRect() {} }), toDataURL: () => 'data:,' }
      }
    }
    const { createElement } = document
    document.createElement = (name, ...rest) => name === 'canvas' ? canvas() : createElement.call(document, name, ...rest)
    Object.defineProperty(globalThis, 'document', { value: document, writable: true, configurable: true })
    return document
  },
  set(value) {
    Object.defineProperty(globalThis, 'document', { value, writable: true, configurable: true })
  },
})`

/** Observable Plot looks there. */
export const plotWindow = 'globalThis.window ??= { get document() { return document } }'
