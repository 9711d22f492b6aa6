/**
 * Whether a console input is a whole cell: complete, to be continued, or wrong whatever follows. A real parser decides:
 * an input is to be continued when the parser still wanted something at its very end.
 */
import type { Completeness } from '../language/language.ts'
import { parseSync } from '../oxc.ts'

export const completeness = (source: string): Completeness => {
  // `<` begins a cast in one dialect and an element in the other.
  const verdicts = [verdict(source, 'ts'), verdict(source, 'tsx')]
  if (verdicts.includes('complete')) return { is: 'complete' }
  return verdicts.includes('incomplete') ? { is: 'incomplete', indent: indentAfter(source) } : { is: 'invalid' }
}

const verdict = (source: string, lang: 'ts' | 'tsx'): Completeness['is'] => {
  const result = parseSync(`cell.${lang}`, source, { lang, sourceType: 'module' })
  const end = source.trimEnd().length
  const error = result.errors[0]
  if (!error) {
    const last = result.program.body.at(-1)
    // TypeScript takes `function f()` for an overload; whoever types it means to go on.
    const isOverload =
      last?.type === 'TSDeclareFunction' && !last.declare && last.end >= end && !source.trimEnd().endsWith(';')
    return isOverload ? 'incomplete' : 'complete'
  }
  const start = error.labels[0]?.start ?? 0
  return start >= end || isOpenToken(source, { start, message: error.message }) ? 'incomplete' : 'invalid'
}

/** A token that may go on in the next line: a template, a comment, a string whose line ends in `\`. */
const isOpenToken = (source: string, error: { readonly start: number; readonly message: string }): boolean => {
  if (!error.message.startsWith('Unterminated')) return false
  const first = source[error.start]
  return (
    first === '`' || first === '}' || source.startsWith('/*', error.start) || (first !== '/' && source.endsWith('\\'))
  )
}

const indentAfter = (source: string): string => {
  const line = source.trimEnd().split('\n').at(-1) ?? ''
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  return /(?:[{[(]|=>)$/.test(line) ? `${indent}  ` : indent
}
