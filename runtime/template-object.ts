/**
 * Template objects: what a tag function is given for a template's strings. Each has a name that says which template of which cell or module it is
 * and what it holds, so that any session can make it.
 */
export interface TemplateText {
  /** Absent where an escape is invalid. */
  readonly cooked?: string | null
  readonly raw: string
}

export const templatePrefix = 'template:'

// User code may replace them, and runs when one is made.
const { parse, stringify } = JSON
const { defineProperty, freeze } = Object

/** @param place the cell, or a place in a module @param among its number among the cell's templates of the same strings */
export const templateName = (place: string, among: number, texts: readonly TemplateText[]): string =>
  templatePrefix + stringify([place, among, texts.map(({ cooked }) => cooked ?? null), texts.map(({ raw }) => raw)])

export const templateObject = (name: string): TemplateStringsArray => {
  const [, , cooked, raw] = parse(name.slice(templatePrefix.length)) as [string, number, (string | null)[], string[]]
  const strings: (string | undefined)[] = []
  for (let i = 0; i < cooked.length; i++) strings[i] = cooked[i] ?? undefined
  return freeze(defineProperty(strings, 'raw', { value: freeze(raw) })) as TemplateStringsArray
}
