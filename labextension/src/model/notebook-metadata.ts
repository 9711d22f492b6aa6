/** What the extension keeps in a notebook's metadata, under `cellar`. Reads anything; keeps what others wrote beside it. */
import type { Mode } from './outbox.ts'

export const METADATA_KEY = 'cellar'

/** `otherwise` where the notebook doesn't say. */
export const modeIn = (metadata: unknown, otherwise: Mode): Mode => {
  const mode = isObject(metadata) ? metadata.mode : undefined
  return mode === 'auto' || mode === 'lazy' ? mode : otherwise
}

export const withMode = (metadata: unknown, mode: Mode): Readonly<Record<string, unknown>> => ({
  ...(isObject(metadata) && metadata),
  mode,
})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
