/**
 * Foreign HTML (outputs, Markdown) that may stand in our page: elements and attributes of an allow list, web links, pictures as data.
 * It refuses scripts, styles that could cover the page, forms, frames and anything that loads from elsewhere. What it would have
 * to cut down is told by `isStatic`, and belongs in a frame.
 */
import sanitizeHtml from 'sanitize-html'

const TAGS = new Set([
  ...sanitizeHtml.defaults.allowedTags,
  ...['img', 'details', 'summary', 'del', 'ins', 'figure', 'figcaption', 'mark', 'kbd', 'picture'],
])

/** Shown as it was meant once cleaned: nothing in it needs a script, a style sheet or a form. */
export const isStatic = (html: string): boolean => {
  if (/\son\w+\s*=|javascript:/i.test(html)) return false
  for (const [, tag] of html.matchAll(/<([a-z][^\s/>]*)/gi)) if (!TAGS.has((tag ?? '').toLowerCase())) return false
  return true
}

/** `pictures`: data URLs by what the HTML calls them. */
export const cleanHtml = (html: string, pictures: ReadonlyMap<string, string> = new Map()): string =>
  sanitizeHtml(html, {
    allowedTags: [...TAGS],
    allowedAttributes: {
      '*': ['style', 'title', 'align', 'dir', 'lang'],
      a: ['href', 'rel', 'target'],
      img: ['src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      ol: ['start', 'type'],
      details: ['open'],
      ...Object.fromEntries(HEADINGS.map(tag => [tag, ['id']])),
      span: ['data-math'],
    },
    // Those that highlighting gives.
    allowedClasses: { span: ['hljs-*'], code: ['hljs'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attribs) => ({
        tagName,
        attribs: attribs.style === undefined ? attribs : withPlainStyle(attribs),
      }),
      a: (tagName, attribs) => ({ tagName, attribs: linkOf(attribs) }),
      img: (tagName, attribs) => ({ tagName, attribs: pictureOf(attribs, pictures) }),
    },
  })

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']

type Attributes = Record<string, string>

const withPlainStyle = (attributes: Attributes): Attributes => {
  const { style = '', ...rest } = attributes
  const plain = plainStyle(style)
  return plain === '' ? rest : { ...rest, style: plain }
}

/** Nothing that takes a thing out of its place: an output must not cover what another says. */
const PROPERTY =
  /^(color|background-color|text-align|vertical-align|font-weight|font-style|font-size|font-family|line-height|white-space|text-decoration|(max-|min-)?(width|height)|(border|padding)(-\w+)*|margin|float|display|list-style(-type)?)$/

/** No parentheses but those of colours: nothing is loaded. */
const VALUE = /^(?:[\w\s#.,%'"-]|(?:rgba?|hsla?)\([\d\s.,%]*\))+$/

const plainStyle = (style: string): string =>
  style
    .split(';')
    .map(declaration => declaration.trim())
    .filter(declaration => {
      const colon = declaration.indexOf(':')
      const [property, value] = [declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim()]
      return colon > 0 && PROPERTY.test(property) && VALUE.test(value)
    })
    .join(';')

const linkOf = (attributes: Attributes): Attributes => {
  const attribs = withPlainStyle(attributes)
  return /^https?:/i.test(attribs.href ?? '') ? { ...attribs, rel: 'noopener noreferrer', target: '_blank' } : attribs
}

const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i

/** A picture that isn't in the page is named, not fetched: the page opens offline, and opening it tells nobody. */
const pictureOf = (attributes: Attributes, pictures: ReadonlyMap<string, string>): Attributes => {
  const { src = '', alt = '', ...rest } = withPlainStyle(attributes)
  const data = pictures.get(src) ?? src
  return PICTURE.test(data)
    ? { ...rest, alt, src: data }
    : { ...rest, alt: `${alt} [picture not included: ${src}]`.trim() }
}
