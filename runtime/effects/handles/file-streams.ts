/**
 * Streams that read and write files or pack, as their run's own. What one tells comes in its turn, as of anything that a run opened; where it flows into
 * a file, by itself, it is code which the run left going: a cell below that waits has what it does there among its own effects.
 */
import fs from 'node:fs'
import type { Transform } from 'node:stream'
import { SafeSet } from '../../values/originals.ts'
import { leaveToStream } from '../files/open-files.ts'
import { beginChange } from '../files/underway.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable } from '../patches.ts'
import { handTo, isDestroyed, own } from './owned-emitter.ts'

export const ownFileStream = (ownership: Ownership, owner: Owner, stream: fs.ReadStream | fs.WriteStream): void => {
  const isWork = (): boolean => (stream instanceof fs.WriteStream ? stream.writableEnded : flowsIntoFile(stream))
  const going = (run: Owner): (() => void) => run.operation(0, () => (isWork() ? stream : undefined))
  // Before it is open, nobody knows whether the file that it writes is there, or empty.
  const opens = stream.pending ? [going(owner), ...(stream instanceof fs.WriteStream ? [beginChange(owner)] : [])] : []
  let ended = () => {}
  own(ownership, owner, stream, {
    isOver: isDestroyed,
    close: () => void stream.destroy(),
    isWork,
    onEvent: event => {
      if (event === 'open') leaveToStream(stream as { readonly fd?: unknown })
      if (event === 'open' || isDestroyed(event)) for (const opened of opens.splice(0)) opened()
      if (isDestroyed(event)) ended()
    },
  })
  if (!(stream instanceof fs.WriteStream)) return
  // Told to end, it is about to be done: that is the work of who told it.
  const end = stream.end as Callable
  const ending = function (this: unknown, ...args: unknown[]): unknown {
    const run = ownership.current ?? owner
    handTo(run, stream)
    ended = going(run)
    return Reflect.apply(end, this, args)
  }
  Object.defineProperty(stream, 'end', { value: ending, enumerable: false, writable: true, configurable: true })
}

/** Packs or unpacks, in a thread of Node's. */
export const ownPackStream = (ownership: Ownership, owner: Owner, stream: Transform): void =>
  own(ownership, owner, stream, {
    isOver: isDestroyed,
    close: () => void stream.destroy(),
    isWork: () => flowsIntoFile(stream),
  })

/** Is it piped into one that writes a file, maybe through others? */
const flowsIntoFile = (from: object): boolean => {
  const met = new SafeSet<object>([from])
  for (const stream of met) {
    const { pipes = [] } = (stream as Piped)._readableState ?? {}
    for (const to of pipes) {
      if (to instanceof fs.WriteStream) return true
      met.add(to)
    }
  }
  return false
}

interface Piped {
  /** Node's own, the same since it has streams. */
  readonly _readableState?: { readonly pipes?: readonly object[] }
}
