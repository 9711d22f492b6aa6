/** The front's side of the language thread, against the real thread and against one that misbehaves when told to. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { LanguageService } from '../../runtime/language/language.ts'
import { type LanguageServiceOptions, startLanguageService } from '../../runtime/language/language-service.ts'
import { temporaryFolder } from './typed-notebook.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** Inside the repository, where the bundle finds TypeScript. */
const program = path.join(root, 'dist/test/language-thread.mjs')
const wilful = path.join(temporaryFolder(), 'wilful.mjs')

/** Answers with the document it knows; does to itself what the code says. */
const wilfulThread = `
import { parentPort } from 'node:worker_threads'
const known = new Map(); let order = []
parentPort.on('message', m => {
  if (m.type === 'document') { order = m.order; for (const [id, s] of m.sources) known.set(id, s); return }
  const code = m.question.request?.code
  if (code === 'exit') process.exit(1)
  if (code === 'throw') throw new Error('lost')
  if (code === 'hang') return
  if (code === 'spin') for (;;);
  if (code === 'fail') return parentPort.postMessage({ type: 'failed', number: m.number })
  const items = order.map(id => ({ text: known.get(id) ?? 'unknown', kind: 'variable' }))
  const answer = m.question.type === 'complete' ? { start: 0, end: 0, items } : m.question.type === 'inspect' ? { signature: code, documentation: '' } : []
  parentPort.postMessage({ type: 'answer', number: m.number, answer })
})`

let service: LanguageService
const start = (options: Partial<LanguageServiceOptions> = {}): LanguageService => {
  service = startLanguageService({ folder: temporaryFolder(), program: wilful, ...options })
  return service
}
const complete = async (code: string): Promise<readonly string[]> =>
  (await service.complete({ code, offset: code.length })).items.map(i => i.text)
const cells = (...sources: readonly string[]) => sources.map((source, i) => ({ id: cellId(`c${i}`), source }))

beforeAll(async () => {
  mkdirSync(path.dirname(program), { recursive: true })
  writeFileSync(wilful, wilfulThread)
  await build({
    entryPoints: [path.join(root, 'runtime/language/language-thread.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
  })
})
afterEach(() => service.close())

test('the real thread completes, explains and checks', async () => {
  start({ program, patience: 25_000 })
  service.setDocument(cells('const rows = [{ id: 1 }]', 'const s: string = rows[0].id'))
  expect(await complete('rows[0].')).toEqual(['id'])
  expect((await service.inspect({ code: 'rows', offset: 2, detail: 0 }))?.signature).toContain('const rows')
  expect((await service.diagnostics(cellId('c1'))).map(d => d.code)).toEqual([2322])
  service.setDocument(cells('const rows = [{ name: "x" }]'))
  expect(await complete('rows[0].')).toEqual(['name'])
})

test('the front goes on while the thread thinks', async () => {
  start({ program, patience: 25_000 })
  let turns = 0
  let answered = false
  const asked = complete('Math.').then(() => {
    answered = true
  })
  while (!answered) {
    turns++
    await new Promise(resolve => setImmediate(resolve))
  }
  await asked
  expect(turns).toBeGreaterThan(100)
})

test('a thread out of memory takes nothing with it', async () => {
  start({ program, memory: 16, patience: 25_000 })
  expect(await complete('Math.')).toEqual([])
})

test('a newer completion overtakes those that wait', async () => {
  start()
  service.setDocument(cells('x'))
  const all = await Promise.all(['a', 'b', 'c', 'd'].map(complete))
  expect(all).toEqual([['x'], [], [], ['x']])
})

test('explanations are all answered, up to a bound', async () => {
  start()
  const asked = Array.from({ length: 40 }, (_, i) => service.inspect({ code: `n${i}`, offset: 0, detail: 0 }))
  const answers = (await Promise.all(asked)).map(a => a?.signature)
  expect(answers.filter(a => a !== undefined)).toHaveLength(17)
  expect(answers.at(-1)).toBe('n39')
})

test.each(['exit', 'throw'])('a thread that dies (%s) is replaced, and knows the whole document', async how => {
  start()
  service.setDocument(cells('one', 'two'))
  expect(await complete('x')).toEqual(['one', 'two'])
  expect(await complete(how)).toEqual([])
  expect(await complete('x')).toEqual(['one', 'two'])
})

test.each(['hang', 'spin'])('a thread that never answers (%s) is replaced', async how => {
  start({ lostAfter: 200 })
  service.setDocument(cells('one'))
  expect(await complete(how)).toEqual([])
  // The new thread may need longer than that to start: asked until it is there.
  for (let found: readonly string[] = []; found.length === 0; found = await complete('x'))
    service.setDocument(cells('one'))
})

test('who has waited too long is answered with nothing, and a thread that is only slow lives on', async () => {
  start({ program, patience: 1 })
  service.setDocument(cells('const s: string = 1'))
  const late = service.diagnostics(cellId('c0'))
  expect(await complete('Math.')).toEqual([])
  expect(await service.inspect({ code: 'Math', offset: 1, detail: 0 })).toBeUndefined()
  expect((await late).map(d => d.code)).toEqual([2322])
})

test('a question that waits behind a lost one is answered by the new thread', async () => {
  start()
  service.setDocument(cells('one'))
  const lost = complete('exit')
  const next = complete('x')
  expect(await lost).toEqual([])
  expect(await next).toEqual(['one'])
})

test('a question that fails inside the thread is answered with nothing and costs no thread', async () => {
  start()
  service.setDocument(cells('one'))
  expect(await complete('fail')).toEqual([])
  expect(await complete('x')).toEqual(['one'])
})

test('a thread that dies again and again is left alone until the document changes', async () => {
  start()
  service.setDocument(cells('one'))
  for (let i = 0; i < 3; i++) expect(await complete('exit')).toEqual([])
  expect(await complete('x')).toEqual([])
  service.setDocument(cells('two'))
  expect(await complete('x')).toEqual(['two'])
})

test('a program that is not there answers with nothing', async () => {
  start({ program: '/nowhere/language-thread.js' })
  expect(await complete('x')).toEqual([])
  expect(await service.diagnostics(cellId('c0'))).toEqual([])
})

test('only changed sources cross to the thread, and an order alone is enough for a move', async () => {
  start()
  service.setDocument(cells('one', 'two'))
  await complete('x')
  service.setDocument(cells('one', 'two').toReversed())
  expect(await complete('x')).toEqual(['two', 'one'])
  service.setDocument(cells('one', 'three'))
  expect(await complete('x')).toEqual(['one', 'three'])
})

test('closing answers what waits, and what comes after, with nothing', async () => {
  start()
  const waiting = [complete('hang'), complete('x'), service.inspect({ code: 'y', offset: 0, detail: 0 })]
  await service.close()
  expect(await Promise.all(waiting)).toEqual([[], [], undefined])
  expect(await complete('x')).toEqual([])
})
