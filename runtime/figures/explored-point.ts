/**
 * The part of a sweep's point that a cell depends on, as the end of its figures' names: at each point such a figure is one of its own, while what
 * depends on no axis is one figure for all. Pure: told by what the runs above read and wrote.
 */
import { createHash } from 'node:crypto'
import { kindOf, keyOf, type Location } from '../location.ts'
import { canonical, type ParameterValues } from '../parameters/parameters.ts'

interface Traced {
  readonly reads: readonly { readonly location: Location }[]
  readonly writes: readonly { readonly location: Location }[]
}

/** `,n=3,lr=0.1`; empty where the cell reads nothing that the axes reach. `above`: the runs of the cells above, holes where there is none. */
export const explored = (
  point: ParameterValues,
  reads: Traced['reads'],
  above: readonly (Traced | undefined)[],
): string => {
  const reached = axesReached(new Set(Object.keys(point)), reads, above)
  const parts = Object.entries(point).filter(([name]) => reached.has(name))
  const ending = parts.map(([name, value]) => `,${plain(name)}=${plain(value)}`).join('')
  return Buffer.byteLength(ending) > longest ? `,${digits(ending)}` : ending
}

/** No other name has a comma in it (`fileName`). */
export const isOfPoint = (name: string): boolean => name.includes(',')

const axesReached = (
  axes: ReadonlySet<string>,
  reads: Traced['reads'],
  above: readonly (Traced | undefined)[],
): ReadonlySet<string> => {
  const reached = new Set<string>()
  const sought = new Set<Location>()
  const isAxis = (location: Location): boolean => kindOf(location) === 'param' && axes.has(keyOf(location))
  const follow = (location: Location): void =>
    void (isAxis(location) ? reached.add(keyOf(location)) : sought.add(location))
  for (const { location } of reads) follow(location)
  for (const writer of [...above].reverse()) {
    const written = writer?.writes.filter(({ location }) => sought.delete(location)) ?? []
    // A cell that declares many parameters: who reads the name of one depends on that one.
    const named = written.map(({ location }) => keyOf(location)).filter(name => axes.has(name))
    for (const name of named) reached.add(name)
    if (written.length > named.length) for (const { location } of writer?.reads ?? []) follow(location)
  }
  // papermill's parameters are names that an injected cell writes.
  for (const location of sought)
    if (kindOf(location) === 'name' && axes.has(keyOf(location))) reached.add(keyOf(location))
  return reached
}

/** bytes: file systems take 255 for all of a name */
const longest = 120

/** Fit for a file name; where that loses something, digits of a hash tell two values apart. */
const plain = (value: unknown): string => {
  const text = typeof value === 'string' ? value : canonical(value)
  const fit = text.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-').slice(0, 40)
  return fit === text && text !== '' ? text : `${fit}-${digits(text)}`
}

const digits = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
