/** A host that writes down what the API asks of it. */
import type { CellHost } from '../../runtime/cell-api/host.ts'
import type { InputRequest, RunEvent } from '../../runtime/run/events.ts'

export interface RecordingHost extends CellHost {
  readonly events: RunEvent[]
  readonly asked: InputRequest[]
  /** What the person answers, in order. */
  readonly answers: string[]
  /** Parameters that are set. */
  readonly set: Record<string, unknown>
  /** What is kept with the run. */
  readonly kept: { readonly parameters: Record<string, unknown>; readonly records: Record<string, unknown> }
  /** Overtakes the run. */
  invalidate(): void
}

export const recordingHost = (): RecordingHost => {
  const events: RunEvent[] = []
  const asked: InputRequest[] = []
  const answers: string[] = []
  const set: Record<string, unknown> = {}
  const kept = { parameters: {}, records: {} }
  let ids = 0
  let invalidate = () => {}
  const invalidated = new Promise<void>(resolve => {
    invalidate = resolve
  })
  const inputSync = (request: InputRequest): string => {
    asked.push(request)
    const answer = answers.shift()
    if (answer === undefined) throw new Error('no one to ask')
    return answer
  }
  return {
    events,
    asked,
    answers,
    inputSync,
    invalidate: () => invalidate(),
    emit: event => void events.push(event),
    input: async request => inputSync(request),
    invalidation: () => invalidated,
    newId: () => `id-${++ids}`,
    out: name => `/out/${name}`,
    tmp: name => `/tmp/${name}`,
    loadState: () => undefined,
    saveState: () => {},
    stopRequested: () => false,
    set,
    parameter: name => (Object.hasOwn(set, name) ? { is: 'set', value: set[name] } : { is: 'default' }),
    runs: async () => [],
    keepParameters: values => void Object.assign(kept.parameters, values),
    doItems: async (items, fn) => Promise.all(items.map(async item => ({ is: 'ok', value: await fn(item) }) as const)),
    keepRecords: values => void Object.assign(kept.records, values),
    kept,
  }
}
