/**
 * The API inside a cell: the globals of spec §9 and the namespaces of `cellar` and `tslab`. Made once a session; it keeps
 * no state of a run except what `settle` ends with it.
 */
import type { CommEvent } from '../run/events.ts'
import { type Ask, createAsk } from './ask.ts'
import { createCheckpoint, type OpenCheckpoint } from './checkpoint.ts'
import { createComms, type Comms } from './comms.ts'
import { createDisplay, type Display } from './display.ts'
import { createExec, type Exec } from './exec.ts'
import { createFiles, type Files } from './files.ts'
import { type Cross, createEach, cross, type Each } from './each.ts'
import type { CellHost } from './host.ts'
import { createLog, type Log } from './log.ts'
import { createPager, type Pager } from './pager.ts'
import { createParams, type Params } from './params.ts'
import { createProgress, type Progress } from './progress.ts'
import { createRecord, type Recorder } from './record.ts'
import { createRuns, type Runs } from './runs.ts'
import { createSaveFigure, type SaveFigure } from './save-figure.ts'
import { createTslab, type Tslab } from './tslab.ts'

export interface CellGlobals extends Ask, Files, Pager {
  readonly display: Display
  readonly log: Log
  readonly progress: Progress
  readonly each: Each
  readonly cross: Cross
  readonly comm: Comms
  readonly params: Params
  readonly record: Recorder
  readonly runs: Runs
  readonly saveFigure: SaveFigure
  readonly exec: Exec
  readonly checkpoint: OpenCheckpoint
  /** Settled when this run is overtaken. */
  readonly invalidation: Promise<void>
}

export interface CellApi {
  /** To be defined on globalThis by its property descriptors: `invalidation` is an accessor. */
  readonly globals: CellGlobals
  /** `import … from 'cellar'` */
  readonly cellarModule: Readonly<CellGlobals>
  /** `import * as tslab from 'tslab'` */
  readonly tslabModule: Tslab
  /** Hands a comm event of the front end to user code; false when no code waits for it. */
  receive(event: CommEvent): boolean
  /** Called at a run's end: progress bars show where they are; displays and figures whose hooks are asynchronous are complete. */
  settle(): Promise<void>
}

export const createCellApi = (host: CellHost): CellApi => {
  const { display, shown } = createDisplay(host)
  const { progress, flush } = createProgress(host)
  const { comm, receive } = createComms(host)
  const { saveFigure, saved } = createSaveFigure(host)
  const members = {
    display,
    progress,
    each: createEach((items, fn, options) => host.doItems(items, fn, options), progress),
    cross,
    comm,
    log: createLog(host),
    params: createParams(host),
    record: createRecord(host),
    runs: createRuns(host),
    saveFigure,
    exec: createExec(host),
    checkpoint: createCheckpoint(host),
    ...createFiles(host),
    ...createAsk(host),
    ...createPager(host),
  }
  const withInvalidation = <T extends object>(target: T): T & { readonly invalidation: Promise<void> } =>
    Object.defineProperty(target, 'invalidation', {
      get: () => host.invalidation(),
      enumerable: true,
      configurable: true,
    }) as T & { readonly invalidation: Promise<void> }
  return {
    globals: withInvalidation({ ...members }),
    cellarModule: Object.freeze(withInvalidation({ ...members })),
    tslabModule: createTslab(host),
    receive,
    settle: async () => {
      flush()
      const saving = saved()
      await shown()
      await saving
    },
  }
}
