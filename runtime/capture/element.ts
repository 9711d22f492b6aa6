/**
 * Recognises markup: anything with `outerHTML` (linkedom, jsdom, Observable Plot's figures) and strings that are an SVG
 * document. Other strings stay text: showing them as HTML would be a guess.
 */
import { findProperty, isObject } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'

export const element: Recogniser = value => {
  if (!isObject(value)) return undefined
  const markup = outerHtml(value)
  if (markup === undefined) return undefined
  return isSvg(markup) ? svgShown(markup) : shownAs({ 'text/html': markup, 'text/plain': openingTag(markup) })
}

export const svgString: Recogniser = value => (typeof value === 'string' && isSvg(value) ? svgShown(value) : undefined)

export const svgShown = (markup: string): Shown =>
  shownAs({ 'image/svg+xml': withNamespace(markup.trim()), 'text/plain': openingTag(markup) })

const outerHtml = (value: object): string | undefined => {
  const found = findProperty(value, 'outerHTML')
  const markup: unknown = found?.get === undefined ? found?.value : Reflect.apply(found.get, value, [])
  return typeof markup === 'string' && markup !== '' ? markup : undefined
}

const svgStart =
  /^\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)*(?:<!DOCTYPE\s+svg[^>]{0,500}>\s*)?<svg[\s>/]/i

const isSvg = (markup: string): boolean =>
  svgStart.test(markup.slice(0, 4000)) && /<\/svg>\s*$|^[^>]*\/>\s*$/i.test(markup.slice(-4000))

// Without its namespace an SVG file is only XML: viewers and `<img>` refuse it.
const withNamespace = (markup: string): string =>
  /<svg[^>]*\sxmlns=/i.test(markup) ? markup : markup.replace(/<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"')

const openingTag = (markup: string): string => {
  const tag = /<([a-z][\w-]*)[^>]{0,80}>?/i.exec(markup)
  return tag === null ? '[element]' : `${tag[0].replace(/>?$/, '>')}…</${tag[1]}>`
}
