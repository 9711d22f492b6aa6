/**
 * Markdown as HTML for our page: headings get anchors for the table of contents, fenced code is highlighted, formulas are drawn. Inline
 * HTML is allowed and cleaned like any foreign HTML.
 */
import MarkdownIt from 'markdown-it'
import { cleanHtml } from './clean-html.ts'
import { codeHtml } from './code-html.ts'
import { addMath, type Formula, withMath } from './math-html.ts'

export interface Heading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}

export interface RenderedMarkdown {
  readonly html: string
  readonly headings: readonly Heading[]
}

const parser = new MarkdownIt({ html: true, linkify: true, highlight: (code, language) => codeHtml(code, language) })
// Pictures are judged by the cleaner: here a data URL is as good as an address.
parser.validateLink = address => !/^\s*(?:javascript|vbscript|file):/i.test(address)
addMath(parser)

/** `taken`: anchors that the page has already; those of this text are added. */
export const markdownHtml = (
  source: string,
  { pictures, taken }: { readonly pictures: ReadonlyMap<string, string>; readonly taken: Set<string> },
): RenderedMarkdown => {
  const formulas: Formula[] = []
  const env = { formulas }
  const tokens = parser.parse(source, env)
  const headings: Heading[] = []
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return
    const text = plainText(tokens[index + 1]?.children ?? [])
    const anchor = freeAnchor(text, taken)
    token.attrSet('id', anchor)
    headings.push({ level: Number(token.tag.slice(1)), text, anchor })
  })
  const html = parser.renderer.render(tokens, parser.options, env)
  return { html: withMath(cleanHtml(html, pictures), formulas), headings }
}

const plainText = (tokens: readonly { readonly type: string; readonly content: string }[]): string =>
  tokens
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('')

const freeAnchor = (text: string, taken: Set<string>): string => {
  const slug = `s-${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')}`
  let anchor = slug
  for (let n = 2; taken.has(anchor); n++) anchor = `${slug}-${n}`
  taken.add(anchor)
  return anchor
}
