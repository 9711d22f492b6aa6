/**
 * What a cell's margin says: the state as a word, its duration, where the result came from, and on asking why. The words
 * are the specification's (§5); colour repeats them and never says more.
 */
import type { CellView, StateWord } from '../../../runtime/view.ts'
import { duration } from './duration.ts'

export interface Mark {
  readonly state: StateWord
  /** "1.2 s"; empty where nothing ran or something runs. */
  readonly duration: string
  readonly origin: 'session' | 'store' | 'pool'
  /** The lines of the tooltip. */
  readonly details: readonly string[]
  /** All of it in one sentence, for a screen reader. */
  readonly label: string
  /** The cell to jump to. */
  readonly cause: string | undefined
}

export const markOf = (view: CellView, { queued }: { readonly queued: boolean }): Mark => {
  const state = queued && view.state !== 'running' ? 'queued' : view.state
  const origin = view.where ?? 'session'
  const time = view.ms === undefined || state === 'running' ? '' : duration(view.ms)
  const details = [
    ...(view.because ? [view.because.text] : []),
    ...(time ? [`${origins[origin]} ${time}.`] : []),
    ...names('Defines', view.defines),
    ...names('Reads', view.reads),
  ]
  return {
    state,
    duration: time,
    origin,
    details,
    label: [`${capital(state)}.`, ...details].join(' '),
    cause: view.because?.via.find(id => id !== view.id),
  }
}

const origins = {
  session: 'Ran for',
  pool: 'Ran in the pool for',
  store: 'Restored from the store; its run took',
} as const

/** More names than this hide what matters. */
const NAMES_SHOWN = 12

const names = (title: string, all: readonly string[]): readonly string[] => {
  if (all.length === 0) return []
  const more = all.length > NAMES_SHOWN ? ` and ${all.length - NAMES_SHOWN} more` : ''
  return [`${title} ${all.slice(0, NAMES_SHOWN).join(', ')}${more}.`]
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
