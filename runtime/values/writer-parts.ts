/** What a graph writer needs of its heap and of the session around it. */
import type { Name } from '../brand.ts'
import type { ByteCopies } from './byte-copies.ts'
import type { Sources } from './code/sources.ts'
import type { ReferenceTable } from './heap.ts'
import type { Inspector } from './inspector.ts'
import type { ObjectTable } from './object-table.ts'

export interface WriterParts {
  readonly table: ObjectTable
  readonly references: ReferenceTable
  readonly inspector: Inspector
  readonly sources: Sources
  readonly copies: ByteCopies
  /** Does the module with this URL or path keep state? */
  readonly keepsState: (script: string) => boolean
  /** What functions of this place (a name of the reference table, a script) may be told to use. */
  readonly mentionsAt: (place: string) => readonly Name[]
}
