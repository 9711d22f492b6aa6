/**
 * What a golden case of ours is, and short words to write one with. A case that plain Node can run says nothing of what it shows: the
 * oracle does. Each cell declares at most one name a line, so that the oracle can turn it into a script.
 */
import type { Step } from '../../support/golden.ts'

export interface Case {
  readonly name: string
  readonly cells: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
  /** Cells that may run in the last step when all was fresh before it. */
  readonly ideal?: readonly string[]
  /** Why the first Run All runs some cells more than once. */
  readonly firstAgain?: string
  /** Why a restart loses it. */
  readonly onlyInOneSession?: string
  /** Why more than the ideal run after one. */
  readonly moreAfterRestart?: string
  /** Why a worker of the pool loses it. */
  readonly onlyInSession?: string
  /** Files that stand beside the notebook. */
  readonly files?: Readonly<Record<string, string>>
  /** What each cell shows, where a script would stop at an error. */
  readonly expect?: Readonly<Record<string, string>>
  /** Cells that end in an error. */
  readonly errors?: readonly string[]
}

export const runAll: Step = { op: 'runAll' }
export const run = (id: string): Step => ({ op: 'run', id })
export const edit = (id: string, source: string): Step => ({ op: 'edit', id, source })
export const remove = (id: string): Step => ({ op: 'delete', id })
export const move = (id: string, index: number): Step => ({ op: 'move', id, index })
