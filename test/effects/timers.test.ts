/** Timers in their owner's name: attribution, discarding, draining, and everything else as Node has it. */
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'
import fs from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../runtime/brand.ts'
import { native } from '../../runtime/effects/native.ts'
import { nothingPending } from '../../runtime/effects/owner.ts'
import { install } from './installed.ts'

const { effects, at, inRun, nextRun } = install()

/** As long as any timer of 1 ms set before needs to fire, and everything that follows on it. */
const aWhile = () => new Promise(resolve => native.timers.setTimeout(() => native.timers.setImmediate(resolve), 20))

let begun: RunId[] = []
const begin = (): RunId => {
  const run = nextRun()
  effects.begin(run, {})
  begun.push(run)
  return run
}

afterEach(() => {
  for (const run of begun) effects.discard(run)
  begun = []
})

describe('a callback runs in the name of the run that set it', () => {
  it.each<[string, (done: () => void) => unknown]>([
    ['setTimeout', done => setTimeout(done, 1)],
    ['setImmediate', done => setImmediate(done)],
    [
      'setInterval',
      done => {
        const timer = setInterval(() => {
          clearInterval(timer)
          done()
        }, 1)
      },
    ],
    ['timers.setTimeout', done => timers.setTimeout(done, 1)],
    ['timers/promises', done => timersPromises.setTimeout(1).then(done)],
    [
      'timers/promises setInterval',
      async done => {
        for await (const _ of timersPromises.setInterval(1)) return done()
      },
    ],
    ['scheduler.wait', done => timersPromises.scheduler.wait(1).then(done)],
    ['promisify(setTimeout)', done => promisify(setTimeout)(1).then(done)],
    ['promisify(setImmediate)', done => promisify(setImmediate)().then(done)],
    ['a callback of node:fs', done => fs.stat('/', () => done())],
    ['a promise of node:fs', done => fs.promises.stat('/').then(done)],
    ['a microtask of a timer', done => setTimeout(() => queueMicrotask(done), 1)],
    ['nextTick of a timer', done => setTimeout(() => process.nextTick(done), 1)],
  ])('%s', async (_, start) => {
    const first = begin()
    const seen = new Promise<RunId | undefined>(resolve => void start(() => resolve(effects.current())))
    effects.end()
    const second = begin()
    expect(await seen).toBe(first)
    await new Promise(resolve => native.timers.setImmediate(() => native.timers.setImmediate(resolve)))
    expect(effects.current()).toBe(second)
    effects.end()
  })
})

it('what a late callback does to files is known of the run that set it', async () => {
  const run = begin()
  setTimeout(() => fs.writeFileSync(at('late.txt'), 'x'), 1)
  expect(effects.end().writes).toEqual([])
  await effects.drained(run)
  expect(effects.report(run)?.writes.map(w => w.location)).toEqual([`file:${at('late.txt')}`])
})

describe('a discarded run never hears again', () => {
  it.each<[string, (done: () => void) => unknown]>([
    ['setTimeout', done => setTimeout(done, 1)],
    ['setImmediate', done => setImmediate(done)],
    ['setInterval', done => setInterval(done, 1)],
    ['timers/promises', done => timersPromises.setTimeout(1).then(done)],
    [
      'timers/promises setInterval',
      async done => {
        for await (const _ of timersPromises.setInterval(1)) return done()
      },
    ],
    ['promisify(setTimeout)', done => promisify(setTimeout)(1).then(done)],
    [
      'a timer that sets the next',
      done => {
        const again = () => setTimeout(again, 0) && done()
        return setTimeout(again, 1)
      },
    ],
    ['a callback of node:fs', done => fs.stat('/', () => done())],
    ['a promise of node:fs', done => fs.promises.stat('/').then(done)],
    [
      'a refreshed timeout',
      done => {
        const timer = setTimeout(done, 1)
        return setTimeout(() => timer.refresh(), 5)
      },
    ],
  ])('%s', async (_, start) => {
    const run = begin()
    let heard = 0
    void start(() => void heard++)
    effects.end()
    effects.discard(run)
    expect(effects.pending(run)).toEqual(nothingPending)
    expect(effects.current()).not.toBe(run)
    await aWhile()
    expect(heard).toBe(0)
  })

  it("while another's timers go on", async () => {
    const first = begin()
    effects.end()
    const second = begin()
    const fired = new Promise<RunId | undefined>(resolve => setTimeout(() => resolve(effects.current()), 1))
    effects.end()
    effects.discard(first)
    expect(await fired).toBe(second)
  })
})

