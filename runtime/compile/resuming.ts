/**
 * What `for await` walks in a cell: the same values, each handed over in the name of the run whose loop it is, whoever's timer or
 * stream brought it. Leaving the loop early ends the source, as ever.
 */
import type { CellRuntime } from './session-side.ts'

export async function* resuming(
  runtime: Pick<CellRuntime, 'suspend' | 'resume'>,
  source: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<unknown, void> {
  const suspended = runtime.suspend()
  for await (const value of source) yield runtime.resume(suspended, value)
  runtime.resume(suspended, undefined)
}
