/**
 * What code can get at: the locations a run may look at, through the functions it can reach, and the code of these functions. An upper
 * bound from names alone; what a run really read, its marks tell. Pure.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { Name } from '../brand.ts'
import { keyOf, kindOf, type Location, locationOf } from '../location.ts'
import { mentionedPackage, packageOf, packageState } from '../package-state.ts'
import type { Bindings } from './bindings.ts'

export const names = function* (all: Iterable<string>): Generator<Location> {
  for (const name of all) yield locationOf('name', name)
}

/**
 * Every location whose value a run of this cell may look at: what its code names, and what the functions
 * that it can reach from there name. The upper bound that the environment is brought about for.
 */
export const mayTouch = (analysis: Analysis, index: number, bindings: Bindings): ReadonlySet<Location> =>
  reachedFrom([...mentioned(analysis), ...analysis.defines.keys()], { analysis, index, bindings })

/** Likewise without what a name was that the cell only defines anew: it can't call that. */
const mayCall = (analysis: Analysis, index: number, bindings: Bindings): ReadonlySet<Location> =>
  reachedFrom(mentioned(analysis), { analysis, index, bindings })

const mentioned = ({ reads, deferredReads, deferredWrites }: Analysis): readonly Name[] => [
  ...reads,
  ...deferredReads,
  ...deferredWrites,
]

interface Place {
  readonly analysis: Analysis
  readonly index: number
  readonly bindings: Bindings
}

const reachedFrom = (start: readonly Name[], { analysis, index, bindings }: Place): ReadonlySet<Location> => {
  const found = new Set<Location>()
  const open: Location[] = [...names(start)]
  open.push(...[...analysis.packages].map(packageState))
  for (const location of bindings.realm) if (packageOf(location) === undefined) open.push(location)
  if (analysis.barrier)
    for (const location of bindings.locations()) if (kindOf(location) === 'name') open.push(location)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    for (const mention of bindings.above(index, next)?.mentions ?? []) {
      const used = mentionedPackage(mention)
      open.push(used === undefined ? locationOf('name', mention) : packageState(used))
    }
  }
  return found
}

interface Reached {
  readonly cells: { readonly at: (index: number) => { readonly analysis: Analysis } | undefined }
  readonly bindings: Bindings
}

/** The cell's own code and that of the cells whose functions it can call. */
export const codeReached = (reached: Reached, index: number): readonly Analysis[] =>
  codeBehind(mayCall(ownCode(reached, index), index, reached.bindings), reached, index)

/** What the cell looks at of what user code changed on globalThis, on built-ins and in packages: nobody marks such a read. */
export const realmReached = (reached: Reached, index: number): readonly Location[] => {
  const { realm } = reached.bindings
  if (realm.size === 0) return []
  const touched = mayCall(ownCode(reached, index), index, reached.bindings)
  const code = codeBehind(touched, reached, index)
  return [...realm].filter(l => (packageOf(l) === undefined ? isMentioned(l, code) : touched.has(l)))
}

const ownCode = ({ cells }: Reached, index: number): Analysis =>
  (cells.at(index) as { readonly analysis: Analysis }).analysis

const codeBehind = (touched: ReadonlySet<Location>, reached: Reached, index: number): readonly Analysis[] => {
  const { cells, bindings } = reached
  const own = ownCode(reached, index)
  const called = [...touched].filter(l => kindOf(l) === 'name')
  const definers = new Set(called.flatMap(l => bindings.above(index, l)?.by ?? []))
  return [own, ...[...definers].flatMap(by => cells.at(by)?.analysis ?? [])]
}

/** What JavaScript and Node read of built-ins for code that doesn't name it, such as `JSON.stringify(1n)`. */
const unnamed =
  /^(@@.*|toJSON|toString|valueOf|then|next|return|exec|constructor|stackTraceLimit|prepareStackTrace|defaultMaxListeners|defaultOptions)$/

/** What reads a setting that has a name of ours. */
const readBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['console.groups', ['console']],
  ['console.counts', ['count', 'countReset']],
  [
    'process.listeners',
    ['emit', 'listenerCount', 'listeners', 'rawListeners', 'eventNames', 'off', 'removeListener', 'removeAllListeners'],
  ],
  [
    'performance.timeline',
    ['measure', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'clearMarks', 'clearMeasures'],
  ],
  ['Date.timeZone', ['Date', 'Intl', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']],
])

/** By name, or possibly by a computed key. */
const isMentioned = (location: Location, analyses: readonly Analysis[]): boolean => {
  const name = keyOf(location).slice(keyOf(location).lastIndexOf('.') + 1)
  const wanted = readBy.get(keyOf(location)) ?? [name]
  if (kindOf(location) === 'builtin' && unnamed.test(name)) return true
  const onPrototype = keyOf(location).includes('.prototype.')
  return analyses.some(
    a =>
      a.properties.computed ||
      (onPrototype && a.properties.enumerates) ||
      a.barrier ||
      wanted.some(word => a.properties.names.has(word) || a.reads.has(word) || a.deferredReads.has(word)),
  )
}

/** What the cell's `after` option makes it wait for: an edge that no variable shows. */
export const afterLabels = (analysis: Analysis): readonly Location[] =>
  (analysis.options.after ?? []).map(label => locationOf('ran', label))
