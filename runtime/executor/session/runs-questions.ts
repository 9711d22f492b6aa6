/**
 * Questions of user code about finished runs: the front, which has the store, answers. What was asked is an input of the run that asked,
 * by the version that came with the answer.
 */
import { resolve } from 'node:path'
import type { RunId } from '../../brand.ts'
import type { RunsQuery, RunsRow } from '../../cell-api/runs.ts'
import { deferred } from '../../deferred.ts'
import type { Effects } from '../../effects/effects.ts'
import { locationOf } from '../../location.ts'
import { canonical } from '../../parameters/parameters.ts'
import type { RunsAnswer, Up } from './protocol.ts'

export interface RunsQuestionsParts {
  readonly notebook: string
  /** Where relative paths of notebooks start. */
  readonly folder: string
  readonly effects: Pick<Effects, 'current' | 'suspend' | 'resume' | 'read'>
  readonly say: (message: Up) => void
}

export class RunsQuestions {
  readonly #parts: RunsQuestionsParts
  readonly #waiting = new Map<number, (answer: RunsAnswer) => void>()
  #next = 1

  constructor(parts: RunsQuestionsParts) {
    this.#parts = parts
  }

  async ask({ notebook, ...query }: RunsQuery): Promise<readonly RunsRow[]> {
    const { effects, folder, say } = this.#parts
    const run: RunId | undefined = effects.current()
    if (run === undefined) throw new Error('runs() belongs to a running cell: the cell that calls it here has ended.')
    const owner = effects.suspend()
    const asked = { ...query, notebook: notebook === undefined ? this.#parts.notebook : resolve(folder, notebook) }
    const { promise, resolve: answered } = deferred<RunsAnswer>()
    const runs = this.#next++
    this.#waiting.set(runs, answered)
    say({ type: 'runs', runs, query: asked })
    const answer = await promise
    effects.resume(owner)
    if ('refused' in answer) throw new Error(answer.refused)
    effects.read(locationOf('runs', canonical(asked)), answer.version)
    return answer.rows
  }

  hear(answer: RunsAnswer): void {
    this.#waiting.get(answer.runs)?.(answer)
    this.#waiting.delete(answer.runs)
  }
}
