/** What `cellar sweep` says while it works, on stderr: a line for each point that is done, and of its cells those that failed. */
import type { RunWatcher } from '../pipeline/run-notebook.ts'
import type { SweptPoint } from '../pipeline/sweep-points.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'

export class SweepProgress {
  readonly say: (text: string) => void
  readonly #total: number
  readonly #running = new Set<ParameterValues>()
  #done = 0

  constructor(say: (text: string) => void, total: number) {
    this.say = say
    this.#total = total
  }

  watch(point: ParameterValues): RunWatcher {
    this.#running.add(point)
    const failed: RunWatcher['uncaught'] = (cell, { traceback }) =>
      this.say(`${nameOf(point)}, ${cell.id}: ${traceback.join('\n')}`)
    return {
      started: () => {},
      ended: (cell, _, error) => {
        if (error !== undefined) failed(cell, error)
      },
      uncaught: failed,
      waiting: cells =>
        this.say(`${nameOf(point)}: waiting for the timers that ${cells.map(c => c.id).join(', ')} left going`),
    }
  }

  sayRunning(): void {
    const running = [...this.#running].map(point => `\n  ${nameOf(point)}: running`).join('')
    this.say(`${this.#done} of ${this.#total} points are done.${running}`)
  }

  held(point: ParameterValues, by: number): void {
    this.say(`${nameOf(point)}: process ${by} runs it; it is left to that`)
  }

  done(point: ParameterValues, { ok, counts, ms, known }: SweptPoint): void {
    this.#running.delete(point)
    const how = known ? 'there already' : `${counts.ran} ran, ${counts.restored} restored, ${(ms / 1000).toFixed(2)} s`
    const bad = ok ? '' : `: FAILED (${counts.failed} failed, ${counts.blocked} blocked)`
    this.say(`[${++this.#done}/${this.#total}] ${nameOf(point)}: ${how}${bad}`)
  }
}

const nameOf = (point: ParameterValues): string =>
  Object.entries(point)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ')
