/**
 * A path as `node:fs` takes it (text, bytes, file URL), made absolute. Refuses quietly what Node is about to refuse aloud
 * (a descriptor, a null byte, another scheme): there is nothing to note then.
 */
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { native } from '../native.ts'
import { attempt } from './file-versions.ts'

export interface PathArgument {
  readonly absolute: string
  /** It was resolved against the working directory. */
  readonly relative: boolean
}

export const pathArgument = (given: unknown): PathArgument | undefined => {
  const text = textOf(given)
  if (text === undefined || text === '' || text.includes('\0')) return undefined
  if (isAbsolute(text)) return { absolute: resolve(text), relative: false }
  return attempt(
    () => ({ absolute: resolve(native.cwd(), text), relative: true }),
    () => undefined,
  )
}

const textOf = (given: unknown): string | undefined => {
  if (typeof given === 'string') return given
  if (Buffer.isBuffer(given)) return given.toString()
  return given instanceof URL
    ? attempt(
        () => fileURLToPath(given),
        () => undefined,
      )
    : undefined
}
