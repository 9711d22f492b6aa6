/**
 * Opens the store of a folder: `index.db` and `blobs/`. It puts the parts together and is the border for errors: what
 * SQLite or the file system says leaves as a StoreError, and a damaged index is refused unless it may be moved aside.
 */
import type { Database } from 'better-sqlite3'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { batchList } from './batch-list.ts'
import type { BatchList } from './batches.ts'
import { type BlobFiles, blobFiles } from './blob-files.ts'
import { BlobWriter } from './blob-writer.ts'
import { blobs } from './blobs.ts'
import { clearRuns } from './clear-runs.ts'
import { damage } from './damage.ts'
import { moveAside, openDatabase } from './database.ts'
import { asStoreError, StoreError, type StoreProblem } from './errors.ts'
import { figureRows } from './figure-rows.ts'
import type { FigureStore } from './figure-store.ts'
import { collect } from './gc.ts'
import { hashedFilesIn } from './hashed-files.ts'
import { itemResults } from './item-results.ts'
import type { StoreOnDisk } from './maintenance.ts'
import type { OwnOutput } from './own-output.ts'
import { rebuildDerived } from './rebuild.ts'
import { runList } from './run-list.ts'
import { runReader } from './run-reader.ts'
import { runRemoval } from './run-removal.ts'
import { runTexts } from './run-texts.ts'
import { runWriter } from './run-writer.ts'
import { storeStats } from './stats.ts'
import { indexFile } from './store-folder.ts'
import { verifyStore } from './verify.ts'
import { makeFolders } from '../make-folders.ts'

export interface StoreOptions {
  readonly folder: string
  /** Milliseconds since 1970; what gc measures age against. */
  readonly clock?: () => number
  /** Told what was found wrong and dealt with. */
  readonly onProblem?: (problem: StoreProblem) => void
  /** Absent: what is recorded is not this user's own, and nothing is read as such. */
  readonly own?: OwnOutput
  /** Of an index that can't be opened. Refused unless told: moving it loses what it held. */
  readonly whenDamaged?: 'refuse' | 'move-aside'
}

export function openStore(options: StoreOptions): StoreOnDisk {
  const { folder, clock = Date.now, onProblem = () => {}, own } = options
  return guarded(folder, () => {
    makeFolder(folder)
    const database = openIndex(options, indexFile(folder))
    const files = blobFiles(join(folder, 'blobs'))
    return storeOf(database, { folder, clock, onProblem, files, ...(own && { own }) })
  })()
}

export interface StoreParts {
  readonly folder: string
  readonly clock: () => number
  readonly onProblem: (problem: StoreProblem) => void
  readonly files: BlobFiles
  readonly own?: OwnOutput
}

/** The store on an open index and a place for files. */
export function storeOf(database: Database, { folder, clock, onProblem, files, own }: StoreParts): StoreOnDisk {
  const kept = blobs(database, files)
  const texts = runTexts(database, kept, own)
  const removal = runRemoval(database)
  const writer = runWriter(database, kept, texts)
  const harm = damage(database, { blobs: kept, files, removal, report: onProblem })
  const reader = runReader(database, { texts, damage: harm })
  const list = runList(database)
  const batches = batchList(database)
  const blobWriter = new BlobWriter(join(folder, 'blobs'))
  const store: StoreOnDisk = {
    folder,
    ...writer,
    ...reader,
    ...list,
    figures: figureRows(database, kept, harm),
    batches,
    ...itemResults(database, clock),
    ...hashedFilesIn(database),
    clear: query => clearRuns(database, query, { files, removal }),
    gc: limits => collect(database, limits, { files, removal, now: clock() }),
    verify: options => verifyStore(database, { blobs: kept, files, texts, removal, repair: options?.repair === true }),
    rebuild() {
      database.transaction(() => rebuildDerived(database)).immediate()
      database.exec('VACUUM')
    },
    stats: () => storeStats(database, folder),
    write: units => blobWriter.write(units),
    close: () => {
      blobWriter.close()
      database.close()
    },
  }
  return guardedStore(folder, store)
}

