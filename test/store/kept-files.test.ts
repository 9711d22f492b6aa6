/** Files that runs overwrite come back as they were, byte by byte, or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Version, version } from '../../runtime/brand.ts'
import { keptFiles } from '../../runtime/store/kept-files.ts'
import { temporaryFolder } from './opened.ts'

const copiesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => statSync(join(folder, name)).isFile())

test('any earlier content can be put back, also where the folder is gone', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000, size: 'max' }), { minLength: 1, maxLength: 6 }), contents => {
      const root = temporaryFolder()
      const keeper = keptFiles(join(root, 'kept'))
      const path = join(root, 'data.bin')
      const versions = contents.map(bytes => {
        writeFileSync(path, bytes)
        return keeper.keep(path)
      })
      const elsewhere = join(root, 'not', 'there', 'data.bin')
      for (const [i, bytes] of contents.entries()) {
        const kept = versions[i] ?? version('none')
        expect(kept).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(keeper.putBack(elsewhere, kept)).toBe(true)
        expect(Buffer.from(bytes).equals(readFileSync(elsewhere))).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

test('equal content is kept once, and nothing unfinished is left', () => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'))
  for (const name of ['a', 'b']) {
    writeFileSync(join(root, name), 'same')
    keeper.keep(join(root, name))
  }
  expect(copiesIn(join(root, 'kept'))).toHaveLength(1)
})

test('a file as large as the limit is kept, a larger one, a folder and nothing are not', () => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'), { maxFile: 100 })
  const keepOf = (size: number): unknown => {
    writeFileSync(join(root, 'file'), randomBytes(size))
    return keeper.keep(join(root, 'file'))
  }
  mkdirSync(join(root, 'folder'))
  expect(keepOf(100)).not.toBeNull()
  expect(keepOf(101)).toBeNull()
  expect(keeper.keep(join(root, 'folder'))).toBeNull()
  expect(keeper.keep(join(root, 'none'))).toBeNull()
})

test('the copies stay within their limit, the oldest going first', () => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'), { maxTotal: 1000 })
  const versions = Array.from({ length: 30 }, () => {
    writeFileSync(join(root, 'file'), randomBytes(100))
    return keeper.keep(join(root, 'file')) ?? version('none')
  })
  const bytes = copiesIn(join(root, 'kept')).reduce((sum, name) => sum + statSync(join(root, 'kept', name)).size, 0)
  expect(bytes).toBeLessThanOrEqual(1000)
  expect(keeper.putBack(join(root, 'back'), versions.at(-1) ?? version('none'))).toBe(true)
  expect(keeper.putBack(join(root, 'back'), versions[0] ?? version('none'))).toBe(false)
})

test('a copy that was damaged is not put back, and the file is left as it is', () => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'))
  const path = join(root, 'data')
  writeFileSync(path, 'first')
  const kept = keeper.keep(path) ?? version('none')
  for (const name of copiesIn(join(root, 'kept'))) writeFileSync(join(root, 'kept', name), 'other')
  writeFileSync(path, 'second')
  expect(keeper.putBack(path, kept)).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe('second')
  expect(keeper.putBack(path, version('../../etc/passwd'))).toBe(false)
})

const bytesOf = (i: number): string => `file ${i}`
const keptBy = (keeper: ReturnType<typeof keptFiles>, root: string, from: number, to: number): readonly Version[] =>
  Array.from({ length: to - from }, (_, i) => {
    writeFileSync(join(root, 'file'), bytesOf(from + i))
    return keeper.keep(join(root, 'file')) ?? version('none')
  })
const putBackBy = (keeper: ReturnType<typeof keptFiles>, root: string, of: Version): string | undefined =>
  keeper.putBack(join(root, 'back'), of) ? readFileSync(join(root, 'back'), 'utf8') : undefined

test('many small files take one file, which only their owner reads', () => {
  const root = temporaryFolder()
  keptBy(keptFiles(join(root, 'kept')), root, 0, 50)
  const files = copiesIn(join(root, 'kept'))
  expect(files).toHaveLength(1)
  expect(statSync(join(root, 'kept', files[0] ?? '')).mode & 0o777).toBe(0o600)
})

test('what one process keeps another puts back, however they take turns', () => {
  const root = temporaryFolder()
  const [one, other] = [keptFiles(join(root, 'kept')), keptFiles(join(root, 'kept'))]
  const first = keptBy(one, root, 0, 3)
  expect(first.map(of => putBackBy(other, root, of))).toEqual([0, 1, 2].map(bytesOf))
  const second = [...keptBy(one, root, 3, 5), ...keptBy(other, root, 5, 7)]
  for (const keeper of [one, other, keptFiles(join(root, 'kept'))])
    expect([...first, ...second].map(of => putBackBy(keeper, root, of))).toEqual([0, 1, 2, 3, 4, 5, 6].map(bytesOf))
})

test('of copies cut short by a kill at any byte the whole ones are put back, and no other', () => {
  const root = temporaryFolder()
  const versions = keptBy(keptFiles(join(root, 'kept')), root, 0, 3)
  const [name = ''] = copiesIn(join(root, 'kept'))
  const path = join(root, 'kept', name)
  const record = statSync(path).size / 3
  for (let size = statSync(path).size - 1; size >= 0; size--) {
    truncateSync(path, size)
    const whole = Math.floor(size / record)
    const found = versions.map(of => putBackBy(keptFiles(join(root, 'kept')), root, of))
    expect(found).toEqual([0, 1, 2].map(i => (i < whole ? bytesOf(i) : undefined)))
  }
})

test('what was kept in a folder that somebody took away is kept anew', () => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'))
  keptBy(keeper, root, 0, 2)
  rmSync(join(root, 'kept'), { recursive: true })
  const [again = version('none')] = keptBy(keeper, root, 1, 2)
  expect(putBackBy(keeper, root, again)).toBe(bytesOf(1))
})

test('small copies that an earlier Cellar kept, each in a file of its own, are put back', () => {
  const root = temporaryFolder()
  const digest = createHash('sha256').update('old').digest('hex')
  mkdirSync(join(root, 'kept', digest.slice(0, 2)), { recursive: true })
  writeFileSync(join(root, 'kept', digest.slice(0, 2), digest.slice(2)), 'old')
  expect(putBackBy(keptFiles(join(root, 'kept')), root, version(digest))).toBe('old')
})
