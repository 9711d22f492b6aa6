/**
 * Reads what a front end says on comm target `cellar` (spec §13): the border where its JSON becomes a `FrontMessage`. What
 * is not one is a `ContentError` that says which field is wrong.
 */
import { figureTypes } from '../../runtime/config/settings.ts'
import type { FigureType, FrontMessage } from '../../runtime/view.ts'
import { ContentError, isFields, readFlag, readInteger, readText } from '../content.ts'
import type { Fields } from '../message.ts'

export const parseFrontMessage = (data: Fields): FrontMessage => {
  const type = readText(data, 'type')
  switch (type) {
    case 'document': {
      const mode = data.mode
      if (mode !== undefined && mode !== 'auto' && mode !== 'lazy')
        throw new ContentError("The document's 'mode' must be 'auto' or 'lazy'.")
      return { type, cells: parseCells(data.cells), ...(mode && { mode }) }
    }
    case 'edit':
      return { type, id: readText(data, 'id'), source: readText(data, 'source') }
    case 'why':
      return { type, req: readText(data, 'req'), id: readText(data, 'id') }
    case 'graph':
    case 'variables':
    case 'figures':
    case 'queue':
      return { type, req: readText(data, 'req') }
    case 'runs':
      return { type, req: readText(data, 'req'), ...(data.id !== undefined && { id: readText(data, 'id') }) }
    case 'cancel':
      return { type, req: readText(data, 'req'), job: readText(data, 'job') }
    case 'prioritise':
      return {
        type,
        req: readText(data, 'req'),
        job: readText(data, 'job'),
        priority: readInteger(data, 'priority', 0),
      }
    case 'figure':
      return { type, ...figureVersion(data), ...(data.as !== undefined && { as: figureType(data.as) }) }
    case 'table':
    case 'restore-figure':
      return { type, ...figureVersion(data) }
    case 'run':
      return { type, req: readText(data, 'req'), run: readText(data, 'run') }
    case 'outputs':
      return { type, req: readText(data, 'req'), runs: readTexts(data, 'runs') }
    case 'proofs':
      return { type, req: readText(data, 'req'), ids: readTexts(data, 'ids') }
    case 'tag':
      return {
        type,
        req: readText(data, 'req'),
        run: readText(data, 'run'),
        tag: parseTag(readText(data, 'tag')),
        remove: readFlag(data, 'remove', false),
      }
    case 'clear': {
      const cell = data.id !== undefined && { id: readText(data, 'id') }
      return { type, req: readText(data, 'req'), ...cell, dryRun: readFlag(data, 'dryRun', true) }
    }
    case 'diagnostics':
      return { type, req: readText(data, 'req'), id: readText(data, 'id') }
    case 'hover':
      return {
        type,
        req: readText(data, 'req'),
        id: readText(data, 'id'),
        code: readText(data, 'code'),
        offset: readInteger(data, 'offset', 0),
      }
    case 'places':
      return { type, req: readText(data, 'req'), id: readText(data, 'id'), offset: readInteger(data, 'offset', 0) }
    default:
      throw new ContentError(`This kernel knows no message '${type}' on comm target 'cellar'.`)
  }
}

const figureVersion = (data: Fields) => {
  const { version } = data
  if (typeof version !== 'number') throw new ContentError("A figure's 'version' must be a number.")
  return { req: readText(data, 'req'), name: readText(data, 'name'), version }
}

const figureType = (value: unknown): FigureType => {
  const type = figureTypes.find(one => one === value)
  if (type === undefined) throw new ContentError(`A figure's 'as' must be one of ${figureTypes.join(', ')}.`)
  return type
}

const parseTag = (tag: string): string => {
  if (tag.trim() === '') throw new ContentError("A 'tag' must have at least one character.")
  return tag.trim()
}

const readTexts = (data: Fields, name: string): readonly string[] => {
  const value = data[name]
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string'))
    throw new ContentError(`'${name}' must be a list of texts.`)
  return value
}

const parseCells = (value: unknown) => {
  if (!Array.isArray(value)) throw new ContentError("The document's 'cells' must be an array.")
  return value.map((cell: unknown) => {
    if (!isFields(cell))
      throw new ContentError("Each of the document's 'cells' must be an object with 'id' and 'source'.")
    return { id: readText(cell, 'id'), source: readText(cell, 'source') }
  })
}
