/** A version of a figure as a bundle holds it: JSON, its content as base64. A border, as for runs: what comes in is checked. */
import { cellId, runId } from '../../brand.ts'
import type { FigureRow, FigureStore, FigureVersion } from '../../store/figure-store.ts'
import { damaged } from './manifest.ts'

/** undefined where the store has lost it. */
export const packFigure = (row: FigureRow, figures: FigureStore): string | undefined => {
  const [content, origin] = [figures.content(row), figures.origin(row)]
  if (content === undefined || origin === undefined) return undefined
  const { name, cell, run, at, hash, mime, caption } = row
  return JSON.stringify({
    name,
    cell,
    run,
    at,
    hash,
    mime,
    caption,
    origin,
    content: Buffer.from(content).toString('base64'),
  })
}

export const unpackFigure = (text: string, notebook: string): FigureVersion => {
  const { name, cell, run, at, hash, mime, caption, origin, content } = parsed(text)
  const { code, inputs, parameters } = objectOf(origin)
  if (typeof at !== 'number' || !Array.isArray(inputs)) throw damaged('one of its figures is none')
  return {
    notebook,
    name: textOf(name),
    cell: cellId(textOf(cell)),
    run: runId(textOf(run)),
    at,
    hash: textOf(hash),
    mime: textOf(mime),
    ...(caption === undefined ? {} : { caption: textOf(caption) }),
    content: Buffer.from(textOf(content), 'base64'),
    origin: {
      code: textOf(code),
      inputs: inputs.map(input => {
        const { location, version } = objectOf(input)
        return { location: textOf(location), version: textOf(version) }
      }),
      parameters: objectOf(parameters),
    },
  }
}

type Json = Readonly<Record<string, unknown>>

const parsed = (text: string): Json => {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    throw damaged('one of its figures is none')
  }
}

const objectOf = (raw: unknown): Json => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw damaged('one of its figures is none')
  return raw as Json
}

const textOf = (raw: unknown): string => {
  if (typeof raw !== 'string') throw damaged('one of its figures is none')
  return raw
}
