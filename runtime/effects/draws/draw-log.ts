/**
 * What one run drew from clock and chance: answers a replay first, in the order asked, then the real thing, and keeps
 * what it answered. Wall clock, monotonic clock and bytes are lanes of their own, since libraries ask one between
 * answers of another. Past the bound a lane goes on unrecorded, and the log says so.
 */
import type { Draws } from '../../executor/executor.ts'
import { native } from '../native.ts'
import { type RandomStream, randomStream } from './random.ts'

/** Enough for any cell that logs times; a cell that polls the clock isn't rebuilt exactly anyway. 80 kB. */
const CLOCK_BOUND = 10_000
/** In hex characters: 512 kB of randomness. */
const BYTES_BOUND = 1 << 20

export class DrawLog {
  readonly random: RandomStream
  readonly #seed: Draws['seed']
  readonly #replay: Draws | undefined
  readonly #clock: number[] = []
  readonly #ticks: number[] = []
  readonly #bytes: string[] = []
  #bytesSize = 0
  readonly #asked = { clock: 0, ticks: 0, bytes: 0 }
  #truncated = false

  constructor(replay: Draws | undefined) {
    this.#replay = replay
    this.#seed = replay?.seed ?? freshSeed()
    this.random = randomStream(this.#seed)
  }

  /** milliseconds since 1970 */
  clock(real: () => number): number {
    const answer = this.#replay?.clock[this.#asked.clock++] ?? real()
    if (this.#clock.length < CLOCK_BOUND) this.#clock.push(answer)
    else this.#truncated = true
    return answer
  }

  /** milliseconds of a monotonic clock */
  ticks(real: () => number): number {
    const answer = this.#replay?.ticks?.[this.#asked.ticks++] ?? real()
    if (this.#ticks.length < CLOCK_BOUND) this.#ticks.push(answer)
    else this.#truncated = true
    return answer
  }

  /** `real` as it is, or the bytes drawn in its place last time, when there are as many. */
  bytes(real: Buffer): Buffer {
    const replayed = this.#replay?.bytes[this.#asked.bytes++]
    const answer = replayed?.length === real.length * 2 ? Buffer.from(replayed, 'hex') : real
    if (this.#bytesSize + answer.length * 2 <= BYTES_BOUND) {
      this.#bytesSize += answer.length * 2
      this.#bytes.push(answer.toString('hex'))
    } else {
      this.#truncated = true
    }
    return answer
  }

  draws(): Draws {
    const answers = this.#clock.length + this.#ticks.length + this.#bytes.length
    return {
      drew: answers > 0 || this.random.state.some((word, i) => word !== ((this.#seed[i] ?? 0) | 0)),
      seed: this.#seed,
      clock: [...this.#clock],
      ticks: [...this.#ticks],
      bytes: [...this.#bytes],
      truncated: this.#truncated,
    }
  }
}

/** Words of true chance, fetched for many runs at once: each fetch costs more than a small run's own work. */
let words = new Uint32Array(0)
let usedWords = 0

const freshWord = (): number => {
  if (usedWords === words.length) {
    words = new Uint32Array(Uint8Array.from(native.randomBytes(4096)).buffer)
    usedWords = 0
  }
  return words[usedWords++] as number
}

/** The one state that xoshiro never leaves is all zeros. */
const freshSeed = (): Draws['seed'] => [freshWord() | 1, freshWord(), freshWord(), freshWord()]
