/** Printed text: complete, in order, in few events, with its owner. */
import { Console } from 'node:console'
import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CapturedStreams, captureStreams } from '../../runtime/capture/streams.ts'
import type { RunEvent } from '../../runtime/run/events.ts'

let events: { readonly event: RunEvent; readonly owner: string }[] = []
let owner = 'a'
let streams: CapturedStreams
let onEvent: (() => void) | undefined

const whole = (work: () => void): void => work()

beforeEach(() => {
  events = []
  owner = 'a'
  onEvent = undefined
  streams = captureStreams({
    whole,
    owner: () => owner,
    emit: (event, of) => {
      events.push({ event, owner: of })
      onEvent?.()
    },
  })
})
afterEach(() => streams.release())

/** What was emitted, neighbours of one stream and owner joined: batching may split text anywhere. */
const said = () => {
  streams.flush()
  const joined: { name: string; text: string; owner: string }[] = []
  for (const { event, owner: of } of events) {
    if (event.type !== 'stream') continue
    const last = joined.at(-1)
    if (last?.name === event.name && last.owner === of) last.text += event.text
    else joined.push({ name: event.name, text: event.text, owner: of })
  }
  return joined
}
const out = () =>
  said()
    .filter(s => s.name === 'stdout')
    .map(s => s.text)
    .join('')

