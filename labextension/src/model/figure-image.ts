/**
 * A figure's content as the address of an image. An image runs no script and loads nothing, whatever its SVG says, so what is shown
 * here needs no trust. What no browser draws as an image is asked for in a file type. Pure.
 */
import type { FigureContentView, FigureType } from '../../../runtime/view.ts'

type Content = Pick<FigureContentView, 'mime' | 'encoding' | 'content'>

/** A table, which is kept as CSV, is no picture. */
export const isTable = (mime: string): boolean => mime === 'text/csv'

/** The file type to ask for; undefined: as it was shown. */
export const imageTypeFor = (mime: string): FigureType | undefined =>
  isTable(mime) || ['image/png', 'image/jpeg', 'image/gif', 'image/svg+xml'].includes(mime) ? undefined : 'svg'

export const imageAddress = ({ mime, encoding, content }: Content): string =>
  encoding === 'base64' ? `data:${mime};base64,${content}` : `data:${mime};charset=utf-8,${encodeURIComponent(content)}`

const ENDINGS: Readonly<Record<string, string>> = { 'image/svg+xml': 'svg', 'image/jpeg': 'jpg' }

/** `fig-mass-v3.svg` */
export const fileName = ({ name, version, mime }: FigureContentView): string =>
  `${name.replace(/\.csv$/, '').replace(/[^\p{L}\p{N}._-]/gu, '-')}-v${version}.${ENDINGS[mime] ?? mime.split('/')[1] ?? 'dat'}`
