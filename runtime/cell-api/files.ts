/**
 * `out(name)`: the path of a result file that the cell promises: there when it succeeded, put back as it was when it failed.
 * `tmp(name)`: a scratch path that goes with the run. Neither is written here.
 */
import type { CellHost } from './host.ts'

export interface Files {
  /** Below the notebook's folder, or at least in its project. */
  out(name: string): string
  tmp(name: string): string
}

export const createFiles = (host: Pick<CellHost, 'out' | 'tmp'>): Files => ({
  out: name => host.out(named('out', name)),
  tmp: name => host.tmp(named('tmp', name)),
})

const named = (api: string, name: unknown): string => {
  if (typeof name === 'string' && name !== '') return name
  throw new TypeError(`${api} takes a name: ${api}('result.csv')`)
}
