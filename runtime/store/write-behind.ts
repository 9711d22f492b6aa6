/**
 * A store that answers a run's end before it writes the run: what was recorded is written a moment later, and before anything else is
 * asked of the store, so that nobody sees the difference. A process killed in that moment runs the cell again.
 */
import type { RunRecord, Store, StoredUnit } from './store.ts'

/** milliseconds: the answer goes first, and where cells follow one another, the next one's session works meanwhile */
const moment = 1

export const writeBehind = (store: Store): Store => {
  let waiting: (readonly [RunRecord, readonly StoredUnit[]])[] = []
  let timer: NodeJS.Timeout | undefined
  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    const runs = waiting
    waiting = []
    for (const run of runs) store.record(...run)
  }
  const record: Store['record'] = (...run) => {
    waiting.push(run)
    timer ??= setTimeout(write, moment)
  }
  const writtenBefore = <T extends object>(target: T, own: Partial<T>): T =>
    new Proxy(target, {
      get: (object, key) => {
        if (Object.hasOwn(own, key)) return Reflect.get(own, key)
        write()
        return Reflect.get(object, key)
      },
    })
  return writtenBefore(store, { record, figures: writtenBefore(store.figures, {}) })
}
