/** Output that comes when a cell's code has ended is never lost, however soon after it comes. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const TIMERS = 40

it('text of timers that fire while the run is being recorded is shown and kept', async () => {
  const runtime = await openRuntime()
  const heard: RunEvent[] = []
  runtime.onLate(({ event }) => heard.push(event))
  // A value to version and store, so that recording takes some milliseconds in which timers fire.
  const code = `const rows = Array.from({ length: 20_000 }, (_, i) => ({ i }))
for (let t = 0; t < ${TIMERS}; t++) setTimeout(() => console.log('timer', t), t)`
  await runtime.execute({ cell: cellId('a'), code, onEvent: event => heard.push(event) })
  await runtime.drained()
  const text = (events: readonly RunEvent[]) => events.flatMap(e => (e.type === 'stream' ? e.text : [])).join('')
  const all = Array.from({ length: TIMERS }, (_, t) => `timer ${t}\n`).join('')
  expect(text(heard)).toBe(all)
  const [run] = runtime.runs({ limit: 1, offset: 0 })
  expect(text(runtime.events(run!.id) ?? [])).toBe(all)
})
