/** The objects that compiled code receives (see compiled.ts). Made by the session, typed here for both sides. */
import type { Helpers } from './helpers.ts'

export interface Box {
  v: unknown
  readonly has: boolean
}

export interface CellRuntime {
  result(value: unknown): void
  import(specifier: string, options?: unknown): Promise<unknown>
  readonly meta: ImportMeta
  /** What lowered syntax (`using`, decorators) calls: always `helpers` of helpers.ts. */
  readonly helpers: Helpers
}
