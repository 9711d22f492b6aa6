/**
 * What was asked of the outside to make a plan, with the answers: while the document and the recorded runs are the same and each answer
 * is, the plan is. Pure: the disk is asked through `onDisk`.
 */
import type { Version } from '../brand.ts'
import { type Location, locationOf, variableNames } from '../location.ts'
import type { OnDisk } from './effects-above.ts'

export type Answers = readonly (readonly [asked: Location, answer: Version])[]

/** Asks on behalf of a plan, and remembers. */
export const remembering = (onDisk: OnDisk): { readonly onDisk: OnDisk; readonly answers: () => Answers } => {
  const answers = new Map<Location, Version>()
  const version = (location: Location): Version => {
    const answer = answers.get(location) ?? onDisk.version(location)
    answers.set(location, answer)
    return answer
  }
  return {
    onDisk: {
      ...onDisk,
      version,
      listing: path => {
        version(locationOf('list', path))
        return onDisk.listing(path)
      },
      versionOfModule: (path, instead) => {
        version(locationOf('module', path))
        return onDisk.versionOfModule(path, instead)
      },
      variables: () => {
        version(variableNames)
        return onDisk.variables()
      },
    },
    answers: () => [...answers],
  }
}

export const areAnsweredSo = (answers: Answers, { version }: Pick<OnDisk, 'version'>): boolean =>
  answers.every(([location, answer]) => version(location) === answer)
