/**
 * What a run had the system write or remove, by callbacks or promises, is done before the run is over: what it leaves is then certain, and the
 * same each time. Only what it is told of it may come later.
 */
import { getOrInsert } from '../../get-or-insert.ts'
import { SafeWeakMap } from '../../values/originals.ts'
import { native } from '../native.ts'
import type { Owner } from '../owner.ts'

const underway = new SafeWeakMap<Owner, Set<Promise<void>>>()

/** Until the answer is called, the system is at it. */
export const beginChange = (owner: Owner): (() => void) => {
  const changes = getOrInsert(underway, owner.told, () => new Set())
  let done = (): void => {}
  const change = new Promise<void>(resolve => {
    done = resolve
  })
  changes.add(change)
  return () => {
    changes.delete(change)
    done()
  }
}

/** Resolves once the system has done it all, and what code that goes on at once had it do then. */
export const changed = async (owner: Owner): Promise<void> => {
  for (const changes = underway.get(owner); changes !== undefined && changes.size > 0; ) {
    for (const change of changes) await change
    await new Promise<void>(resolve => native.whenDrained(resolve))
  }
}
