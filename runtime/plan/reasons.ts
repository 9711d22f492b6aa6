/** Says in a sentence why a cell stands as it stands: "`rows` changed in [4]; `data.csv` changed on disk". Pure. */
import { isAtPath, keyOf, kindOf, type Location, nameOf } from '../location.ts'
import { packageOf } from '../package-state.ts'
import type { Because } from '../view.ts'
import { type Mismatch, missing } from './mismatch.ts'
import type { Plan, Standing } from './plan.ts'

/** What a person calls the cell at this index: its label, or its place. */
export const cellTitle = (plan: Pick<Plan, 'cells'>, index: number): string => {
  const label = plan.cells.at(index)?.analysis.options.label
  return label === undefined ? `[${index + 1}]` : `[${label}]`
}

/** What the screen of a blocked cell says. */
export const blockedText = (plan: Pick<Plan, 'cells'>, by: readonly number[]): string => {
  const titles = by.map(i => cellTitle(plan, i)).join(', ')
  return `This cell needs what ${titles} defines, and ${titles} failed. Mend it and run it first.`
}

export const becauseOf = (plan: Plan, standing: Standing): Because | undefined => {
  switch (standing.is) {
    case 'fresh':
      return standing.shown ? undefined : unshown
    case 'new':
      return { kind: 'new', text: 'Never run.', via: [], inputs: [] }
    case 'failed':
      return { kind: 'failed', text: 'Its last run on these inputs failed.', via: [], inputs: [] }
    case 'blocked':
      return {
        kind: 'upstream-failed',
        text: `${standing.by.map(i => cellTitle(plan, i)).join(', ')} failed, and this cell needs what it defines.`,
        via: ids(plan, standing.by),
        inputs: [],
      }
    case 'stale':
      return standing.because.kind === 'inputs'
        ? inputsBecause(plan, standing.because.mismatches)
        : plain[standing.because.kind]
    default:
      return standing satisfies never
  }
}

const unshown: Because = { kind: 'edited', text: 'Its result is stored and only has to be shown.', via: [], inputs: [] }

const plain: Readonly<Record<'edited' | 'forced' | 'interrupted', Because>> = {
  edited: { kind: 'edited', text: 'Its code was edited since it ran.', via: [], inputs: [] },
  forced: { kind: 'forced', text: 'It was asked to run again.', via: [], inputs: [] },
  interrupted: { kind: 'interrupted', text: 'Its last run did not come to its end.', via: [], inputs: [] },
}

const inputsBecause = (plan: Plan, mismatches: readonly Mismatch[]): Because => {
  const telling = mismatches.filter(m => kindOf(m.location) !== 'alias' && kindOf(m.location) !== 'sharers')
  const shown = telling.length > 0 ? telling : mismatches
  const via = new Set(shown.flatMap(m => (m.by === undefined ? [] : [m.by])))
  return {
    kind: kindOfMismatch(shown[0]),
    text: `${shown.map(m => sentence(plan, m)).join('; ')}.`,
    via: ids(plan, [...via]),
    inputs: shown.map(m => m.location),
  }
}

const kindOfMismatch = (mismatch: Mismatch | undefined): Because['kind'] => {
  if (mismatch === undefined) return 'input-changed'
  const kind = kindOf(mismatch.location)
  if (isAtPath(mismatch.location)) return 'file-changed'
  if (kind === 'module') return 'module-changed'
  if (kind === 'package') return 'package-changed'
  if (mismatch.now === undefined) return 'upstream-stale'
  if (kind === 'param' || kind === 'runs') return 'input-changed'
  return mismatch.now === missing ? 'missing-name' : 'input-changed'
}

const sentence = (plan: Plan, { location, now, was, by }: Mismatch): string => {
  const kind = kindOf(location)
  if (kind === 'alias') return 'the values it reads share their objects differently'
  if (kind === 'sharers') return `other names share objects with \`${keyOf(location).replace(/^\w+:/, '')}\` now`
  const title = titleOf(location)
  if (kind === 'runs') return 'runs of whole notebooks that it asked for came or went'
  if (kind === 'param')
    return `the parameter ${title} ${now === missing ? 'has its default again' : 'was set otherwise'}`
  const used = packageOf(location)
  if (used !== undefined) return `what cells above change in the package \`${used}\` is something else now`
  if (now === undefined) return `${title} may change: ${cellTitle(plan, by ?? 0)} has to run first`
  const comesFromOutside = by === undefined && kind !== 'name'
  if (comesFromOutside && now === missing) return `${title} is not there any more`
  if (comesFromOutside) return was === missing ? `${title} is there now` : `${title} changed on disk`
  const where = by === undefined ? '' : ` in ${cellTitle(plan, by)}`
  if (now === missing) return `${title} is not defined any more`
  if (was === missing) return `${title} is defined now${where}`
  return `${title} changed${where}`
}

const titleOf = (location: Location): string => {
  if (kindOf(location) !== 'mode') return `\`${nameOf(location)}\``
  return keyOf(location) === '' ? 'the umask' : `the mode of \`${nameOf(location)}\``
}

const ids = (plan: Plan, indices: readonly number[]): readonly string[] =>
  indices.flatMap(i => plan.cells.at(i)?.id ?? [])
