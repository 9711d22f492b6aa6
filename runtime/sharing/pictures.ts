/**
 * The pictures that a Markdown cell shows and that come with the notebook: its attachments, and picture files in the notebook's folder. A
 * notebook can't have other files of this machine put into a page: what leads out of the folder, or is no picture, is left alone.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import type { NotebookCell } from '../notebook/ipynb.ts'

/** A page that holds more than this is no page to send. */
const MAX_BYTES = 20 * 2 ** 20

/** Data URLs by what the cell's text calls the pictures. */
export const picturesOf = (cell: NotebookCell, notebookPath: string): ReadonlyMap<string, string> =>
  new Map([...attachmentsOf(cell), ...filesOf(cell.source, dirname(notebookPath))])

const attachmentsOf = (cell: NotebookCell): readonly (readonly [string, string])[] => {
  const attachments = cell.json.attachments
  if (typeof attachments !== 'object' || attachments === null) return []
  return Object.entries(attachments).flatMap(([name, bundle]: readonly [string, unknown]) => {
    const [mime, data] = Object.entries(Object(bundle) as Record<string, unknown>)[0] ?? []
    const text = Array.isArray(data) ? data.join('') : data
    if (mime === undefined || typeof text !== 'string' || !/^image\/[\w.+-]+$/.test(mime)) return []
    const url = mime === 'image/svg+xml' && text.includes('<') ? svgUrl(text) : `data:${mime};base64,${text}`
    return [`attachment:${name}`, `attachment:${encodeURI(name)}`].map(key => [key, url] as const)
  })
}

const REFERENCE = /!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi

const filesOf = (source: string, folder: string): readonly (readonly [string, string])[] =>
  [...source.matchAll(REFERENCE)].flatMap(([, inMarkdown, inHtml]) => {
    const name = inMarkdown ?? inHtml ?? ''
    const url = /^[a-z][\w+.-]*:|^\/\//i.test(name) ? undefined : fileUrl(name, folder)
    return url === undefined ? [] : [[name, url] as const]
  })

const fileUrl = (name: string, folder: string): string | undefined => {
  try {
    const path = realpathSync(resolve(folder, decodeURIComponent(name)))
    if (!path.startsWith(realpathSync(folder) + sep) || statSync(path).size > MAX_BYTES) return undefined
    const bytes = readFileSync(path)
    const mime = pictureType(bytes)
    if (mime !== undefined) return `data:${mime};base64,${bytes.toString('base64')}`
    return /\.svg$/i.test(path) ? svgUrl(bytes.toString()) : undefined
  } catch {
    return undefined // Not there, or not ours to read: the page says which picture is missing.
  }
}

const svgUrl = (text: string): string => `data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}`

const pictureType = (bytes: Buffer): string | undefined => {
  const start = bytes.toString('latin1', 0, 12)
  if (start.startsWith('\x89PNG')) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (start.startsWith('GIF8')) return 'image/gif'
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? 'image/webp' : undefined
}
