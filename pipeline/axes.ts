/**
 * The axes of a sweep: `a=1,2,3` lists values, `b=0:1:0.1` counts from, to and by. Pure; each value is read by the type of the parameter,
 * and an axis without a point, or with too many to be meant, is an error.
 */
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import { examples, kindIn, ParameterError, parseValue, readYaml } from '../runtime/parameters/given.ts'
import { canonical, misfit, type ParameterValues } from '../runtime/parameters/parameters.ts'

export interface Axis {
  readonly name: string
  readonly values: readonly unknown[]
}

/** A slip in a step shall not start a million runs. */
const maxPoints = 100_000

export const parseAxis = (declared: DeclaredParameters, name: string, text: string): Axis => {
  const kind = kindIn(declared, name)
  const values = kind === 'number' && text.includes(':') ? range(name, text) : listed(name, kind, text)
  if (values.length === 0) throw new ParameterError(`The axis \`${name}\` has no values. Write ${name}=1,2,3.`)
  return { name, values: distinct(values) }
}

const listed = (name: string, kind: ReturnType<typeof kindIn>, text: string): readonly unknown[] => {
  if (kind === 'number' || kind === 'text' || kind === 'boolean')
    return text.split(',').map(part => parseValue(name, kind, part.trim()))
  const values = readYaml(text)
  const example = examples[kind] ?? '1'
  const form = `The axis \`${name}\` takes a list of values: ${name}='[${example}, ${example.replaceAll(/\d/g, '3')}]'.`
  if (!Array.isArray(values)) throw new ParameterError(form)
  for (const value of values) {
    const why = misfit(name, kind, value)
    if (why !== undefined) throw new ParameterError(`${why} ${form}`)
  }
  return values as readonly unknown[]
}

/** Ends included. Counted, not summed up, so that 0:1:0.1 gives 0.3 and not 0.30000000000000004. */
const range = (name: string, text: string): readonly number[] => {
  const parts = text.split(':').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  const [from = Number.NaN, to = Number.NaN, by = from <= to ? 1 : -1] = parts
  const count = Math.floor((to - from) / by + 1e-9) + 1
  if (parts.length > 3 || !parts.every(Number.isFinite) || !(count > 0 && count < Number.POSITIVE_INFINITY))
    throw new ParameterError(`"${text}" is no range for \`${name}\`. Write from:to:by, such as 0:1:0.1.`)
  if (count > maxPoints) throw new ParameterError(`"${text}" gives \`${name}\` ${count} values; at most ${maxPoints}.`)
  return Array.from({ length: count }, (_, i) => Number((from + i * by).toPrecision(12)))
}

const distinct = (values: readonly unknown[]): readonly unknown[] => [
  ...new Map(values.map(value => [canonical(value), value])).values(),
]

/** Every combination, the last axis fastest; with `zip` the first values together, then the second. */
export const pointsOf = (axes: readonly Axis[], { zip }: { readonly zip: boolean }): readonly ParameterValues[] => {
  if (zip) {
    const lengths = new Set(axes.map(axis => axis.values.length))
    if (lengths.size > 1)
      throw new ParameterError(
        `--zip pairs values up, but the axes differ in length: ${axes.map(a => `${a.name} has ${a.values.length}`).join(', ')}.`,
      )
    return (axes[0]?.values ?? []).map((_, i) => Object.fromEntries(axes.map(a => [a.name, a.values[i]])))
  }
  const count = axes.reduce((product, axis) => product * axis.values.length, 1)
  if (count > maxPoints) throw new ParameterError(`The sweep has ${count} points; at most ${maxPoints}.`)
  return axes.reduce<readonly ParameterValues[]>(
    (points, { name, values }) => points.flatMap(point => values.map(value => ({ ...point, [name]: value }))),
    [{}],
  )
}
