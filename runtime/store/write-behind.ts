/**
 * A store that answers a run's end, or its replay, before it writes that: what was recorded is written a moment later, and before anything else is
 * asked of the store, so that nobody sees the difference. A process killed in that moment runs the cell again.
 */
import type { Store } from './store.ts'

/** milliseconds: the answer goes first */
const moment = 1

export interface WriteBehind {
  readonly store: Store
  /** Writes what waits: nobody waits for this process just now. */
  readonly catchUp: () => void
}

export const writeBehind = (store: Store): WriteBehind => {
  let waiting: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    const writes = waiting
    waiting = []
    for (const one of writes) one()
  }
  const later = (one: () => void): void => {
    waiting.push(one)
    timer ??= setTimeout(write, moment)
  }
  const record: Store['record'] = (...run) => later(() => store.record(...run))
  const replayed: Store['replayed'] = (...run) => later(() => store.replayed(...run))
  const cover: Store['cover'] = (...screen) => later(() => store.cover(...screen))
  const writtenBefore = <T extends object>(target: T, own: Partial<T>): T =>
    new Proxy(target, {
      get: (object, key) => {
        if (Object.hasOwn(own, key)) return Reflect.get(own, key)
        write()
        return Reflect.get(object, key)
      },
    })
  const figures = writtenBefore(store.figures, {})
  return { store: writtenBefore(store, { record, replayed, cover, figures }), catchUp: write }
}
