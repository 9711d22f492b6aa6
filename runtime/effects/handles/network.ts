/** Notes that a run used the network. What it got from there is kept with the run; it is no input, since nobody can version it. */
import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'

export const watchNetwork = (patches: Patches, ownership: Ownership): void => {
  const noting = (original: Callable): Callable =>
    function (...args) {
      ownership.current?.useNetwork()
      return Reflect.apply(original, this, args)
    }
  patches.wrap(net.Socket.prototype, 'connect', noting)
  // A connection that was kept is used again.
  patches.wrap(net.Socket.prototype, 'ref', noting)
  patches.wrap(dgram.Socket.prototype, 'send', noting)
  for (const module of [dns, dns.promises]) {
    for (const name of Object.keys(module))
      if (/^(lookup|resolve|reverse)/.test(name)) patches.wrap(module, name, noting)
  }
  patches.wrap(
    globalThis,
    'fetch',
    original =>
      function (...args) {
        const owner = ownership.current
        if (owner === undefined) return Reflect.apply(original, this, args)
        owner.useNetwork()
        return ownership.adopt(owner, Reflect.apply(original, this, stoppable(owner, args)) as Promise<unknown>)
      },
  )
}

/** The arguments of `fetch`, with a signal by which a discarded run breaks it off, its body included. */
const stoppable = (owner: Owner, args: readonly unknown[]): readonly unknown[] => {
  const [input, init = {}] = args
  // It will say itself what is wrong with it.
  if (typeof init !== 'object' || init === null) return args
  const { signal = input instanceof Request ? input.signal : undefined } = init as RequestInit
  // A signal of each request's own: they would all listen to the owner's for as long as that lives.
  const value = AbortSignal.any(signal instanceof AbortSignal ? [signal, owner.signal] : [owner.signal])
  // Whatever else is asked of it, the user's own object answers; without keys it counts as none.
  return [input, Object.create(init, { signal: { value, enumerable: Object.keys(init).length > 0 } })]
}
