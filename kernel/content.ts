/**
 * Reads the fields of a request's content: `unknown` is parsed here once and trusted inside. A field of the wrong type is a
 * `ContentError` that names it, which the client gets as the reply; an absent one takes its default from the messaging spec.
 */
import type { Fields } from './message.ts'

export class ContentError extends Error {
  override name = 'ContentError'
}

export const readText = (fields: Fields, name: string, otherwise?: string): string => {
  const value = fields[name] ?? otherwise
  if (typeof value !== 'string') throw new ContentError(`The request's '${name}' must be a string, not ${kind(value)}.`)
  return value
}

export const readFlag = (fields: Fields, name: string, otherwise: boolean): boolean => {
  const value = fields[name] ?? otherwise
  if (typeof value !== 'boolean')
    throw new ContentError(`The request's '${name}' must be true or false, not ${kind(value)}.`)
  return value
}

export const readInteger = (fields: Fields, name: string, otherwise: number): number => {
  const value = fields[name] ?? otherwise
  if (!Number.isSafeInteger(value))
    throw new ContentError(`The request's '${name}' must be an integer, not ${kind(value)}.`)
  return Number(value)
}

export const readFields = (fields: Fields, name: string): Fields => {
  const value = fields[name] ?? {}
  if (!isFields(value)) throw new ContentError(`The request's '${name}' must be an object, not ${kind(value)}.`)
  return value
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const kind = (value: unknown) =>
  value === undefined ? 'missing' : value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
