/** What clearing stored results would free, in the words of the person who is asked. Pure. */
import type { ClearedView } from '../../../runtime/view.ts'
import { byteSize } from './byte-size.ts'

/** "the selected cell: 3 runs, 1.2 MB" */
export const clearedText = (whose: string, { runs, bytes }: ClearedView): string =>
  `${whose}: ${runs === 1 ? '1 run' : `${runs} runs`}, ${byteSize(bytes)}`

/** What stays in any case; empty where there is nothing to say. */
export const keptText = ({ tagged }: ClearedView): string =>
  tagged === 0 ? '' : ` ${tagged === 1 ? 'One tagged run stays' : `${tagged} tagged runs stay`}.`
