/** Output that comes when a cell's code has ended is never lost, however soon after it comes. */
import { setTimeout } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openPlayer, openRuntime } from '../support/notebook-folder.ts'

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

it('what a cell still prints when it is run anew is not among its new output', async () => {
  const runtime = await openRuntime()
  const onScreen: RunEvent[] = []
  runtime.onLate(({ event }) => onScreen.push(event))
  const run = async (code: string): Promise<string> => {
    onScreen.length = 0
    await runtime.execute({ cell: cellId('a'), code, onEvent: event => onScreen.push(event) })
    return textOf(onScreen)
  }
  for (let round = 0; round < 15; round++) {
    await run(`setInterval(() => console.log('tick'), 1)`)
    await setTimeout(10)
    expect(await run(`console.log('new', ${round})`)).toBe(`new ${round}\n`)
  }
})

it('what a cell still prints when its result is asked for again is shown once', async () => {
  const runtime = await openRuntime()
  const onScreen: RunEvent[] = []
  runtime.onLate(({ event }) => onScreen.push(event))
  const code = `let n = 0; const ticking = setInterval(() => { console.log(++n); if (n === 60) clearInterval(ticking) }, 1)`
  const run = async (): Promise<void> => {
    onScreen.length = 0
    await runtime.execute({ cell: cellId('a'), code, onEvent: event => onScreen.push(event) })
  }
  await run()
  for (let round = 0; round < 20; round++) {
    await setTimeout(2)
    await run()
  }
  await vi.waitFor(() => expect(textOf(onScreen)).toMatch(/\b60\n$/))
  const all = Array.from({ length: 60 }, (_, i) => `${i + 1}\n`).join('')
  expect(textOf(onScreen)).toBe(all)
})

it('a timer that falls due while a cell spins does not go on as that is interrupted, so nothing runs again for it', async () => {
  const player = await openPlayer({
    a: `const read = () => later\nsetTimeout(console.log, 4, 'late')`,
    b: `console.log('b')`,
    c: 'const later = 1',
  })
  await player.step({ op: 'run', id: 'a' })
  await player.interrupt('b')
  await player.freshen()
  await player.settle()
  expect(player.shown()).toEqual({ a: 'late\n', b: 'b\n', c: '' })
  await player.freshen()
  expect(player.ran().filter(id => id === 'a')).toEqual(['a'])
})
