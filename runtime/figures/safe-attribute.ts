/**
 * What an attribute or a style sheet of a drawing may say: nothing that runs, nothing that is loaded from elsewhere. Pure.
 * Links of `<a>` may lead anywhere a person may click to; everything else refers to the drawing itself or brings its pixels.
 */

/** The value as it may stay; undefined where the attribute has to go. */
export const safeAttribute = (element: string, key: string, value: string): string | undefined => {
  if (/^on/i.test(key)) return undefined
  if (key.includes(':') && !/^(?:xlink:href|xmlns:xlink|xml:space|xml:lang)$/.test(key)) return undefined
  if (/^(?:xlink:)?href$|^src$/i.test(key)) return isSafeReference(element, value) ? value : undefined
  if (/^(?:action|formaction|srcdoc|srcset|ping|background)$/i.test(key)) return undefined
  return value.includes('(') || value.includes('@') ? safeCss(value) : value
}

const isSafeReference = (element: string, value: string): boolean => {
  const plain = [...value].filter(character => character > ' ').join('')
  if (plain.startsWith('#')) return true
  if (element === 'a') return /^(?:https?:|mailto:|[^:]*$)/i.test(plain)
  return /^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(plain)
}

/** Style text without imports and without addresses outside of the drawing; escapes hide neither. */
export const safeCss = (css: string): string => {
  const plain = /\\[0-9a-f]/i.test(css) ? css.replace(/\\[0-9a-f]{1,6}\s?/gi, '') : css
  return plain
    .replace(/@import[^;]*;?/gi, '')
    .replace(/url\(\s*(['"]?)(?!\s*#|\s*data:(?:image|font|application\/font)[\w/+-]*;base64,)[^)]*\)/gi, 'none')
    .replace(/expression\s*\(|-moz-binding|behavior\s*:/gi, 'none')
}
