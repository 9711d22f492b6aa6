/**
 * What can be wrong with a cell's `after` option: it names a cell that stands at or below its own place, which the order of the
 * document forbids (the only cycle there can be, spec §12), or a label that no cell has. Pure; it never guesses which was meant.
 */
import { type Version, version } from '../brand.ts'
import { keyOf, kindOf, type Location } from '../location.ts'
import { nearest } from './near-words.ts'
import type { Plan, PlannedCell, World } from './plan.ts'
import { afterLabels, mayTouch } from './reach.ts'
import { cellTitle } from './reasons.ts'

/** The version of a label that stands at or below the cell which names it. */
export const below: Version = version('below')

/** The world as `plan` asks it: a label without a cell above may have one below. */
export const withLabels = (world: World, cells: Plan['cells']): World => {
  let labels: ReadonlySet<string> | undefined
  return (location, above) => {
    if (kindOf(location) !== 'ran') return world(location, above)
    labels ??= new Set([...cells].flatMap(({ analysis }) => analysis.options.label ?? []))
    return labels.has(keyOf(location)) ? below : world(location, above)
  }
}

export interface AfterCycle {
  readonly message: string
  /** The labels whose cells stand below. */
  readonly reads: readonly { readonly location: Location; readonly version: Version }[]
}

export const afterCycle = (plan: Plan, index: number): AfterCycle | undefined => {
  const cell = plan.cells.at(index) as PlannedCell
  const wrong = afterLabels(cell.analysis).filter(
    location => plan.bindings.above(index, location) === undefined && placeOf(plan, keyOf(location)) !== -1,
  )
  const [first] = wrong
  if (first === undefined) return undefined
  const label = keyOf(first)
  const named = placeOf(plan, label)
  const here = cellTitle(plan, index)
  const path = [index, ...(named === index ? [index] : pathBetween(plan, named, index))].map(i => cellTitle(plan, i))
  const why =
    named === index ? 'it names itself' : `[${label}] stands below it, and cells run in the order of the document`
  const next = named === index ? '' : `Move [${label}] above ${here}, or take`
  return {
    message: `${path.join(' → ')}: ${here} is to run after [${label}], but ${why}. ${next === '' ? 'Take' : next} \`${label}\` out of its \`after\`.`,
    reads: wrong.map(location => ({ location, version: below })),
  }
}

/** Labels in `after` that no cell of the notebook has, each as a sentence with the names that come near. */
export const unknownAfter = (plan: Plan, index: number): readonly string[] => {
  const wanted = plan.cells.at(index)?.analysis.options.after
  if (wanted === undefined) return []
  const labels = [...plan.cells].flatMap(({ analysis }) => analysis.options.label ?? [])
  return wanted
    .filter(label => !labels.includes(label))
    .map(label => {
      const near = nearest(label, labels)
      const hint = near.length === 0 ? '' : ` Did you mean ${near.map(n => `\`${n}\``).join(' or ')}?`
      return `\`after\` names \`${label}\`, and no cell has that label.${hint}`
    })
}

const placeOf = (plan: Plan, label: string): number =>
  plan.cells.findIndex(({ analysis }) => analysis.options.label === label)

/** From the cell named to the one that names it, by what each needs; the two alone where nothing leads back. */
const pathBetween = (plan: Plan, from: number, to: number): readonly number[] => {
  const cameFrom = new Map<number, number | undefined>([[from, undefined]])
  for (const at of cameFrom.keys()) {
    if (at === to) break
    for (const next of neededBy(plan, at)) if (!cameFrom.has(next)) cameFrom.set(next, at)
  }
  if (!cameFrom.has(to)) return [from]
  const path: number[] = []
  for (let at: number | undefined = to; at !== undefined; at = cameFrom.get(at)) path.unshift(at)
  return path
}

const neededBy = (plan: Plan, index: number): readonly number[] => {
  const { analysis } = plan.cells.at(index) as PlannedCell
  const byName = [...mayTouch(analysis, index, plan.bindings)].flatMap(l => plan.bindings.above(index, l)?.by ?? [])
  const byLabel = (analysis.options.after ?? []).map(label => placeOf(plan, label)).filter(i => i !== -1)
  return [...byName, ...byLabel]
}
