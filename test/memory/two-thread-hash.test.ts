/** Large bytes are hashed by two threads while they are copied: the digests are right whatever the other thread does, or leaves undone. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openKeeper } from '../../runtime/memory/mapped-bytes.ts'
import { mappable } from '../../runtime/memory/system-calls.ts'
import { type Hand, type HashJob, keptAndHashed, takePart } from '../../runtime/memory/two-thread-hash.ts'

const pieceSize = 2 ** 19
/** The last piece is shorter. */
const size = mappable + 2 * pieceSize + 1_234

const parts = Array.from({ length: Math.ceil(size / pieceSize) }, (_, i) =>
  Buffer.alloc(Math.min(pieceSize, size - i * pieceSize), `piece ${i}`),
)
const expected = parts.map(part => createHash('sha256').update(part).digest('hex'))

/** Copies and hashes; how many digests the other thread made. */
const hashed = (hand: Hand): number => {
  let told: HashJob | undefined
  const { pieces, digests } = keptAndHashed(parts, openKeeper(size)!, job => {
    told = job
    hand(job)
  })
  expect(pieces.every((piece, i) => Buffer.compare(piece, parts[i]!) === 0)).toBe(true)
  expect(digests.map(digest => Buffer.from(digest).toString('hex'))).toEqual(expected)
  const states = new Int32Array(told!.board, 4, parts.length)
  return states.filter(state => state === 2).length
}

const onAnotherThread = async (): Promise<Worker> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { parentPort } from 'node:worker_threads'
import { takePart } from './runtime/memory/two-thread-hash.ts'
parentPort.on('message', takePart)`,
      resolveDir: `${import.meta.dirname}/../..`,
      loader: 'ts',
    },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    logOverride: { 'empty-import-meta': 'silent' },
  })
  const thread = new Worker(outputFiles[0]!.text.replaceAll('import_meta.url', '__filename'), { eval: true })
  onTestFinished(() => void thread.terminate())
  await once(thread, 'online')
  return thread
}

const whateverItDoes = (): void => {
  it('where the other thread takes part, which makes some of them', async () => {
    const thread = await onAnotherThread()
    let byOther = 0
    for (let round = 0; round < 100 && byOther === 0; round++) byOther += hashed(job => thread.postMessage(job))
    expect(byOther).toBeGreaterThan(0)
  })

  it('where it never comes', () => {
    expect(hashed(() => {})).toBe(0)
  })

  it('where it has begun a piece and stops', () => {
    const begun: Hand = ({ board }) => void Atomics.store(new Int32Array(board, 4, 2), 1, 1)
    expect(hashed(begun)).toBe(0)
  })

  it('where it comes when all is over, and finds another file', () => {
    const late: HashJob[] = []
    hashed(job => void late.push(job))
    const [job] = late as [HashJob]
    expect(() => takePart(job)).not.toThrow()
    const board = new SharedArrayBuffer(job.board.byteLength)
    Atomics.store(new Int32Array(board, 0, 1), 0, Math.ceil(job.length / job.pieceSize))
    const gone = openClosed()
    expect(() => takePart({ ...job, descriptor: gone, board })).not.toThrow()
    expect([...new Int32Array(board, 4, 2)]).toEqual([1, 0])
  })

  it('and the other thread leaves a copy that was given up', () => {
    const board = new SharedArrayBuffer(1_000)
    const start = performance.now()
    takePart({ descriptor: -1, offset: 0, length: pieceSize, pieceSize, board })
    expect(performance.now() - start).toBeLessThan(5_000)
  })
}

// Elsewhere nothing is kept in files.
if (process.platform === 'linux') describe('the digests are right', whateverItDoes)
else it('there is no file to hash', () => expect(openKeeper(size)).toBeUndefined())

/** A descriptor that is nobody's. */
const openClosed = (): number => {
  const descriptor = 1_000_000
  expect(() => closeSync(descriptor)).toThrow(/EBADF/)
  return descriptor
}