describe('what is written is told', () => {
  test('in order, with its stream and the run that wrote it', () => {
    process.stdout.write('1')
    process.stderr.write('2')
    process.stdout.write('3')
    owner = 'b'
    process.stdout.write('4')
    expect(said()).toEqual([
      { name: 'stdout', text: '1', owner: 'a' },
      { name: 'stderr', text: '2', owner: 'a' },
      { name: 'stdout', text: '3', owner: 'a' },
      { name: 'stdout', text: '4', owner: 'b' },
    ])
  })

  test('bytes, encodings, typed arrays and characters cut in two', () => {
    const bytes = Buffer.from('añ€😀')
    for (const byte of bytes) process.stdout.write(Buffer.from([byte]))
    process.stdout.write('c3b6', 'hex')
    process.stdout.write('w6Q=', 'base64')
    process.stdout.write(new Uint8Array([33]))
    expect(out()).toBe('añ€😀öä!')
  })

  test('a character that never ends is shown as broken, in its place', () => {
    process.stdout.write(Buffer.from([0xe2, 0x82]))
    process.stdout.write('x')
    process.stdout.write(Buffer.from([0xe2]))
    owner = 'b'
    process.stdout.write('y')
    expect(said().map(s => [s.owner, s.text])).toEqual([
      ['a', '\ufffdx\ufffd'],
      ['b', 'y'],
    ])
  })

  test('any mixture of writes comes out whole and in order', () => {
    const piece = fc.record({
      name: fc.constantFrom('stdout' as const, 'stderr' as const),
      text: fc.string({ unit: 'grapheme', maxLength: 40 }),
      bytes: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), pieces => {
        events = []
        for (const { name, text: part, bytes } of pieces) {
          if (!bytes) process[name].write(part)
          else {
            const whole = Buffer.from(part)
            const middle = whole.length >> 1
            process[name].write(whole.subarray(0, middle))
            process[name].write(whole.subarray(middle))
          }
        }
        const expected = pieces.reduce<{ name: string; text: string }[]>((joined, { name, text: part }) => {
          const last = joined.at(-1)
          if (part === '') return joined
          if (last?.name === name) last.text += part
          else joined.push({ name, text: part })
          return joined
        }, [])
        expect(said().map(({ name, text: part }) => ({ name, text: part }))).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

describe('write keeps Node’s manners', () => {
  test('it returns true and calls back later, with any of its forms', async () => {
    const calls: string[] = []
    const done = (name: string) => () => void calls.push(name)
    expect(process.stdout.write('a', done('one'))).toBe(true)
    expect(process.stdout.write('b', 'utf8', done('two'))).toBe(true)
    expect(calls).toEqual([])
    await new Promise<void>(resolve => process.stdout.write('c', () => resolve()))
    expect(calls).toEqual(['one', 'two'])
  })

  test('it refuses what a stream refuses', () => {
    const write = process.stdout.write as (chunk: unknown) => boolean
    expect(() => write(null)).toThrow(expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' }))
    expect(() => write(7)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  })

  test('a stream piped or piped through to its end arrives', async () => {
    const source = new PassThrough()
    source.pipe(process.stdout)
    source.end('piped ')
    await once(source, 'end')
    await pipeline(Readable.from(['all ', 'of it']), process.stdout, { end: false })
    process.stdout.end(' end')
    process.stdout.write('!')
    expect(out()).toBe('piped all of it end!')
  })

  test('it is no terminal, and release gives everything back', () => {
    expect(process.stdout.isTTY).toBe(false)
    streams.release()
    const { write } = process.stdout
    captureStreams({ whole, owner: () => '', emit: () => {} }).release()
    expect(process.stdout.write).toBe(write)
  })
})

describe('the console', () => {
  test('prints what it prints in plain Node', async () => {
    const use = (c: Console) => {
      c.log('a %s %d %o', 'b', 1.5, { x: [1] })
      c.log({ nested: { deep: { deeper: { deepest: 1 } } }, list: Array.from({ length: 120 }, (_, i) => i) })
      c.table([{ a: 1, b: 2 }, { a: 3 }])
      c.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 })
      c.group('outer')
      c.info('inside\ntwo lines')
      c.groupEnd()
      c.count()
      c.count('x')
      c.countReset('x')
      c.assert(1 > 2, 'not %s', 'so')
      c.warn('careful')
      c.error(new Map([['k', 'v']]))
    }
    const sink = { stdout: new PassThrough(), stderr: new PassThrough() }
    use(new Console(sink))
    sink.stdout.end()
    sink.stderr.end()
    const captured = new Console({ stdout: process.stdout, stderr: process.stderr })
    use(captured)
    const err = () =>
      said()
        .filter(s => s.name === 'stderr')
        .map(s => s.text)
        .join('')
    expect(out()).toBe(await text(sink.stdout))
    expect(err()).toBe(await text(sink.stderr))
    captured.time('t')
    captured.timeEnd('t')
    captured.trace('here')
    expect(out()).toMatch(/t: [\d.]+ms\n$/)
    expect(err()).toMatch(/Trace: here\n\s+at /)
  })
})

describe('batching', () => {
  test('a few lines go out at once, without waiting for the cell', () => {
    process.stdout.write('working…\n')
    process.stdout.write('still\n')
    expect(events).toHaveLength(2)
  })

  test('100,000 lines are few events, and every line is there', () => {
    const started = performance.now()
    for (let i = 0; i < 100_000; i++) process.stdout.write(`line ${i}\n`)
    const ms = performance.now() - started
    expect(out()).toBe(Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(''))
    expect(events.length).toBeLessThan(100 + 34 * Math.ceil(ms / 25))
    for (const { event } of events) expect(event.type === 'stream' && event.text.length).toBeLessThan(64 * 1024 + 100)
  })

  test('what a flood holds back follows by itself', async () => {
    for (let i = 0; i < 100; i++) process.stdout.write(`${i} `)
    const before = events.length
    await new Promise<void>(resolve => (onEvent = resolve))
    expect(events.length).toBe(before + 1)
    expect(events.map(({ event }) => event.type === 'stream' && event.text).join('')).toMatch(/ 99 $/)
  })

  test('an interrupt while an event is told loses nothing else and repeats nothing', () => {
    let terminate = true
    streams.release()
    const heard: string[] = []
    streams = captureStreams({
      whole,
      owner: () => '',
      emit: event => {
        if (event.type === 'stream') heard.push(event.text)
        if (terminate) throw new Error('terminated')
      },
    })
    expect(() => process.stdout.write('first')).toThrow('terminated')
    terminate = false
    process.stdout.write(' second')
    streams.flush()
    expect(heard.join('')).toBe('first second')
  })
})
