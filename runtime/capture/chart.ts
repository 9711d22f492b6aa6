/**
 * Recognises charts that the front end draws: Vega and Vega-Lite specifications (by `$schema` or `toSpec()`) and Plotly
 * figures. The whole specification is sent, or the value is shown as text: half a chart would be a wrong one.
 */
import { toPlainData } from './plain-data.ts'
import { isObject, isPlainObject, methodOf, ownData } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'

export const vegaChart: Recogniser = value => {
  if (!isObject(value)) return undefined
  if (vegaType(ownData(value, '$schema')) !== undefined) return vegaShown(value)
  const toSpec = methodOf(value, 'toSpec')
  return toSpec === undefined ? undefined : vegaShown(toSpec())
}

export const plotlyFigure: Recogniser = value => {
  if (!isPlainObject(value)) return undefined
  const [data, layout] = [ownData(value, 'data'), ownData(value, 'layout')]
  return Array.isArray(data) && data.length > 0 && data.every(isPlainObject) && isPlainObject(layout)
    ? plotlyShown(value)
    : undefined
}

export const vegaShown = (spec: unknown): Shown => {
  const plain = toPlainData(spec)
  if (!isPlainObject(plain)) throw new TypeError('not a Vega specification: an object is expected')
  const { type, name } = vegaType(plain.$schema) ?? liteFive
  return shownAs({ [type]: plain, 'text/plain': `${name} chart` })
}

export const plotlyShown = (figure: unknown): Shown => {
  const plain = toPlainData(figure)
  if (!isPlainObject(plain) || !Array.isArray(plain.data))
    throw new TypeError('not a Plotly figure: { data: [...], layout } is expected')
  const traces = plain.data.length === 1 ? '1 trace' : `${plain.data.length} traces`
  return shownAs({
    'application/vnd.plotly.v1+json': { layout: {}, ...plain },
    'text/plain': `Plotly figure with ${traces} (drawn where a Plotly renderer is installed: pip install plotly)`,
  })
}

const liteFive = { type: 'application/vnd.vegalite.v5+json', name: 'Vega-Lite' }

const vegaType = (schema: unknown): { readonly type: string; readonly name: string } | undefined => {
  if (typeof schema !== 'string') return undefined
  const found = /\/schema\/(vega|vega-lite)\/v(\d+)[\d.]*\.json$/.exec(schema)
  if (found === null) return undefined
  const lite = found[1] === 'vega-lite'
  return { type: `application/vnd.${lite ? 'vegalite' : 'vega'}.v${found[2]}+json`, name: lite ? 'Vega-Lite' : 'Vega' }
}