describe('drained', () => {
  it('waits for timers that timers set, files and promises, not for intervals', async () => {
    const run = begin()
    const order: string[] = []
    setInterval(() => {}, 1)
    setTimeout(() => {
      order.push('first')
      setImmediate(() => {
        void timersPromises.setTimeout(1).then(async () => {
          await fs.promises.writeFile(at('x'), '')
          order.push('last')
        })
      })
    }, 1)
    effects.end()
    await effects.drained(run)
    expect(order).toEqual(['first', 'last'])
    expect(effects.pending(run)).toEqual({ ...nothingPending, intervals: 1 })
  })

  it('waits for a stream that was told to end', async () => {
    const run = begin()
    fs.createWriteStream(at('stream')).end('x'.repeat(100_000))
    effects.end()
    expect(effects.pending(run).handles).toBe(1)
    await effects.drained(run)
    expect(native.fs.statSync(at('stream')).size).toBe(100_000)
    expect(effects.pending(run).handles).toBe(0)
  })

  it.each<[string, () => void]>([
    ['nothing is pending', () => {}],
    ['the last timer is cleared', () => clearTimeout(setTimeout(() => {}, 1e6))],
    ['it is cleared by its number', () => clearTimeout(Number(setTimeout(() => {}, 1e6)))],
    ['it is closed', () => setTimeout(() => {}, 1e6).close()],
    ['a script would not wait for it', () => setTimeout(() => {}, 1e6).unref()],
    ['it throws away an immediate', () => clearImmediate(setImmediate(() => {}))],
  ])('comes when %s', async (_, code) => {
    const run = begin()
    code()
    effects.end()
    await effects.drained(run)
  })

  it('tells of a timer that a script would not wait for: it can fire all the same', () => {
    const run = begin()
    setTimeout(() => {}, 1e6).unref()
    effects.end()
    expect(effects.pending(run)).toEqual({ ...nothingPending, unrefed: 1 })
  })

  it('comes when the last timer is cleared while it is awaited', async () => {
    const run = begin()
    const timer = setTimeout(() => {}, 1e6)
    effects.end()
    const drained = effects.drained(run)
    clearTimeout(timer)
    await drained
  })

  it('comes when the run is discarded, and for a run that is gone', async () => {
    const run = begin()
    setTimeout(() => {}, 1e6)
    effects.end()
    const drained = effects.drained(run)
    effects.discard(run)
    await drained
    await effects.drained(run)
  })
})

describe("timers are Node's", () => {
  it('in their objects', async () => {
    await inRun(async () => {
      const timer = setTimeout(() => {}, 5)
      expect(timer.hasRef()).toBe(true)
      expect(timer.unref()).toBe(timer)
      expect(timer.hasRef()).toBe(false)
      expect(timer.ref().refresh()).toBe(timer)
      expect(Number(timer)).toBeGreaterThan(0)
      expect(timer.constructor.name).toBe('Timeout')
      clearTimeout(timer)
    })
  })

  it('in arguments and this', async () => {
    const { value } = await inRun(
      () =>
        new Promise<unknown[]>(resolve => {
          const timer = setTimeout(
            function (this: unknown, ...args: unknown[]) {
              resolve([this === timer, ...args])
            },
            1,
            'a',
            'b',
          )
        }),
    )
    expect(value).toEqual([true, 'a', 'b'])
  })

  it('in errors', async () => {
    await inRun(() => {
      for (const set of [setTimeout, setInterval, setImmediate]) {
        expect(() => set('code' as never, 1)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
      }
    })
  })

  it('in their signal', async () => {
    await inRun(() =>
      expect(timersPromises.setTimeout(1e6, 0, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/),
    )
  })

  it('in being the same on globalThis and in node:timers', () => {
    expect(timers.setTimeout).toBe(setTimeout)
    expect([setTimeout.name, setTimeout.length]).toEqual(['setTimeout', native.timers.setTimeout.length])
    expect(promisify(setTimeout)).toBe(timersPromises.setTimeout)
  })

  it('in firing again when refreshed after it fired', async () => {
    const run = begin()
    let fired = 0
    const timer = setTimeout(() => {
      if (++fired < 3) timer.refresh()
    }, 1)
    effects.end()
    await effects.drained(run)
    expect(fired).toBe(3)
  })
})
