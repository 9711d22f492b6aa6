/** Files that runs overwrite come back as they were, byte by byte, or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { version } from '../../runtime/brand.ts'
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

test.each([10, 100_000])('a program of %d bytes comes back as one', size => {
  const root = temporaryFolder()
  const keeper = keptFiles(join(root, 'kept'))
  writeFileSync(join(root, 'program'), randomBytes(size), { mode: 0o755 })
  const kept = keeper.keep(join(root, 'program')) ?? version('none')
  expect(keeper.putBack(join(root, 'back'), kept)).toBe(true)
  expect(statSync(join(root, 'back')).mode & 0o777).toBe(0o755)
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

test('two processes that keep the same at once never shorten what the other has written', () => {
  const root = temporaryFolder()
  const bytes = Buffer.from('the same in both')
  writeFileSync(join(root, 'file'), bytes)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const folder = join(root, 'kept', digest.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  const copy = join(folder, digest.slice(2))
  const other = openSync(copy, 'wx')
  writeSync(other, bytes.subarray(0, 5))
  const keeper = keptFiles(join(root, 'kept'))
  expect(keeper.keep(join(root, 'file'))).toBe(digest)
  expect(readFileSync(copy)).toEqual(bytes)
  writeSync(other, bytes.subarray(5))
  closeSync(other)
  expect(readFileSync(copy)).toEqual(bytes)
  const { ino } = statSync(copy)
  keeper.keep(join(root, 'file'))
  expect(statSync(copy).ino).toBe(ino)
  expect(copiesIn(join(root, 'kept'))).toHaveLength(1)
})
