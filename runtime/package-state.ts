/**
 * How the state that a package keeps between two calls (plugins, defaults, counters) is called: as a location, and as a mention of values
 * whose holder can call the package. Both sides of the process border use these and no others.
 */
import type { Name } from './brand.ts'
import type { Location } from './location.ts'

const states = 'builtin:npm:'
const mentions = 'npm:'

/** What user code changed in the package of this name. */
export const packageState = (name: string): Location => `${states}${name}` as Location

/** The package whose state it is; undefined for every other location. */
export const packageOf = (location: Location): string | undefined =>
  location.startsWith(states) ? location.slice(states.length) : undefined

/** Stands among the names that a value mentions. No code can have such a name. */
export const packageMention = (name: string): Name => `${mentions}${name}`

export const mentionedPackage = (mention: Name): string | undefined =>
  mention.startsWith(mentions) ? mention.slice(mentions.length) : undefined
