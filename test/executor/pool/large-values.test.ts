/**
 * Large arrays between session, workers and store: their pages are shared until somebody writes, and nobody's writes reach anybody else. Real
 * processes; that memory is shared is read from the system's own list of it, so those claims are made on Linux.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cellId } from '../../../runtime/brand.ts'
import type { NotebookRuntime } from '../../../runtime/runtime.ts'
import { type NotebookFolder, notebookFolder } from '../../support/notebook-folder.ts'

const isLinux = process.platform === 'linux'
/** bytes */
const size = 40_000_000
const pool = '//| pool: true\n'
const make = `const big = new Float64Array(${size / 8}).fill(1.5)`
/** What of the process's memory is a file of ours, and large. */
const shared =
  "process.getBuiltinModule('node:fs').readFileSync('/proc/self/maps', 'utf8').split('\\n').filter(line => /memfd:cellar|\\/blobs\\//.test(line)).length"

const opened = async (where: NotebookFolder): Promise<NotebookRuntime> => {
  const runtime = await where.open()
  onTestFinished(() => runtime.close())
  return runtime
}

const run = async (runtime: NotebookRuntime, id: string, code: string) => {
  let text = ''
  const { status, error, metadata } = await runtime.execute({
    cell: cellId(id),
    code,
    onEvent: event => {
      if (event.type === 'stream') text += event.text
    },
  })
  expect(error, text).toBeUndefined()
  expect(status).toBe('ok')
  return { text: text.trim(), where: metadata.where, restored: metadata.restored }
}

const blobs = (folder: string): readonly string[] =>
  readdirSync(join(folder, '.cellar'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => readFileSync(path).length > size)

describe('a large array of the session', () => {
  it('is read by a worker from the session`s own memory, and nothing is stored for that', async () => {
    const where = notebookFolder()
    const runtime = await opened(where)
    await run(runtime, 'make', make)
    const seen = await run(runtime, 'read', `${pool}console.log(big.length, big.at(-1), ${isLinux ? shared : 1} > 0)`)
    expect(seen).toMatchObject({ where: 'pool', text: `${size / 8} 1.5 true` })
    expect(blobs(where.folder)).toHaveLength(isLinux ? 0 : 1)
  })

  it('is the session`s as it was, whatever a worker writes to its own', async () => {
    const runtime = await opened(notebookFolder())
    const cells = {
      make,
      before: 'console.log(big[3], big[4_000_000])',
      change: `${pool}big[3] = 7\nbig[4_000_000] = 8\nconsole.log(big[3])`,
      after: 'console.log(big[3], big[4_000_000], big[5])',
      later: `${pool}console.log(big[3], big[4_000_000], big[5])`,
    }
    runtime.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    const texts: string[] = []
    for (const [id, source] of Object.entries(cells)) texts.push((await run(runtime, id, source)).text)
    expect(texts).toEqual(['', '1.5 1.5', '7', '7 8 1.5', '7 8 1.5'])
    expect((await run(runtime, 'before', 'console.log(big[3], big[4_000_000], 0)')).text).toBe('1.5 1.5 0')
    expect((await run(runtime, 'later', `${pool}console.log(big[3], big[6])`)).text).toBe('7 1.5')
  })

  it('that the function of `each` reaches is seen by the items without a copy, and is theirs to write to', async () => {
    const runtime = await opened(notebookFolder())
    await run(runtime, 'make', make)
    const maps = isLinux ? shared : 1
    const each = `const seen = await each([1, 2, 3, 4], i => {\n  big[i] += i\n  return [big[i], big.length, ${maps} > 0].join()\n})`
    const { text } = await run(runtime, 'each', `${each}\nconsole.log(seen.join(' '), big[1])`)
    expect(text).toBe([1, 2, 3, 4].map(i => `${1.5 + i},${size / 8},true`).join(' ') + ' 1.5')
  })

  it('crosses as well where memory can`t be shared', async () => {
    vi.stubEnv('LD_PRELOAD', 'libc.so.6')
    onTestFinished(() => void vi.unstubAllEnvs())
    const runtime = await opened(notebookFolder())
    await run(runtime, 'make', make)
    const seen = await run(runtime, 'read', `${pool}big[0] = 2\nconsole.log(big[0], big[1], ${isLinux ? shared : 0})`)
    expect(seen).toMatchObject({ where: 'pool', text: '2 1.5 0' })
    expect((await run(runtime, 'check', 'console.log(big[0], big[1])')).text).toBe('2 1.5')
  })

  it('shared between threads, too', async () => {
    const runtime = await opened(notebookFolder())
    await run(runtime, 'make', `const cells = new Int32Array(new SharedArrayBuffer(${size}))\ncells[9] = 5`)
    const seen = await run(
      runtime,
      'read',
      `${pool}cells[8] = cells[9] + 1\nconsole.log(cells.buffer.constructor.name)`,
    )
    expect(seen).toMatchObject({ where: 'pool', text: 'SharedArrayBuffer' })
    expect((await run(runtime, 'check', 'console.log(cells[8], cells[9])')).text).toBe('6 5')
  })
})

describe('a large array in the store', () => {
  const cells = {
    made: `${pool}const big = new Float64Array(${size / 8}).fill(2.5)\nconsole.log('made')`,
    read: 'console.log(big[0], big.at(-1))',
  }

  it('is the next session`s memory, which it writes to for itself', async () => {
    const where = notebookFolder()
    const first = await opened(where)
    for (const [id, source] of Object.entries(cells)) await run(first, id, source)
    await first.close()
    const path = blobs(where.folder)[0] as string
    const before = readFileSync(path)
    const again = await opened(where)
    again.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    const { text } = await run(
      again,
      'read',
      `big[0] = 9\nconsole.log(big[0], big.at(-1), ${isLinux ? shared : 1} > 0)`,
    )
    expect(text).toBe('9 2.5 true')
    expect(Buffer.compare(readFileSync(path), before)).toBe(0)
  })

  it('is made again where its file is damaged', async () => {
    const where = notebookFolder()
    const first = await opened(where)
    for (const [id, source] of Object.entries(cells)) await run(first, id, source)
    await first.close()
    const path = blobs(where.folder)[0] as string
    const bytes = readFileSync(path)
    bytes[size / 2] = (bytes[size / 2] as number) ^ 1
    writeFileSync(path, bytes)
    const again = await opened(where)
    again.setDocument(Object.entries(cells).map(([id, source]) => ({ id: cellId(id), source })))
    const seen = await run(again, 'read', 'console.log(big.every(x => x === 2.5))')
    expect(seen.text).toBe('true')
  })
})
