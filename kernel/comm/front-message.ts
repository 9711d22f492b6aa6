/**
 * Reads what a front end says on comm target `cellar` (spec §13): the border where its JSON becomes a `FrontMessage`. What
 * is not one is a `ContentError` that says which field is wrong.
 */
import type { FrontMessage } from '../../runtime/view.ts'
import { ContentError, isFields, readText } from '../content.ts'
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
      return { type, req: readText(data, 'req') }
    case 'runs':
      return { type, req: readText(data, 'req'), ...(data.id !== undefined && { id: readText(data, 'id') }) }
    default:
      throw new ContentError(`This kernel knows no message '${type}' on comm target 'cellar'.`)
  }
}

const parseCells = (value: unknown) => {
  if (!Array.isArray(value)) throw new ContentError("The document's 'cells' must be an array.")
  return value.map((cell: unknown) => {
    if (!isFields(cell))
      throw new ContentError("Each of the document's 'cells' must be an object with 'id' and 'source'.")
    return { id: readText(cell, 'id'), source: readText(cell, 'source') }
  })
}
