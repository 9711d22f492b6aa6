/** Output that comes when a cell's code has ended is never lost, however soon after it comes. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const textOf = (events: readonly RunEvent[]) => events.flatMap(e => (e.type === 'stream' ? e.text : [])).join('')

it('text of timers that fire while the run is being recorded is shown and kept', async () => {
  const runtime = await openRuntime()
  const heard: RunEvent[] = []
  runtime.onLate(({ event }) => heard.push(event))
  // Every run has its timers, some of which fire between the end of its code and the record of it.
  for (let round = 0; round < 15; round++) {
    heard.length = 0
    const code = `const big${round} = Array.from({ length: 5_000 }, (_, i) => ({ i }))
for (let t = 0; t < 20; t++) setTimeout(() => process.stdout.write(t + ' '), t)`
    await runtime.execute({ cell: cellId('a'), code, onEvent: event => heard.push(event) })
    await runtime.drained()
    const all = Array.from({ length: 20 }, (_, t) => `${t} `).join('')
    expect(textOf(heard)).toBe(all)
    const [run] = runtime.runs({ limit: 1, offset: 0 })
    expect(textOf(runtime.events(run!.id) ?? [])).toBe(all)
  }
})
