/**
 * From what a person wrote (`n=3`, a line of a file) to the values that a notebook takes: by the type of each default. A name that
 * no notebook declares and a value of another type are errors that list the right ones; nothing is guessed.
 */
import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import type { DeclaredParameter, DeclaredParameters } from './declared.ts'
import { misfit, type ParameterKind, type ParameterValues } from './parameters.ts'

/** The values set for a notebook that is open: whoever looks a parameter up sees the newest. */
export interface GivenParameters {
  values: ParameterValues
}

/** Wrong use: the caller says it to the person and stops before anything runs. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

const load = createRequire(import.meta.url)

/** The text of a value as its default's type reads it. */
export const parseValue = (name: string, kind: ParameterKind, text: string): unknown => {
  if (kind === 'text') return text
  const value: unknown = kind === 'number' ? numberOf(text) : readYaml(text)
  const why = misfit(name, kind, value)
  const example = examples[kind]
  if (why !== undefined) throw new ParameterError(example === undefined ? why : `${why} Write ${name}='${example}'.`)
  return value
}

/** How such values are written, where that isn't plain. */
export const examples: Partial<Readonly<Record<ParameterKind, string>>> = { list: '[1, 2]', object: '{ a: 1 }' }

/** YAML reads `1_000` and `0x10` otherwise than JavaScript does, so numbers are read as JavaScript writes them. */
const numberOf = (text: string): unknown => {
  const value = Number(text)
  return text.trim() === '' || Number.isNaN(value) ? text : value
}

export const readYaml = (text: string): unknown => {
  const { parse } = load('yaml') as typeof Yaml
  try {
    return parse(text) as unknown
  } catch (error) {
    throw new ParameterError(`${JSON.stringify(text)} is no value: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Of one notebook, each value checked against what it declares. */
export const checkValues = (declared: DeclaredParameters, values: ParameterValues): void => {
  for (const [name, value] of Object.entries(values)) {
    const why = misfit(name, kindIn(declared, name), value)
    if (why !== undefined) throw new ParameterError(why)
  }
}

export const kindIn = ({ all, open }: DeclaredParameters, name: string): ParameterKind => {
  const found = all.find(parameter => parameter.name === name)
  if (found !== undefined) return found.kind
  if (open) return 'any'
  throw new ParameterError(unknownName(name, all))
}

export const unknownName = (name: string, all: readonly DeclaredParameter[]): string =>
  all.length === 0
    ? `There is no parameter \`${name}\`: the notebook declares none. Declare it with params({ ${name}: … }).`
    : `There is no parameter \`${name}\`. The notebook has ${all.map(describe).join(', ')}.`

const describe = ({ name, ...parameter }: DeclaredParameter): string =>
  'default' in parameter ? `\`${name}\` (${JSON.stringify(parameter.default)})` : `\`${name}\``
