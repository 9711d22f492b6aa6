/**
 * tslab 1.0.22's public API, so that its notebooks run unchanged: `tslab.display.*` shows content of a named type, a display
 * of `newDisplay()` overwrites itself. Nothing of tslab's own is loaded.
 */
import { createRequire } from 'node:module'
import { base64 } from '../capture/display-hook.ts'
import type { MimeBundle } from '../run/events.ts'
import type { CellHost } from './host.ts'

export interface TslabDisplay {
  javascript(s: string): void
  html(s: string): void
  markdown(s: string): void
  latex(s: string): void
  svg(s: string): void
  png(b: Uint8Array): void
  jpeg(b: Uint8Array): void
  gif(b: Uint8Array): void
  pdf(b: Uint8Array): void
  text(s: string): void
  raw(contentType: string, b: string | Uint8Array): void
}

export interface Tslab {
  readonly versions: { readonly tslab: string; readonly typescript: string; readonly node: string }
  readonly display: TslabDisplay
  newDisplay(): TslabDisplay
}

export const createTslab = (host: Pick<CellHost, 'emit' | 'newId'>): Tslab =>
  Object.freeze({
    // An accessor: reading a package's version costs a file, and few ask.
    get versions() {
      return { tslab: versionOf('tslab'), typescript: versionOf('typescript'), node: process.version }
    },
    display: displayWith(data => host.emit({ type: 'display', data, metadata: {} })),
    newDisplay: () => {
      const displayId = host.newId()
      let isShown = false
      return displayWith(data => {
        host.emit({ type: isShown ? 'update-display' : 'display', data, metadata: {}, displayId })
        isShown = true
      })
    },
  })

const displayWith = (show: (data: MimeBundle) => void): TslabDisplay => {
  const raw = (contentType: string, b: string | Uint8Array): void =>
    show({ [contentType]: typeof b === 'string' ? b : base64(b) })
  const as = (contentType: string) => (content: string | Uint8Array) => raw(contentType, content)
  return {
    javascript: as('text/javascript'),
    html: as('text/html'),
    markdown: as('text/markdown'),
    latex: as('text/latex'),
    svg: as('image/svg+xml'),
    png: as('image/png'),
    jpeg: as('image/jpeg'),
    gif: as('image/gif'),
    pdf: as('application/pdf'),
    text: as('text/plain'),
    raw,
  }
}

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }).version
