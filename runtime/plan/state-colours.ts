/** The colour of each state, wherever one is drawn as a file (spec §5): new yellow, fresh green, stale orange, failed red. */
import type { StateWord } from '../view.ts'

export const stateColour: Readonly<Record<StateWord, string>> = {
  new: '#fff3b0',
  fresh: '#c8e6c9',
  stale: '#ffd8a8',
  queued: '#d0e8ff',
  running: '#a5d0ff',
  failed: '#ffc9c9',
  blocked: '#f1d3d3',
  cancelled: '#e0e0e0',
  timeout: '#ffc9c9',
}
