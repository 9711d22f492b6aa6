/** What a cell's options ask of the executor that runs it, in the executor's terms. Pure. */
import type { CellOptions } from '../analysis/options.ts'
import type { Job } from '../executor/executor.ts'

export const demandsOf = ({
  timeout,
  produces,
  keepBroken,
}: CellOptions): Pick<Job, 'timeout' | 'produces' | 'keepBroken'> => ({
  ...(timeout === undefined ? {} : { timeout: timeout * 1000 }),
  ...(produces === undefined ? {} : { produces }),
  ...(keepBroken === undefined ? {} : { keepBroken }),
})
