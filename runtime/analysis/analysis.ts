/**
 * What can be said of one cell from its source alone. Pure data, the same for the same source; the
 * planner, the compiler and the screens read it. "Deferred" is what stands inside a function, method,
 * getter or field initialiser, so happens for whoever calls it and not when the cell runs.
 */
import type { Name, SourceHash } from '../brand.ts'
import type { CellOptions, OptionWarning } from './options.ts'
import type { Properties } from './properties.ts'

export type DefinitionKind =
  | 'const'
  | 'let'
  | 'var'
  | 'function'
  | 'class'
  | 'enum'
  | 'namespace'
  | 'import'
  | 'assignment'

/** Stands among the names for the local modules that keep state, as they are loaded. No code can have a variable of that name. */
export const moduleInstances: Name = 'import'

export interface Analysis {
  /** `syntax-error`: the sets are empty but for what it seems to define, and `error` says where. */
  readonly status: 'ok' | 'syntax-error'
  readonly error?: SyntaxProblem
  /**
   * Hash of the JavaScript syntax tree after types are erased: no comments, no spaces, no positions, and the
   * names of locals replaced by their number, so that none of these makes anything stale; and of the files that it promises.
   */
  readonly hash: SourceHash
  /** Top-level declarations, and outer names assigned by the cell's own top-level flow (`assignment`). */
  readonly defines: ReadonlyMap<Name, DefinitionKind>
  /** Names that the cell's own top-level flow reads before it has declared them itself. */
  readonly reads: ReadonlySet<Name>
  /** Free or own top-level names read inside functions. */
  readonly deferredReads: ReadonlySet<Name>
  /** Free or own top-level names assigned inside functions. */
  readonly deferredWrites: ReadonlySet<Name>
  readonly properties: Properties
  readonly imports: readonly { readonly specifier: string; readonly names: readonly Name[] }[]
  /** By name: those that it may load, Node's own modules among them. */
  readonly packages: ReadonlySet<string>
  /** Top-level await, for-await or await using. */
  readonly awaits: boolean
  /** `eval`, `new Function`, `with`: reads and writes everything. */
  readonly barrier: boolean
  readonly options: CellOptions
  readonly optionWarnings: readonly OptionWarning[]
}

export interface SyntaxProblem {
  readonly message: string
  /** 1-based, in the cell's own source. */
  readonly line: number
  /** 0-based, in UTF-16 units. */
  readonly column: number
}
