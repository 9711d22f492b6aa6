/**
 * Formulas between dollars in Markdown, and LaTeX outputs, as MathML, which browsers draw without fonts or scripts of ours. In Markdown
 * a formula is a placeholder until the text has been cleaned, so that the cleaner needs to know no MathML. Bad LaTeX shows as it is.
 */
import katex from 'katex'
import type { MarkdownIt } from 'markdown-it'

export const mathHtml = (tex: string, { display }: { readonly display: boolean }): string =>
  katex.renderToString(tex, {
    displayMode: display,
    output: 'mathml',
    throwOnError: false,
    strict: false,
    trust: false,
  })

export interface Formula {
  readonly tex: string
  readonly display: boolean
}

/** As Pandoc has it: no space inside the dollars, and no digit after the last, so that prices stay prices. */
const DISPLAY = /^\$\$([\s\S]+?)\$\$/
const INLINE = /^\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$(?!\d)/

/** Adds the rule; what it finds goes to `env.formulas`. */
export const addMath = (markdown: MarkdownIt): void => {
  markdown.inline.ruler.before('escape', 'math', (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== DOLLAR) return false
    const rest = state.src.slice(state.pos)
    const [found, display] = [DISPLAY.exec(rest) ?? INLINE.exec(rest), rest.startsWith('$$')]
    if (found === null) return false
    if (!silent) {
      const formulas = (state.env as { formulas: Formula[] }).formulas
      const token = state.push('html_inline', '', 0)
      token.content = placeholder(formulas.push({ tex: found[1] ?? '', display }) - 1)
    }
    state.pos += found[0].length
    return true
  })
}

const DOLLAR = 0x24
const placeholder = (index: number): string => `<span data-math="${index}"></span>`

export const withMath = (html: string, formulas: readonly Formula[]): string =>
  formulas.length === 0
    ? html
    : html.replace(/<span data-math="(\d+)"><\/span>/g, (_, index: string) => {
        const formula = formulas[Number(index)]
        return formula === undefined ? '' : mathHtml(formula.tex, formula)
      })
