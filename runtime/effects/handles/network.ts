/** Notes that a run used the network. What it got from there is kept with the run; it is no input, since nobody can version it. */
import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'

export const watchNetwork = (patches: Patches, ownership: Ownership): void => {
  const noting = (original: Callable): Callable =>
    function (...args) {
      if (ownership.current !== undefined) ownership.current.log.network = true
      return Reflect.apply(original, this, args)
    }
  patches.wrap(net.Socket.prototype, 'connect', noting)
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
        owner.log.network = true
        return ownership.adopt(owner, Reflect.apply(original, this, args) as Promise<unknown>)
      },
  )
}
