/**
 * What a run says of itself through the API inside a cell: the parameters it asked for and what it told `record`. They are the
 * running run's; code that comes later (a timer of an ended run) is refused, because its run has been recorded already.
 */
import type { RunId, Version } from '../../brand.ts'
import { type Location, locationOf } from '../../location.ts'
import { type ParameterValues, versionOfParameter } from '../../parameters/parameters.ts'
import type { RecordValue, RunNotes as Notes } from '../executor.ts'

interface Running {
  readonly run: RunId
  readonly given: ParameterValues
  readonly parameters: Record<string, unknown>
  readonly records: Record<string, RecordValue>
}

export class RunNotes {
  readonly #current: () => RunId | undefined
  readonly #read: (location: Location, version: Version) => void
  #running: Running | undefined

  constructor(current: () => RunId | undefined, read: (location: Location, version: Version) => void) {
    this.#current = current
    this.#read = read
  }

  begin(run: RunId, given: ParameterValues = {}): void {
    this.#running = { run, given, parameters: {}, records: {} }
  }

  /** Whoever calls depends on the parameter from now on. */
  parameter(name: string): { readonly is: 'set'; readonly value: unknown } | { readonly is: 'default' } {
    const given = this.#running?.given ?? {}
    this.#read(locationOf('param', name), versionOfParameter(given, name))
    return Object.hasOwn(given, name) ? { is: 'set', value: structuredClone(given[name]) } : { is: 'default' }
  }

  keepParameters(values: ParameterValues): void {
    Object.assign(this.#mine('params').parameters, values)
  }

  keepRecords(values: Readonly<Record<string, RecordValue>>): void {
    Object.assign(this.#mine('record').records, values)
  }

  end(run: RunId, resumed: boolean): Notes | undefined {
    const running = this.#running
    if (running?.run !== run) return undefined
    this.#running = undefined
    return { parameters: running.parameters, records: running.records, resumed }
  }

  #mine(api: string): Running {
    if (this.#running === undefined || this.#current() !== this.#running.run)
      throw new Error(`${api}() belongs to a running cell: the cell that calls it here has ended.`)
    return this.#running
  }
}
