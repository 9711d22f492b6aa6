/**
 * What lets a notebook be known to be up to date without being opened: the document, what surrounds it and what its plan found outside
 * are as they were when nothing of it was left to run. Where anything differs it is opened, and the plan decides.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readTsconfig } from '../runtime/analysis/tsconfig.ts'
import { layersAround } from '../runtime/config/config-layers.ts'
import { fileVersions } from '../runtime/effects/files/version-on-disk.ts'
import { engine } from '../runtime/engine.ts'
import { locationOf } from '../runtime/location.ts'
import { type Answers, areAnsweredSo } from '../runtime/plan/answers.ts'
import { outsideNow } from '../runtime/run/outside-now.ts'
import { shareHashes } from '../runtime/run/shared-hashes.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { BatchCounts, UpToDate } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { attempt } from './batch.ts'
import { environmentOf } from './environment.ts'
import type { NotebookRun } from './run-notebook.ts'

/** `document`: the bytes or the text of the notebook's file. */
const digestOf = (path: string, document: string | Uint8Array, version: string): string => {
  const { erasure, paths, warnings } = readTsconfig(dirname(path))
  const layers = layersAround({ env: process.env, notebook: path })
  const around = [version, engine, erasure, [...paths], warnings, layers]
  return createHash('sha256').update(JSON.stringify(around)).update(document).digest('hex')
}

/** Keeps, where it is so, that nothing is left to run after a batch, which has ended. `version`: of this package. */
export const keepUpToDate = (
  { batches }: StoreOnDisk,
  batch: string,
  notebook: {
    readonly path: string
    readonly text: string
    readonly runtime: NotebookRuntime
    readonly run: NotebookRun
    readonly version: string
  },
): void => {
  const { path, text, runtime, run, version } = notebook
  const answers = runtime.restsOn()
  const { standing } = runtime.figures
  if (answers === undefined || standing === undefined) return
  const figures = [...standing].map(file => [locationOf('file', file), fileVersions.of(file)] as const)
  const rest: UpToDate = {
    document: digestOf(path, text, version),
    outside: [...answers, ...figures],
    restores: run.cells.filter(({ ran, restored }) => ran || restored).length,
    savesMs: run.cells.reduce((sum, { ms }) => sum + ms, 0),
  }
  attempt(() => batches.keepUpToDate(batch, rest))
}

/** Where the notebook is up to date, a batch that ran nothing is recorded, and told; else undefined. */
export const repeatUpToDate = async (
  store: StoreOnDisk,
  path: string,
  version: string,
): Promise<{ readonly ms: number; readonly counts: BatchCounts } | undefined> => {
  const [startedAt, start] = [Date.now(), performance.now()]
  const { batches } = store
  const document = digestOf(path, readFileSync(path), version)
  const rest = attempt(() => batches.upToDate(path, document))
  if (rest === undefined) return undefined
  const folder = dirname(path)
  const environment = environmentOf(folder)
  if (!areFoundSo(rest.outside, { folder, store })) return undefined
  const counts = { ran: 0, restored: rest.restores, failed: 0, blocked: 0, savedMs: rest.savesMs }
  const ms = performance.now() - start
  const batch = { id: randomUUID(), startedAt, ms, counts, environment: await environment }
  attempt(() => batches.repeat(rest.id, batch))
  return { ms, counts }
}

const areFoundSo = (answers: Answers, { folder, store }: { folder: string; store: StoreOnDisk }): boolean => {
  const unshare = shareHashes({
    hashedFiles: () => attempt(() => store.hashedFiles()) ?? [],
    keepHashedFile: file => void attempt(() => store.keepHashedFile(file)),
  })
  try {
    return areAnsweredSo(answers, outsideNow(folder, { parameters: { values: {} }, store }).inOneGo())
  } finally {
    unshare()
  }
}
