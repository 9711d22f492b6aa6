/**
 * Parameters: named values that a notebook declares with defaults and that whoever runs it may set. Pure: what a set value must be
 * like, and the version by which a cell that reads it depends on it. Values are plain JSON, whatever sets them.
 */
import { createHash } from 'node:crypto'
import { type Version, version } from '../brand.ts'
import { missing } from '../plan/mismatch.ts'

/** Those that were set; what is absent has its default. */
export type ParameterValues = Readonly<Record<string, unknown>>

/** `any`: the default says nothing of its type (null, or computed where it can't be seen). */
export type ParameterKind = 'number' | 'text' | 'boolean' | 'list' | 'object' | 'any'

export const kindOfValue = (value: unknown): ParameterKind => {
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return typeof value as 'number' | 'boolean'
    case 'string':
      return 'text'
    case 'object':
      return value === null ? 'any' : 'object'
    default:
      return 'any'
  }
}

const inWords: Readonly<Record<ParameterKind, string>> = {
  number: 'a number',
  text: 'text',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
  any: 'any value',
}

/** Why a value can't be set; undefined where it can. */
export const misfit = (name: string, kind: ParameterKind, value: unknown): string | undefined =>
  kind === 'any' || kindOfValue(value) === kind
    ? undefined
    : `The parameter \`${name}\` takes ${inWords[kind]}, not ${JSON.stringify(value)}.`

/** Of the value that was set: two notebooks' defaults of one name are two cells' code, and told apart by that. */
export const versionOfParameter = (values: ParameterValues, name: string): Version =>
  Object.hasOwn(values, name) ? version(createHash('sha256').update(canonical(values[name])).digest('hex')) : missing

/** JSON with its keys sorted: how an object is written down is no change of it. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'null'
