/**
 * `params({ n: 3 })`: the parameters of a notebook with their defaults; a run of the notebook may set others. A cell depends on just the
 * parameters it asks for, by value. Refuses defaults that are not plain data, because a set value comes as JSON.
 */
import { kindOfValue, misfit, type ParameterValues } from '../parameters/parameters.ts'
import type { CellHost } from './host.ts'

export type Params = <T extends ParameterValues>(defaults: T) => T

export const createParams =
  (host: Pick<CellHost, 'parameter' | 'keepParameters'>): Params =>
  <T extends ParameterValues>(defaults: T): T => {
    if (kindOfValue(defaults) !== 'object') throw new TypeError('params takes an object: params({ n: 3, lr: 0.1 })')
    const values: Record<string, unknown> = {}
    for (const [name, fallback] of Object.entries(defaults)) {
      if (!isPlain(fallback)) throw new TypeError(`The default of \`${name}\` must be plain data (JSON).`)
      const asked = host.parameter(name)
      const why = asked.is === 'set' ? misfit(name, kindOfValue(fallback), asked.value) : undefined
      if (why !== undefined) throw new TypeError(why)
      values[name] = asked.is === 'set' ? asked.value : fallback
    }
    host.keepParameters(values)
    return values as T
  }

const isPlain = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isPlain)
      return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain)
    default:
      return false
  }
}
