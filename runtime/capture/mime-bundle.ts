/**
 * What any value shows: the first recogniser that knows it gives the rich form, util.inspect the text form that is always
 * there. It never throws and never rejects: a display hook that fails costs the rich form, not the cell.
 */
import { plotlyFigure, vegaChart } from './chart.ts'
import { dataFrame, recordArray } from './data-frame.ts'
import { displayHook, ijavascriptHook } from './display-hook.ts'
import { element, svgString } from './element.ts'
import { canvas, imageBytes } from './image.ts'
import { isObject } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'
import { reason, textForm } from './text-form.ts'
import { types } from 'node:util'

export interface ShowOptions {
  /** Colour codes in the text form; on unless said. */
  readonly colors?: boolean
}

/**
 * undefined for what shows nothing: `undefined`, and an object whose hook gives an empty bundle. A promise only where an
 * object's own display hook is asynchronous.
 */
export const toMimeBundle = (
  value: unknown,
  { colors = true }: ShowOptions = {},
): Shown | Promise<Shown | undefined> | undefined => {
  if (value === undefined) return undefined
  const text = () => textForm(value, { colors })
  const complete = (shown: Shown): Shown | undefined => {
    if (Object.keys(shown.data).length === 0) return undefined
    return 'text/plain' in shown.data ? shown : { ...shown, data: { ...shown.data, 'text/plain': text() } }
  }
  const textOnly = (error: unknown): Shown =>
    shownAs({ 'text/plain': `${text()}\n(showing it as more than text failed: ${reason(error)})` })
  try {
    const shown = recognise(value)
    if (shown === undefined) return shownAs({ 'text/plain': text() })
    return shown instanceof Promise ? shown.then(complete).catch(textOnly) : complete(shown)
  } catch (error) {
    return textOnly(error)
  }
}

// Canvases come before elements: the markup of a canvas element is empty.
const recognisers: readonly Recogniser[] = [
  displayHook,
  ijavascriptHook,
  canvas,
  element,
  svgString,
  vegaChart,
  plotlyFigure,
  imageBytes,
  dataFrame,
  recordArray,
]

const recognise = (value: unknown): Shown | Promise<Shown> | undefined => {
  if (typeof value !== 'string' && !isObject(value)) return undefined
  // Only its display hook may be asked of a proxy, and only a hook of a function: `A.prototype.constructor` is no picture.
  const asked = types.isProxy(value) || typeof value === 'function' ? [displayHook] : recognisers
  for (const recogniser of asked) {
    const shown = recogniser(value)
    if (shown !== undefined) return shown
  }
  return undefined
}
