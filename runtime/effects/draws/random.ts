/**
 * Math.random as a stream per run: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * 2021), two outputs a double of 53 bits. A run's whole stream follows from its four words, so only the seed is kept.
 */
import type { Draws } from '../../executor/executor.ts'

/** The state is changed in place: who keeps the array can go on with the stream later. */
export type RandomStream = Int32Array

export const randomStream = (seed: Draws['seed']): RandomStream => Int32Array.from(seed)

/** A Math.random that draws from the stream last given to `use`. */
export const createRandom = (first: RandomStream) => {
  let s = first

  const word = (): number => {
    const s1 = s[1]!
    const product = Math.imul(s1, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const s2 = s[2]! ^ s[0]!
    const s3 = s[3]! ^ s1
    s[1] = s1 ^ s2
    s[0] = s[0]! ^ s3
    s[2] = s2 ^ (s1 << 9)
    s[3] = (s3 << 11) | (s3 >>> 21)
    return result
  }

  return {
    use(stream: RandomStream): void {
      s = stream
    },
    random: (): number => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992,
  }
}
