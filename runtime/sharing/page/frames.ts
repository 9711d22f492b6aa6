/**
 * Sandboxed frames for what may run scripts: foreign HTML and charts. A frame has an origin of its own, reaches neither the page nor the
 * network, and says only how high it is. The page's policy lets exactly the scripts run that were in the frames when it was made.
 */
import { createHash } from 'node:crypto'
import { Parser } from 'htmlparser2'
import { escapeHtml } from '../../capture/html-escape.ts'

/** Tells the page its height, now and whenever it changes. */
const HEIGHT_SCRIPT =
  'new ResizeObserver(()=>parent.postMessage({height:document.documentElement.offsetHeight},"*"))' +
  '.observe(document.documentElement)'

const FRAME_STYLE =
  'html{height:auto}body{margin:0;font:14px/1.45 system-ui,sans-serif;color:#222;background:#fff}table{border-collapse:collapse}figure{margin:0}' +
  'td,th{padding:2px 8px}'

/** The sources that a page's policy must allow for its frames; each frame adds its own. */
export class FrameScripts {
  readonly #sources = new Set<string>()

  allow(script: string): void {
    this.#sources.add(sourceOf(script))
  }

  /** For drawing libraries that compile expressions (Vega). */
  allowEval(): void {
    this.#sources.add("'unsafe-eval'")
  }

  /** Handlers in attributes are scripts of one more kind. */
  allowHandler(code: string): void {
    this.#sources.add("'unsafe-hashes'")
    this.allow(code)
  }

  get sources(): readonly string[] {
    return [...this.#sources]
  }
}

const sourceOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

/** A frame that shows this HTML. */
export const htmlFrame = (html: string, title: string, scripts: FrameScripts): string => {
  // As the browser's parser reads it: that is what it hashes.
  const text = html.replace(/\r\n?/g, '\n')
  allowScriptsOf(text, scripts)
  return `<iframe sandbox="allow-scripts" loading="lazy" title="${escapeHtml(title)}" srcdoc="${escapeHtml(frameDocument(text, scripts))}"></iframe>`
}

/** The whole document of a frame around a body. */
export const frameDocument = (body: string, scripts: FrameScripts): string => {
  scripts.allow(HEIGHT_SCRIPT)
  return `<!doctype html><meta charset="utf-8"><style>${FRAME_STYLE}</style><body>${body}<script>${HEIGHT_SCRIPT}</script>`
}

const allowScriptsOf = (html: string, scripts: FrameScripts): void => {
  let script: string | undefined
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'script') script = ''
      for (const [attribute, value] of Object.entries(attributes))
        if (attribute.startsWith('on')) scripts.allowHandler(value)
    },
    ontext(text) {
      if (script !== undefined) script += text
    },
    onclosetag(name) {
      if (name !== 'script' || script === undefined) return
      scripts.allow(script)
      script = undefined
    },
  })
  parser.end(html)
}
