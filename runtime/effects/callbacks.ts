/**
 * Functions of Node that take a while and then call back: until then the run that asked is not done, and what they tell it waits for its turn,
 * as a promise of it would.
 */
import crypto from 'node:crypto'
import zlib from 'node:zlib'
import type { Owner } from './owner.ts'
import type { Ownership } from './ownership.ts'
import type { Callable, Patches } from './patches.ts'

type Arguments = readonly unknown[]

interface Caller {
  readonly ownership: Ownership
  readonly owner: Owner
  /** Notes that it is under way; the answer, that it is over. */
  readonly begin?: () => () => void
  /** Does what it is told wait for its turn? */
  readonly waits: boolean
}

/** Calls with the last argument, where that is a callback, as its owner should see it. */
export const callingBack = (
  { ownership, owner, begin = () => owner.operation(), waits }: Caller,
  args: Arguments,
  call: (args: Arguments) => unknown,
): unknown => {
  const callback = args.at(-1)
  if (typeof callback !== 'function') return call(args)
  const ended = begin()
  const entering = ownership.entering(owner, callback as Callable)
  const last: Callable = function (...answer) {
    ended()
    const tell = (): unknown => Reflect.apply(entering, this, answer)
    if (waits) ownership.gate.pass(owner, { due: 0 }, tell)
    else tell()
  }
  try {
    return call([...args.slice(0, -1), last])
  } catch (error) {
    ended()
    throw error
  }
}

/** Watched as draws. */
const drawn: ReadonlySet<string> = new Set(['randomFill'])

export const watchCallbacks = (patches: Patches, ownership: Ownership): void => {
  const watched = (original: Callable): Callable =>
    function (...args) {
      const owner = ownership.current
      const call = (given: Arguments): unknown => Reflect.apply(original, this, given)
      return owner === undefined ? call(args) : callingBack({ ownership, owner, waits: true }, args, call)
    }
  for (const module of [crypto, zlib])
    for (const name of Object.keys(module))
      if (`${name}Sync` in module && !drawn.has(name)) patches.wrap(module, name, watched)
  for (const name of ['sign', 'verify']) patches.wrap(crypto, name, watched)
}
