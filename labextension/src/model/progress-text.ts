/** "2 of 5 · about 12 s": how far a running plan is, with an estimate from how long its cells took before. Pure. */
import { duration } from './duration.ts'
import type { Progress } from './rerun.ts'

/** Below this an estimate flickers by before it is read, milliseconds. */
const WORTH_SAYING_MS = 1_000

export const progressText = (progress: Progress, expectedMs: number | undefined): string => {
  const running = progress.running === undefined ? 0 : 1
  const place = `${progress.done + running} of ${progress.done + running + progress.waiting.length}`
  return expectedMs !== undefined && expectedMs >= WORTH_SAYING_MS ? `${place} · about ${duration(expectedMs)}` : place
}
