/** Makes the runtime of a notebook: store, session, language service and shell. The composition root of `runtime/`. */
import { arch, hostname, platform } from 'node:os'
import { dirname } from 'node:path'
import { analyse } from './analysis/analyse.ts'
import type { Analysis } from './analysis/analysis.ts'
import { readTsconfig } from './analysis/tsconfig.ts'
import { engine } from './engine.ts'
import { openAdmission } from './executor/pool/admission.ts'
import { WorkerPool } from './executor/pool/worker-pool.ts'
import { SessionExecutor, type SessionOptions } from './executor/session/session-executor.ts'
import { startLanguageService } from './language/language-service.ts'
import { ReactiveNotebook, type RuntimeParts } from './notebook-runtime.ts'
import type { GivenParameters } from './parameters/given.ts'
import { programFile } from './program.ts'
import { openFigures } from './figures/open-figures.ts'
import { CellCompiler } from './run/cell-compiler.ts'
import { EachRuns } from './run/each-runs.ts'
import { finishedRuns } from './run/finished-runs.ts'
import { outsideNow } from './run/outside-now.ts'
import { RunLog } from './run/run-log.ts'
import { shareHashes } from './run/shared-hashes.ts'
import type { NotebookRuntime } from './runtime.ts'
import { openLastingStore } from './store/lasting-store.ts'
import { ownOutput, secretPath } from './store/own-output.ts'
import { storeFolder } from './store/store-folder.ts'
import { writeBehind } from './store/write-behind.ts'
import { absoluteNotebook } from './notebook/notebook-path.ts'

export interface OpenOptions {
  /** Path of the .ipynb; absent for a console. */
  readonly notebookPath?: string
  /** Where packages, relative imports and files are looked up; the notebook's folder when there is one. */
  readonly cwd: string
  /** Nobody types: the language thread starts when it is asked, and no run counts as done before it is on disk. */
  readonly batch?: boolean
  /** `off`: whatever is set, no figures are kept and no files of them written. */
  readonly figures?: 'off'
  /** Told what went wrong without stopping anything. */
  readonly onNotice?: (text: string) => void
}

export const openNotebook = async (options: OpenOptions): Promise<NotebookRuntime> => {
  const notebook = absoluteNotebook(options.cwd, options.notebookPath)
  const folder = dirname(notebook)
  const lasting = openLastingStore({
    folder: storeFolder(notebook, process.env),
    own: ownOutput(secretPath(process.env)),
    onProblem: problem => options.onNotice?.(problem.text),
  })
  const behind = options.batch === true ? undefined : writeBehind(lasting)
  const store = behind?.store ?? lasting
  const unshare = shareHashes(store)
  const runs = new RunLog(store, { engine, notebook })
  const heard: Pick<SessionOptions, 'folder' | 'notebook' | 'onLate' | 'onCutShort' | 'onEach' | 'finishedRuns'> = {
    folder,
    notebook,
    onLate: (run, event) => runtime.heardLate(run, event),
    onCutShort: run => runs.cutShort(run),
    onEach: (asker, message) => each.hear(asker, message),
    finishedRuns: query => finishedRuns(store, query),
  }
  const executor: SessionExecutor = new SessionExecutor({
    ...heard,
    onBusy: () => behind?.catchUp(),
    onDeath: why => {
      each.gone(executor)
      runtime.notice(why)
    },
  })
  const pool: WorkerPool = new WorkerPool({ ...heard, onGone: worker => each.gone(worker) }, openAdmission)
  const language = startLanguageService({
    folder,
    program: programFile('language-thread'),
    ...(options.batch === true ? { warmUpAfter: 'never' as const } : {}),
  })
  const parameters: GivenParameters = { values: {} }
  const off = options.figures === 'off'
  const figures = openFigures({ store, notebook, onNotice: text => options.onNotice?.(text), off })
  const onDisk = outsideNow(folder, { parameters, store })
  const each: EachRuns = new EachRuns({ pool, store, engine, onDisk })
  const tsconfig = readTsconfig(folder)
  for (const warning of tsconfig.warnings) options.onNotice?.(warning)
  const { erasure } = tsconfig
  const analyseCell = (source: string): Analysis => analyse(source, erasure)
  const compiler = new CellCompiler({ erasure, globals: () => executor.globals })
  const parts: RuntimeParts = {
    executor,
    pool,
    runs,
    store,
    engine,
    notebook,
    language,
    diagnostics: cell => language.diagnostics(cell),
    environment: { node: process.version, platform: platform(), arch: arch(), host: hostname() },
    onDisk,
    each,
    parameters,
    figures,
    analyse: analyseCell,
    compile: (cell, index, plan) => compiler.compile(cell, index, plan),
    close: async () => {
      unshare()
      await Promise.all([executor.close(), pool.close(), language.close(), figures.close()])
      store.close()
    },
  }
  const runtime = new ReactiveNotebook(parts)
  if (options.onNotice !== undefined) runtime.onNotice(options.onNotice)
  return runtime
}
