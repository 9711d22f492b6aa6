/** Code of ended runs waits at the gate between two cells: no time passes for it there, and cells below don't let it go on early. */
import { describe, expect, test } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import { DrawLog } from '../../runtime/effects/draws/draw-log.ts'
import { EffectLog } from '../../runtime/effects/effect-log.ts'
import type { FileTouches } from '../../runtime/effects/files/file-touches.ts'
import { Owner } from '../../runtime/effects/owner.ts'
import { LateGate } from '../../runtime/effects/timers/late-gate.ts'

const ownerOf = (run: string): Owner =>
  new Owner(runId(run), {
    log: new EffectLog(),
    draws: new DrawLog(undefined),
    files: {} as FileTouches,
    foreground: () => undefined,
  })

const none: ReadonlySet<never> = new Set()

describe('a gate that is shut', () => {
  test('lets nothing pass and stops the clock', async () => {
    const gate = new LateGate()
    gate.shut()
    const a = ownerOf('a')
    const shutAt = gate.now(a)
    const went: string[] = []
    gate.pass(a, { due: 0 }, () => went.push('a'))
    await new Promise(r => setTimeout(r, 20))
    expect(went).toEqual([])
    expect(gate.now(a)).toBe(shutAt)
  })

  test('lets what waited go on once it opens, in the order in which it is due', async () => {
    const gate = new LateGate()
    gate.shut()
    const went: string[] = []
    const last = new Promise<void>(resolve => {
      gate.pass(ownerOf('a'), { due: gate.now(ownerOf('a')) + 30 }, () => {
        went.push('late')
        resolve()
      })
    })
    gate.pass(ownerOf('b'), { due: gate.now(ownerOf('b')) + 5 }, () => went.push('soon'))
    gate.pass(ownerOf('c'), { due: gate.now(ownerOf('c')) + 5 }, () => went.push('soon, too'))
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

test('each has a clock of its own, which stands while it is held', async () => {
  const gate = new LateGate()
  const [free, held] = [ownerOf('free'), ownerOf('held')]
  gate.open(new Set([held.run]))
  const before = { free: gate.now(free), held: gate.now(held) }
  await new Promise(r => setTimeout(r, 20))
  expect(gate.now(held)).toBe(before.held)
  expect(gate.now(free) - before.free).toBeGreaterThanOrEqual(19)
  gate.open(none)
  const went: string[] = []
  const last = new Promise<void>(resolve => {
    gate.pass(held, { due: gate.now(held) + 20 }, () => {
      went.push('held')
      resolve()
    })
  })
  gate.pass(free, { due: gate.now(free) + 5 }, () => went.push('free'))
  await last
  expect(went).toEqual(['free', 'held'])
})

test('what is due after the time for which a gate is open waits, however late somebody looks', async () => {
  const gate = new LateGate()
  const a = ownerOf('a')
  gate.open(none, { ms: 10 })
  const opened = gate.now(a)
  const went: string[] = []
  gate.pass(a, { due: opened + 5 }, () => went.push('in time'))
  gate.pass(a, { due: opened + 15 }, () => went.push('too late'))
  await new Promise(r => setTimeout(r, 60))
  expect(went).toEqual(['in time'])
  expect(gate.now(a)).toBeLessThanOrEqual(opened + 10)
  gate.open(none)
  await new Promise(r => setTimeout(r, 60))
  expect(went).toEqual(['in time', 'too late'])
})

test('what repeats itself and fell due several times behind a gate goes on once', async () => {
  const gate = new LateGate()
  const a = ownerOf('a')
  gate.shut()
  const timer = {}
  let ticks = 0
  for (let i = 0; i < 3; i++) gate.repeat(a, { due: gate.now(a), timer }, () => ticks++)
  gate.open(none)
  await new Promise(r => setTimeout(r, 20))
  expect(ticks).toBe(1)
  expect(gate.times(a.run)).toBe(1)
})

test('what happens to things that a held run opened is told to it where that is asked for', () => {
  const gate = new LateGate()
  const [above, below] = [ownerOf('above'), ownerOf('below')]
  gate.open(new Set([above.run, below.run]), { told: new Set([above.run]) })
  const heard: string[] = []
  for (const owner of [above, below]) gate.tell(owner, () => heard.push(owner.run) > 0)
  expect(heard).toEqual([above.run])
})
