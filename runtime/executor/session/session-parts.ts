/** What a session is made of, as `main.ts` puts it together. Types only: the session doesn't know how each part works. */
import type { RunId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import type { CommEvent } from '../../run/events.ts'
import type { EvaluateResult } from '../../runtime.ts'
import type { Heap } from '../../values/heap.ts'
import type { Boxes } from './boxes.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { EachCalls } from './each-calls.ts'
import type { Environment } from './environment.ts'
import type { FunctionTexts } from './function-texts.ts'
import type { Inputs } from './inputs.ts'
import type { ItemRuns } from './item-runs.ts'
import type { JobFiles } from './job-files.ts'
import type { RunsQuestions } from './runs-questions.ts'
import type { LateWork } from './late-work.ts'
import type { Modules } from './modules.ts'
import type { CellHooks } from './run-cell.ts'
import type { RunNotes } from './run-notes.ts'
import type { Stillness } from './stillness.ts'

export interface SessionParts {
  readonly boxes: Boxes
  readonly heap: Heap
  readonly functionTexts: FunctionTexts
  readonly environment: Environment
  readonly effects: Effects
  readonly stillness: Stillness
  readonly late: LateWork
  readonly modules: Modules
  /** What compiled code calls, but for where its result goes. */
  readonly cellRuntime: CellHooks['runtime']
  readonly inputs: Inputs
  readonly each: EachCalls
  readonly items: ItemRuns
  readonly notes: RunNotes
  readonly files: JobFiles
  readonly runs: RunsQuestions
  readonly checkpoints: Checkpoints
  readonly streams: { flush(): void }
  /** The cell's run that goes on. */
  readonly running: (run: RunId | null) => void
  /** Work on the values that an interrupt must not break off. */
  readonly guard: <T>(work: () => T) => T
  /** Completes what the run's displays still owe. */
  readonly settle: () => Promise<void>
  readonly show: CellHooks['show']
  readonly describe: CellHooks['describe']
  /** user_expressions, on the live values. */
  readonly evaluate: (
    expressions: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, EvaluateResult>>>
  /** A live value by expression, without running a getter; null when there is none. */
  readonly inspect: (expression: string) => { readonly type: string; readonly preview: string } | null
  readonly comm: (event: CommEvent) => boolean
  /** Ends the process: what it holds can't be trusted any more. */
  readonly giveUp: (why: string) => never
  /** A cell or items of `each` are answered. */
  readonly worked: () => void
}
