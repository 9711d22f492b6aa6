/** The objects that compiled code receives (see compiled.ts). Made by the session, typed here for both sides. */
import type { Name } from '../brand.ts'
import type { Helpers } from './emitted-calls.ts'
import type { ImportedName } from './imported-binding.ts'

export interface Box {
  /** Assigned, it is the global of that name that gets the value, where user code has made one and no cell defines the name. */
  v: unknown
  /** Only assigned, by declarations: from then on the name is defined. */
  let: unknown
  readonly has: boolean
}

export interface CellRuntime {
  result(value: unknown): void
  import(specifier: string, options?: unknown): Promise<unknown>
  /** Puts what a static import names of a module into the box. */
  bind(box: Box, namespace: object, wanted: ImportedName): void
  /** Whose code runs, to be told to `resume` after an await. */
  suspend(): unknown
  /** What was awaited, once its awaiter is the one whose code runs. */
  resume<T>(suspended: unknown, value: T): T
  readonly meta: ImportMeta
  /** The object for the strings of a tagged template, by its name (template-object.ts). */
  template(name: string): TemplateStringsArray
  /** For the text of a direct `eval`, whose names nobody knew when the cell was compiled. */
  box(name: Name): Box
  /** Likewise, with what that text does to it, as bits of a mark. */
  touch(name: Name, mark: number): Box
  /** What lowered syntax (`using`, decorators) calls: always `helpers` of emitted-calls.ts. */
  readonly helpers: Helpers
}
