/** When a page is told of states: what comes together at once, and what is costly seldom. Times are the fake clock's. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HeldStates } from '../../../kernel/comm/held-states.ts'
import { STATES } from '../../support/fake-runtime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const held = (cost: number) => {
  let changed = (): void => {}
  const told: number[] = []
  const states = new HeldStates(
    {
      readStates: whenChanged => {
        changed = whenChanged
        return { take: () => STATES, close: () => {} }
      },
    },
    () => {
      told.push(performance.now())
      vi.advanceTimersByTime(cost)
    },
  )
  return { states, told, change: () => changed() }
}

test('changes that come together are looked at once', () => {
  const { told, change } = held(0)
  vi.advanceTimersByTime(20)
  for (let i = 0; i < 3; i++) change()
  vi.advanceTimersByTime(100)
  expect(told).toHaveLength(2)
})

test('however often a large notebook changes, most of the time is left to its cells', () => {
  const { told, change } = held(100)
  for (let ms = 0; ms < 10_000; ms++) {
    change()
    vi.advanceTimersByTime(1)
  }
  expect(told.length * 100).toBeLessThan(0.25 * performance.now())
  expect(told.length).toBeGreaterThan(10)
})

test('a large notebook that changes after a pause is told of at once', () => {
  const { told, change } = held(100)
  vi.advanceTimersByTime(2000)
  const before = performance.now()
  change()
  vi.advanceTimersByTime(2000)
  expect(told.at(-1)).toBe(before + 15)
})

test('what is quick to tell is told before a request is done, what is costly soon after it, and nothing twice', () => {
  const quick = held(0)
  quick.states.flush()
  quick.change()
  quick.states.flushIfQuick()
  quick.states.flushIfQuick()
  expect(quick.told).toHaveLength(2)
  const costly = held(100)
  costly.states.flush()
  costly.change()
  costly.states.flushIfQuick()
  expect(costly.told).toHaveLength(1)
  vi.advanceTimersByTime(1000)
  expect(costly.told).toHaveLength(2)
})

test('nobody is told once the page has gone', () => {
  const { states, told, change } = held(0)
  change()
  states.close()
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([])
})
