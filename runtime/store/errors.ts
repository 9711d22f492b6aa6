/**
 * What can be wrong with a store, as errors and as problems that were met and handled. Each says what, why and what to
 * do next; raw SQLite and file system errors never leave this folder.
 */
export type StoreErrorKind =
  /** written by a newer Cellar */
  | 'newer'
  /** a database, but none of Cellar's */
  | 'foreign'
  | 'damaged'
  | 'full'
  | 'read-only'
  /** another process holds the lock for longer than anyone should wait */
  | 'busy'
  /** no such run, tag or blob */
  | 'absent'
  /** a query of a person that can't be answered */
  | 'query'
  | 'unusable'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: StoreErrorKind

  constructor(
    kind: StoreErrorKind,
    says: { readonly what: string; readonly why: string; readonly next: string; readonly cause?: unknown },
  ) {
    super(`${says.what}: ${says.why}. ${says.next}`, says.cause === undefined ? {} : { cause: says.cause })
    this.kind = kind
  }
}

/** Something found wrong and dealt with: the work goes on without it. */
export interface StoreProblem {
  readonly kind: 'damaged-blob' | 'missing-blob' | 'damaged-run' | 'damaged-index' | 'moved-aside' | 'no-store'
  /** One sentence: what is wrong, and what became of it. */
  readonly text: string
}

/** Our own name for an error of SQLite or the file system; an error that is neither comes back as it is. */
export function asStoreError(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  const kind = kindOf(code)
  return new StoreError(kind, { ...explain(kind, folder), why: `${(error as Error).message} (${code})`, cause: error })
}

const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || error instanceof StoreError) return undefined
  const code = (error as { readonly code?: unknown }).code
  return typeof code === 'string' && /^(SQLITE_|E[A-Z0-9]+$)/.test(code) ? code : undefined
}

const kindOf = (code: string): StoreErrorKind => {
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/.test(code)) return 'full'
  if (/^(SQLITE_READONLY|SQLITE_PERM|EACCES|EPERM|EROFS)/.test(code)) return 'read-only'
  if (/^(SQLITE_BUSY|SQLITE_LOCKED)/.test(code)) return 'busy'
  if (/^(SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_IOERR_SHORT_READ)/.test(code)) return 'damaged'
  return 'unusable'
}

function explain(kind: StoreErrorKind, folder: string): { readonly what: string; readonly next: string } {
  const elsewhere = 'set CELLAR_STORE to another folder'
  switch (kind) {
    case 'full':
      return {
        what: `No room left for the store in ${folder}`,
        next: `Free some space there (with a little, \`cellar gc --max-size 1GB\` frees more) or ${elsewhere}`,
      }
    case 'read-only':
      return { what: `The store in ${folder} can't be written`, next: `Make the folder writable or ${elsewhere}` }
    case 'busy':
      return {
        what: `The store in ${folder} is locked by another process`,
        next: 'Try again when the other process is done',
      }
    case 'damaged':
      return {
        what: `The store's index in ${folder} is damaged`,
        next: 'Run `cellar verify --repair`, which mends it or moves it aside and starts a new one',
      }
    default:
      return { what: `The store in ${folder} can't be used`, next: `Check the folder or ${elsewhere}` }
  }
}
