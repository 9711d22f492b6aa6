/**
 * Tells when a file that some shown run read or imported changes on disk, so that screens mark its readers at once. Polls with
 * stat: it works on every file system, and a notebook reads few files. It never keeps a process alive.
 */
import { unwatchFile, watchFile } from 'node:fs'
import { moduleVersion } from '../executor/session/module-graph.ts'
import { isAtPath, keyOf, kindOf } from '../location.ts'
import type { RunTrace } from '../store/store.ts'

/** milliseconds: "at once" for a person who has just saved a file */
const interval = 300
/** files watched at most; a notebook that reads more is looked at again whenever it is used */
const limit = 500

export class InputWatch {
  readonly #changed: () => void
  readonly #watched = new Set<string>()

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Watches what these runs read, and nothing else. */
  follow(traces: Iterable<RunTrace>): void {
    const wanted = new Set([...traces].flatMap(filesOf).slice(0, limit))
    for (const path of this.#watched) if (!wanted.has(path)) this.#drop(path)
    for (const path of wanted) {
      if (this.#watched.has(path)) continue
      this.#watched.add(path)
      watchFile(path, { interval, persistent: false }, this.#changed)
    }
  }

  close(): void {
    for (const path of this.#watched) this.#drop(path)
  }

  #drop(path: string): void {
    unwatchFile(path, this.#changed)
    this.#watched.delete(path)
  }
}

const filesOf = (trace: RunTrace): readonly string[] =>
  trace.reads.flatMap(({ location }) => {
    const kind = kindOf(location)
    if (kind === 'module') return moduleVersion(keyOf(location)).files
    return isAtPath(location) && keyOf(location) !== '' ? [keyOf(location)] : []
  })
