/** Progress bars: throttled, exact at the end. */
import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { createProgress } from '../../runtime/cell-api/progress.ts'
import { recordingHost } from './recording-host.ts'

const open = () => {
  const host = recordingHost()
  const clock = { ms: 0 }
  const parts = createProgress(host, () => clock.ms)
  const bundle = (i: number) => {
    const event = host.events.at(i)
    return event?.type === 'display' || event?.type === 'update-display' ? event.data : {}
  }
  return { host, clock, bundle, ...parts }
}

test('a bar is one display, shown at once and moved by updates', () => {
  const { host, clock, progress, bundle } = open()
  const bar = progress(4, 'Reading')
  clock.ms = 200
  bar.tick()
  clock.ms = 400
  bar.update(3)
  expect(host.events.map(event => [event.type, 'displayId' in event && event.displayId])).toEqual([
    ['display', 'id-1'],
    ['update-display', 'id-1'],
    ['update-display', 'id-1'],
  ])
  expect(bundle(-1)['text/plain']).toBe('Reading ██████████████████░░░░░░ 3 of 4 (75%)')
  const { document } = parseHTML(`<body>${String(bundle(-1)['text/html'])}</body>`)
  expect(document.querySelector('progress')?.getAttribute('value')).toBe('3')
  expect(document.querySelector('progress')?.getAttribute('max')).toBe('4')
})

test('a million ticks in two seconds are some twenty updates, and the end is exact', () => {
  const { host, clock, progress, bundle } = open()
  const bar = progress(1_000_000)
  for (let i = 0; i < 1_000_000; i++) {
    clock.ms = i / 500
    bar.tick()
  }
  expect(host.events.length).toBeLessThanOrEqual(22)
  expect(bundle(-1)['text/plain']).toContain('1,000,000 of 1,000,000 (100%)')
})

test('whatever moves it, what a flush or done shows is where it is', () => {
  const move = fc.record({ ms: fc.nat(150), to: fc.nat(50) })
  fc.assert(
    fc.property(fc.array(move, { minLength: 1 }), fc.boolean(), (moves, byDone) => {
      const { clock, progress, flush, bundle } = open()
      const bar = progress(50)
      for (const { ms, to } of moves) {
        clock.ms += ms
        bar.update(to)
      }
      if (byDone) bar.done()
      else flush()
      expect(bundle(-1)['text/plain']).toContain(`${moves.at(-1)?.to} of 50`)
    }),
  )
})

test('a flush with nothing held back says nothing', () => {
  const { host, progress, flush } = open()
  progress(3).update(3)
  const before = host.events.length
  flush()
  expect(host.events).toHaveLength(before)
})

describe('over items', () => {
  test('it hands on each and knows how many there are', () => {
    const { progress, bundle } = open()
    expect([...progress(['a', 'b'])]).toEqual(['a', 'b'])
    expect(bundle(-1)['text/plain']).toContain('2 of 2 (100%)')
    expect([...progress(new Set([1, 2, 3]))]).toEqual([1, 2, 3])
    expect(bundle(-1)['text/plain']).toContain('3 of 3')
  })

  test('of unknown number it counts, and knows at the end', () => {
    const { progress, bundle } = open()
    const bar = progress(
      (function* () {
        yield* [1, 2, 3]
      })(),
      'Items',
    )
    expect(bundle(-1)).toMatchObject({
      'text/plain': 'Items 0',
      'text/html': expect.stringContaining('<progress></progress>'),
    })
    expect([...bar]).toEqual([1, 2, 3])
    expect(bundle(-1)['text/plain']).toContain('3 of 3')
  })

  test('left early, it shows how far it came and ends the source', () => {
    const { progress, bundle } = open()
    let ended = false
    const source = (function* () {
      try {
        yield* [1, 2, 3]
      } finally {
        ended = true
      }
    })()
    for (const item of progress(source)) if (item === 2) break
    expect(bundle(-1)['text/plain']).toBe('1')
    expect(ended).toBe(true)
  })

  test('async items', async () => {
    const { progress, bundle } = open()
    const seen: number[] = []
    const source = (async function* () {
      yield* [1, 2]
    })()
    for await (const item of progress(source)) seen.push(item)
    expect(seen).toEqual([1, 2])
    expect(bundle(-1)['text/plain']).toContain('2 of 2')
  })
})

test('a label is text, never markup', () => {
  const { progress, bundle } = open()
  progress(1, '<img src=x onerror=alert(1)>')
  expect(parseHTML(`<body>${String(bundle(-1)['text/html'])}</body>`).document.querySelector('img')).toBeNull()
})

test.each([0, -1, Number.NaN, Infinity])('a total of %d makes no broken bar', total => {
  const { progress, bundle } = open()
  progress(total).tick()
  expect(bundle(-1)['text/plain']).toBeTypeOf('string')
})

test('what can’t be counted is refused', () => {
  const { progress } = open()
  expect(() => progress({} as unknown as number)).toThrow('progress takes')
})
