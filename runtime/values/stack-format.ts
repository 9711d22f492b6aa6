/**
 * V8 formats an error's stack when it is first read, by `Error.prepareStackTrace`. Reading values must not call the user's, so the
 * one that was there at the start stands in meanwhile.
 */
import { defineProperty, getOwnPropertyDescriptor } from './originals.ts'

const key = 'prepareStackTrace'
const ErrorAtStart = Error
let own: PropertyDescriptor | undefined

/** The session's formatter, set once it is in place. */
export const keepStackFormat = (): void => {
  own = getOwnPropertyDescriptor(ErrorAtStart, key)
}

export const withOwnStackFormat = <T>(work: () => T): T => {
  const now = getOwnPropertyDescriptor(ErrorAtStart, key)
  const isOwn = now?.value === own?.value && now?.get === own?.get
  if (isOwn || now?.configurable === false) return work()
  put(own)
  try {
    return work()
  } finally {
    put(now)
  }
}

const put = (descriptor: PropertyDescriptor | undefined): void => {
  if (descriptor === undefined) Reflect.deleteProperty(ErrorAtStart, key)
  else defineProperty(ErrorAtStart, key, descriptor)
}