function makeFolder(folder: string): void {
  makeFolders(folder)
  const ignore = join(folder, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
}

function openIndex(
  { folder, clock = Date.now, onProblem, whenDamaged = 'refuse' }: StoreOptions,
  file: string,
): Database {
  try {
    return openDatabase(file)
  } catch (error) {
    const named = asStoreError(error, folder)
    if (!(named instanceof StoreError) || named.kind !== 'damaged' || whenDamaged === 'refuse') throw named
    onProblem?.(setIndexAside(folder, clock))
    return openDatabase(file)
  }
}

/** Moves an index that can't be mended out of the way. Only with nobody using the store. */
export function setIndexAside(folder: string, clock: () => number = Date.now): StoreProblem {
  const aside = moveAside(indexFile(folder), clock())
  return { kind: 'moved-aside', text: `The store's index was damaged; it was moved to ${aside} and a new one begun` }
}

const guardedBatches = (folder: string, batches: BatchList): BatchList => ({
  begin: guarded(folder, batches.begin),
  holder: guarded(folder, batches.holder),
  claim: guarded(folder, batches.claim),
  end: guarded(folder, batches.end),
  drop: guarded(folder, batches.drop),
  list: guarded(folder, batches.list),
  like: guarded(folder, batches.like),
  tag: guarded(folder, batches.tag),
  untag: guarded(folder, batches.untag),
  select: guarded(folder, batches.select),
  versionOf: guarded(folder, batches.versionOf),
  keepUpToDate: guarded(folder, batches.keepUpToDate),
  upToDate: guarded(folder, batches.upToDate),
  repeat: guarded(folder, batches.repeat),
})

const guarded =
  <A extends readonly unknown[], R>(folder: string, call: (...args: A) => R): ((...args: A) => R) =>
  (...args) => {
    try {
      return call(...args)
    } catch (error) {
      throw asStoreError(error, folder)
    }
  }

function guardedStore(folder: string, store: StoreOnDisk): StoreOnDisk {
  return {
    folder,
    record: guarded(folder, store.record),
    write: store.write,
    keep: guarded(folder, store.keep),
    append: guarded(folder, store.append),
    amend: guarded(folder, store.amend),
    replayed: guarded(folder, store.replayed),
    cover: guarded(folder, store.cover),
    covered: guarded(folder, store.covered),
    candidates: guarded(folder, store.candidates),
    byKey: guarded(folder, store.byKey),
    latest: guarded(folder, store.latest),
    events: guarded(folder, store.events),
    isOwn: guarded(folder, store.isOwn),
    details: guarded(folder, store.details),
    trace: guarded(folder, store.trace),
    unit: guarded(folder, store.unit),
    lend: guarded(folder, store.lend),
    has: guarded(folder, store.has),
    runs: guarded(folder, store.runs),
    runsLike: guarded(folder, store.runsLike),
    tag: guarded(folder, store.tag),
    untag: guarded(folder, store.untag),
    clear: guarded(folder, store.clear),
    figures: guardedFigures(folder, store.figures),
    items: guarded(folder, store.items),
    keepItems: guarded(folder, store.keepItems),
    hashedFiles: guarded(folder, store.hashedFiles),
    keepHashedFile: guarded(folder, store.keepHashedFile),
    gc: guarded(folder, store.gc),
    verify: guarded(folder, store.verify),
    rebuild: guarded(folder, store.rebuild),
    stats: guarded(folder, store.stats),
    batches: guardedBatches(folder, store.batches),
    close: guarded(folder, store.close),
  }
}

function guardedFigures(folder: string, figures: FigureStore): FigureStore {
  return {
    add: guarded(folder, figures.add),
    list: guarded(folder, figures.list),
    content: guarded(folder, figures.content),
    origin: guarded(folder, figures.origin),
    form: guarded(folder, figures.form),
    keepForm: guarded(folder, figures.keepForm),
    tag: guarded(folder, figures.tag),
    untag: guarded(folder, figures.untag),
  }
}
