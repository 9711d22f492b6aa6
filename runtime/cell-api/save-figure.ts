/**
 * `saveFigure` in cells: has a figure kept under a name of the user's choice, in the types asked for, without showing it. Refuses
 * what is no figure and options that mean nothing, before anything is kept.
 */
import { toMimeBundle } from '../capture/mime-bundle.ts'
import type { Shown } from '../capture/shown.ts'
import { figureTypes } from '../config/settings.ts'
import { contentOf } from '../figures/figure-content.ts'
import type { FigureRequest } from '../run/events.ts'
import type { CellHost } from './host.ts'

/** Resolves when the figure is handed over: at once, but for objects whose display hook is asynchronous. */
export type SaveFigure = (figure: unknown, options?: FigureRequest) => Promise<void>

export interface SaveFigureParts {
  readonly saveFigure: SaveFigure
  /** Resolves when every figure handed over until now is kept, or was refused. */
  saved(): Promise<void>
}

export const createSaveFigure = (host: Pick<CellHost, 'emit'>): SaveFigureParts => {
  let pending: Promise<void>[] = []
  const save = (shown: Shown | undefined, request: FigureRequest): void => {
    const content = shown && contentOf(shown.data)
    if (shown === undefined || content === undefined)
      throw new TypeError('saveFigure takes a figure: SVG, a plot, a chart, a canvas or the bytes of a picture')
    const scalable = content.mime === 'image/svg+xml'
    for (const key of ['width', 'style'] as const)
      if (request[key] !== undefined && !scalable)
        throw new TypeError(`\`${key}\` needs a figure that is SVG, not ${content.mime}`)
    host.emit({ type: 'figure', data: shown.data, request })
  }
  const saveFigure: SaveFigure = (figure, options = {}) => {
    const request = checked(options)
    const shown = toMimeBundle(figure)
    if (!(shown instanceof Promise)) {
      save(shown, request)
      return Promise.resolve()
    }
    const saving = shown.then(late => save(late, request))
    pending.push(saving)
    return saving
  }
  return {
    saveFigure,
    saved: async () => {
      const waiting = pending
      pending = []
      if (waiting.length > 0) await Promise.allSettled(waiting)
    },
  }
}

const checked = ({ name, types, width, style, ...rest }: FigureRequest): FigureRequest => {
  const wrong = (what: string, given: unknown): never => {
    throw new TypeError(`saveFigure: ${what}, not ${JSON.stringify(given)}`)
  }
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw new TypeError(`saveFigure has no option \`${unknown}\`; there are name, types, width, style`)
  if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) wrong('`name` must be a text', name)
  const isType = (one: unknown): boolean => figureTypes.some(type => type === one)
  if (types !== undefined && !(Array.isArray(types) && types.length > 0 && types.every(isType)))
    wrong(`\`types\` must be some of ${figureTypes.join(', ')}`, types)
  if (width !== undefined && !(Number.isFinite(width) && width > 0)) wrong('`width` must be a number of pixels', width)
  if (style !== undefined && typeof style !== 'string') wrong('`style` must be CSS', style)
  return {
    ...(name === undefined ? {} : { name }),
    ...(types === undefined ? {} : { types: [...types] }),
    ...(width === undefined ? {} : { width }),
    ...(style === undefined ? {} : { style }),
  }
}
