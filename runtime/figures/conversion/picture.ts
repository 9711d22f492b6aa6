/** A PNG or JPEG as an SVG that holds it at its own size, for the types that are made from SVG. */
import { shownPicture } from '../../capture/image.ts'

export const svgOfPicture = (mime: string, bytes: Uint8Array): string => {
  const size = shownPicture(bytes)?.metadata[mime] as { readonly width: number; readonly height: number } | undefined
  if (size === undefined) throw new Error(`The picture doesn't begin as ${mime} does.`)
  const { width, height } = size
  const href = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}">` +
    `<image width="${width}" height="${height}" xlink:href="${href}"/></svg>`
  )
}
