/**
 * The store a runtime works with: the folder's where it can be had, memory where it can't, with one notice saying so. A
 * disk that fills up later is no reason to stop either: runs that can't be recorded are kept in memory, newest first.
 */
import type { CellId } from '../brand.ts'
import { StoreError, type StoreProblem } from './errors.ts'
import type { FigureRow, FigureStore } from './figure-store.ts'
import { memoryStore } from './memory-store.ts'
import { openStore, type StoreOptions } from './open-store.ts'
import type { RunTrace, Store } from './store.ts'

export function openLastingStore(options: StoreOptions): Store {
  const report = options.onProblem ?? (() => {})
  try {
    return lastingStore(openStore(options), report)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    report(notice(error))
    return memoryStore()
  }
}

/** Reads from both, memory first, as its runs are the newer ones. */
export function lastingStore(disk: Store, report: (problem: StoreProblem) => void): Store {
  const memory = memoryStore()
  let told = false
  const orInMemory = (write: () => void, instead: () => void): void => {
    try {
      write()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      instead()
      if (!told) report(notice(error))
      told = true
    }
  }
  const owner = (run: Parameters<Store['events']>[0]): Store => (memory.events(run) === undefined ? disk : memory)
  return {
    record: (run, blobs) =>
      orInMemory(
        () => disk.record(run, blobs),
        () => memory.record(run, blobs),
      ),
    write: units => disk.write(units),
    keep: units =>
      orInMemory(
        () => disk.keep(units),
        () => memory.keep(units),
      ),
    append: (run, events) =>
      orInMemory(
        () => owner(run).append(run, events),
        () => {},
      ),
    amend: trace =>
      orInMemory(
        () => owner(trace.id).amend(trace),
        () => {},
      ),
    replayed: (cell, run) =>
      orInMemory(
        () => owner(run).replayed(cell, run),
        () => {},
      ),
    cover: (cell, says) =>
      orInMemory(
        () => disk.cover(cell, says),
        () => memory.cover(cell, says),
      ),
    covered: notebook => new Map([...disk.covered(notebook), ...memory.covered(notebook)]),
    candidates: (hash, engine, limit) =>
      [...memory.candidates(hash, engine, limit), ...disk.candidates(hash, engine, limit)].slice(0, limit),
    byKey: key => memory.byKey(key) ?? disk.byKey(key),
    latest: notebook => overlay(disk.latest(notebook), memory.latest(notebook)),
    events: run => owner(run).events(run),
    isOwn: run => owner(run).isOwn(run),
    trace: run => owner(run).trace(run),
    details: run => owner(run).details(run),
    unit: id => memory.unit(id) ?? disk.unit(id),
    lend: id => memory.lend(id) ?? disk.lend(id),
    has: id => memory.has(id) || disk.has(id),
    runs: query => {
      const all = { ...query, offset: 0, limit: query.offset + query.limit }
      return [...memory.runs(all), ...disk.runs(all)].slice(query.offset, all.limit)
    },
    tag: (run, tag) => owner(run).tag(run, tag),
    untag: (run, tag) => owner(run).untag(run, tag),
    clear(query) {
      const [above, below] = [memory.clear(query), disk.clear(query)]
      const runs = [...above.runs, ...below.runs]
      return { runs, tagged: above.tagged + below.tagged, bytes: below.bytes }
    },
    batches: disk.batches,
    figures: lastingFigures(disk.figures, memory.figures, orInMemory),
    items: keys => new Map([...disk.items(keys), ...memory.items(keys)]),
    hashedFiles: () => disk.hashedFiles(),
    keepHashedFile: file =>
      orInMemory(
        () => disk.keepHashedFile(file),
        () => {},
      ),
    keepItems: results =>
      orInMemory(
        () => disk.keepItems(results),
        () => memory.keepItems(results),
      ),
    close() {
      memory.close()
      disk.close()
    },
  }
}

/** A figure whose newest version is in memory goes on there. */
function lastingFigures(
  disk: FigureStore,
  memory: FigureStore,
  orInMemory: (write: () => void, instead: () => void) => void,
): FigureStore {
  const inMemory = ({ notebook, name }: Pick<FigureRow, 'notebook' | 'name'>): boolean =>
    memory.list({ notebook, name }).length > 0
  const owner = (row: FigureRow): FigureStore =>
    memory.list(row).some(r => r.at === row.at && r.hash === row.hash) ? memory : disk
  return {
    add(version) {
      if (inMemory(version)) return memory.add(version)
      let row: FigureRow | undefined
      orInMemory(
        () => void (row = disk.add(version)),
        () => void (row = memory.add(version)),
      )
      return row as FigureRow
    },
    list: query => [...memory.list(query), ...disk.list(query)],
    content: row => owner(row).content(row),
    origin: row => owner(row).origin(row),
    form: key => memory.form(key) ?? disk.form(key),
    keepForm: (key, form) =>
      orInMemory(
        () => disk.keepForm(key, form),
        () => memory.keepForm(key, form),
      ),
    tag: (row, tag) => owner(row).tag(row, tag),
    untag: (row, tag) => owner(row).untag(row, tag),
  }
}

const notice = (error: StoreError): StoreProblem => ({
  kind: 'no-store',
  text: `Results are kept in memory only and end with this session. ${error.message}`,
})

/** The disk's map as it is, unless there is anything to lay over it: it unpacks what is asked for. */
function overlay(
  below: ReadonlyMap<CellId, RunTrace>,
  above: ReadonlyMap<CellId, RunTrace>,
): ReadonlyMap<CellId, RunTrace> {
  return above.size === 0 ? below : new Map([...below, ...above])
}
