/**
 * Math.random as a stream per run: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * 2021), two outputs a double of 53 bits. A run's whole stream follows from its four words, so only the seed is kept.
 */
import type { Draws } from '../../executor/executor.ts'

/** Doubles are made this many at a time, as V8 does: the state then stays in registers. */
const BATCH = 64

export interface RandomStream {
  readonly state: Int32Array
  readonly batch: Float64Array
  /** How many of the batch were given out. */
  used: number
}

export const randomStream = (seed: Draws['seed']): RandomStream => ({
  state: Int32Array.from(seed),
  batch: new Float64Array(BATCH),
  used: BATCH,
})

/** A Math.random that draws from the stream last given to `use`. */
export const createRandom = (first: RandomStream) => {
  let stream = first
  return {
    use(next: RandomStream): void {
      stream = next
    },
    random: (): number => {
      const from = stream
      if (from.used === BATCH) refill(from)
      return from.batch[from.used++]!
    },
  }
}

const refill = (stream: RandomStream): void => {
  const { state, batch } = stream
  let [s0, s1, s2, s3] = state as unknown as [number, number, number, number]
  let high = 0
  for (let i = 0; i < 2 * BATCH; i++) {
    const product = Math.imul(s1, 5)
    const word = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 11) | (s3 >>> 21)
    if ((i & 1) === 0) high = word >>> 5
    else batch[i >> 1] = (high * 67_108_864 + (word >>> 6)) / 9_007_199_254_740_992
  }
  state.set([s0, s1, s2, s3])
  stream.used = 0
}
