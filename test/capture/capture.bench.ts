/**
 * What showing costs: printed lines beside the same writes into a plain Writable, and the forms of small and huge values.
 * Each part asserts what was shown; `--tiny` runs a small size.
 */
import assert from 'node:assert/strict'
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { toMimeBundle } from '../../runtime/capture/mime-bundle.ts'
import { captureStreams } from '../../runtime/capture/streams.ts'

const tiny = process.argv.includes('--tiny')
const LINES = tiny ? 1000 : 100_000
const ITEMS = tiny ? 1000 : 10_000_000
const ROUNDS = tiny ? 1 : 5

const best = (work: () => void): number => {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...rounds)
}

const report: string[] = []

const benchLines = (): void => {
  let [characters, events] = [0, 0]
  const print = (to: Console) => {
    for (let i = 0; i < LINES; i++) to.log(`line ${i}`)
  }
  const plain = new Console(new Writable({ decodeStrings: false, write: (_chunk, _encoding, done) => done() }))
  const plainMs = best(() => print(plain))
  const streams = captureStreams({
    whole: flush => flush(),
    owner: () => 0,
    emit: event => {
      events++
      if (event.type === 'stream') characters += event.text.length
    },
  })
  const captured = new Console(process.stdout, process.stderr)
  const ms = best(() => {
    characters = 0
    events = 0
    print(captured)
    streams.flush()
  })
  streams.release()
  assert.equal(
    characters,
    Array.from({ length: LINES }, (_, i) => `line ${i}\n`.length).reduce((a, b) => a + b, 0),
  )
  report.push(
    `${LINES} console.log lines: ${events} events, ${((ms * 1e6) / LINES).toFixed(0)} ns a line, ${(ms / plainMs).toFixed(2)} × a plain Writable`,
  )
}

const benchShown = (name: string, value: unknown, times: number, type: string): void => {
  const ms = best(() => {
    for (let i = 0; i < times; i++) assert.ok(type in (toMimeBundle(value) as { readonly data: object }).data)
  })
  report.push(`${name}: ${((ms * 1000) / times).toFixed(1)} µs`)
}

benchLines()
benchShown('a number', 42, tiny ? 10 : 10_000, 'text/plain')
benchShown('a small object', { a: 1, b: [1, 2, 3], c: { d: 'x' } }, tiny ? 10 : 10_000, 'text/plain')
benchShown(
  '1,000 records',
  Array.from({ length: 1000 }, (_, i) => ({ i, square: i * i, name: `n${i}` })),
  tiny ? 1 : 100,
  'text/html',
)
benchShown(
  `an array of ${ITEMS} numbers`,
  Array.from({ length: ITEMS }, (_, i) => i),
  1,
  'text/plain',
)
benchShown(
  `${ITEMS / 10} records`,
  Array.from({ length: ITEMS / 10 }, (_, i) => ({ i })),
  1,
  'text/html',
)
console.log(report.join('\n'))
