/** Math.random from the current run's own stream; outside any run, from one of the process. */
import type { Owner } from '../owner.ts'
import type { Patches } from '../patches.ts'
import { DrawLog } from './draw-log.ts'
import { createRandom, type RandomStream } from './random.ts'

/** To be called with the new owner whenever the current one changes. */
export type ChanceSwitch = (owner: Owner | undefined) => void

export const watchChance = (patches: Patches): ChanceSwitch => {
  const nobodys: RandomStream = new DrawLog(undefined).random
  const { random, use } = createRandom(nobodys)
  patches.wrap(Math, 'random', () => random)
  return owner => use(owner?.draws.random ?? nobodys)
}
