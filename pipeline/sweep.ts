/**
 * Runs a notebook at each point of a sweep, in one session, or in several at once: only what reads a parameter that changed runs, the rest
 * is found by its inputs. Points that another process runs are left to it, and taken over if it stops or dies. A point that failed is told
 * and the others go on.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import { fileAtManyPoints, wavesOf } from './sweep-order.ts'
import { type SweepOptions, type SweptPoint, SweepPoints } from './sweep-points.ts'

/** milliseconds between two looks at what other processes are at: they don't tell us when they end */
const patience = 200

/** What could not be reached before `stop` is left out. */
export const runSweep = async (options: SweepOptions): Promise<readonly SweptPoint[]> => {
  const { points, stop } = options
  const lanes = new Lanes(options)
  try {
    for (const wave of wavesOf(points)) {
      for (let left = wave; left.length > 0 && !stop.aborted; ) {
        left = await lanes.run(left)
        // Whoever stops doesn't wait.
        if (left.length > 0) await wait(patience, undefined, { signal: stop }).catch(() => {})
      }
      if (wave[0] === points[0] && !stop.aborted) await lanes.mindFiles()
    }
  } finally {
    await lanes.close()
  }
  return points.flatMap(point => lanes.swept.get(point) ?? [])
}

class Lanes {
  readonly swept = new Map<ParameterValues, SweptPoint>()
  readonly #options: SweepOptions
  readonly #points: SweepPoints
  readonly #runtimes: Promise<NotebookRuntime>[] = []
  #count: number

  constructor(options: SweepOptions) {
    this.#options = options
    this.#points = new SweepPoints(options)
    this.#count = options.jobs
  }

  /** Gives the points that other processes are at. */
  async run(points: readonly ParameterValues[]): Promise<readonly ParameterValues[]> {
    const waiting = [...points]
    const held: ParameterValues[] = []
    const lane = async (place: number): Promise<void> => {
      let runtime: NotebookRuntime | undefined
      for (let point = waiting.shift(); point !== undefined && !this.#options.stop.aborted; point = waiting.shift()) {
        const claim = this.#points.claim(point)
        if (claim.is === 'held') held.push(point)
        else if (claim.is === 'done') this.swept.set(point, claim.swept)
        else {
          runtime ??= await this.#abreast(place)
          this.swept.set(point, await this.#points.run(runtime, point, claim.batch))
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.#count, points.length) }, (_, place) => lane(place)))
    return held
  }

  /** Points that write the same file must not run at once, in this process or others. Asked once the first point has run. */
  async mindFiles(): Promise<void> {
    const { points, onFileAtManyPoints } = this.#options
    const put = (runtime: NotebookRuntime, point: ParameterValues): void => void this.#points.put(runtime, point)
    const writer = fileAtManyPoints(await this.#abreast(0), points, put)
    if (writer === undefined) return
    this.#count = 1
    this.#points.alone = true
    onFileAtManyPoints(writer)
  }

  async close(): Promise<void> {
    await Promise.all(this.#runtimes.map(async runtime => (await runtime).close()))
  }

  /** Opened when first needed; knows what others did until now. */
  async #abreast(place: number): Promise<NotebookRuntime> {
    const runtime = await (this.#runtimes[place] ??= this.#options.open())
    runtime.readStoreAgain()
    return runtime
  }
}
