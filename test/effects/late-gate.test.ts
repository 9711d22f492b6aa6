/** Code of ended runs waits at the gate between two cells: no time passes for it there, and cells below don't let it go on early. */
import { describe, expect, test } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import { DrawLog } from '../../runtime/effects/draws/draw-log.ts'
import { EffectLog } from '../../runtime/effects/effect-log.ts'
import type { FileTouches } from '../../runtime/effects/files/file-touches.ts'
import { Owner } from '../../runtime/effects/owner.ts'
import { LateGate } from '../../runtime/effects/timers/late-gate.ts'

const ownerOf = (run: string): Owner =>
  new Owner(runId(run), { log: new EffectLog(), draws: new DrawLog(undefined), files: {} as FileTouches })

const none: ReadonlySet<never> = new Set()

describe('a gate that is shut', () => {
  test('lets nothing pass and stops the clock', async () => {
    const gate = new LateGate()
    gate.shut()
    const shutAt = gate.now()
    const went: string[] = []
    gate.pass(ownerOf('a'), { due: 0 }, () => went.push('a'))
    await new Promise(r => setTimeout(r, 20))
    expect(went).toEqual([])
    expect(gate.now()).toBe(shutAt)
  })

  test('lets what waited go on once it opens, in the order in which it is due', async () => {
    const gate = new LateGate()
    gate.shut()
    const went: string[] = []
    const last = new Promise<void>(resolve => {
      gate.pass(ownerOf('a'), { due: gate.now() + 30 }, () => {
        went.push('late')
        resolve()
      })
    })
    gate.pass(ownerOf('b'), { due: gate.now() + 5 }, () => went.push('soon'))
    gate.pass(ownerOf('c'), { due: gate.now() + 5 }, () => went.push('soon, too'))
    gate.open(none)
    await last
    expect(went).toEqual(['soon', 'soon, too', 'late'])
    expect(gate.went().map(late => late.run)).toEqual([runId('b'), runId('c'), runId('a')])
    // Node's timers may come a millisecond early.
    expect(gate.went()[2]?.after).toBeGreaterThanOrEqual(29)
  })
})

test('an open gate holds back the runs of cells below, and tells which went on', async () => {
  const gate = new LateGate()
  const [above, below] = [ownerOf('above'), ownerOf('below')]
  gate.open(new Set([below.run]))
  const went: string[] = []
  gate.pass(below, { due: 0 }, () => went.push('below'))
  gate.pass(above, { due: 0 }, () => went.push('above'))
  expect(went).toEqual(['above'])
  expect(gate.went()).toMatchObject([{ run: above.run }])
  expect(below.pending().timeouts).toBe(1)
  gate.forget(below)
  expect(below.pending().timeouts).toBe(0)
  gate.open(none)
  await new Promise(r => setTimeout(r, 10))
  expect(went).toEqual(['above'])
})

test('what is cancelled while it waits never goes on', async () => {
  const gate = new LateGate()
  gate.shut()
  const timer = {}
  const went: string[] = []
  gate.pass(ownerOf('a'), { due: 0, timer }, () => went.push('a'))
  gate.cancel(timer)
  gate.open(none)
  await new Promise(r => setTimeout(r, 10))
  expect(went).toEqual([])
})
