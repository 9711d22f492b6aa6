/** A module's version with other contents of its files than those on disk: as it was, where the notebook has written them since. */
import { createHash } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Version, version } from '../../runtime/brand.ts'
import { moduleVersion } from '../../runtime/executor/session/module-graph.ts'

const folder = () => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'cellar-module-')))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}
const hashOf = (text: string): Version => version(createHash('sha256').update(text).digest('hex'))
const instead = (files: Readonly<Record<string, Version>>) => (path: string) => files[path]

test('is that of then, imported files and all', () => {
  const at = folder()
  const [main, part] = [join(at, 'main.mjs'), join(at, 'part.mjs')]
  const [first, second] = ['export const n = 1', 'export const n = 2']
  writeFileSync(main, "export { n } from './part.mjs'")
  writeFileSync(part, first)
  const then = moduleVersion(main).hash
  writeFileSync(part, second)
  expect(moduleVersion(main).hash).not.toBe(then)
  expect(moduleVersion(main, instead({ [part]: hashOf(first) })).hash).toBe(then)
  expect(moduleVersion(main, instead({ [part]: hashOf('something else') })).hash).not.toBe(then)
})

test('is that of then where it imported something else', () => {
  const at = folder()
  const [main, part] = [join(at, 'main.mjs'), join(at, 'part.mjs')]
  const importing = "export { n } from './part.mjs'"
  writeFileSync(main, importing)
  writeFileSync(part, 'export const n = 1')
  const then = moduleVersion(main).hash
  writeFileSync(main, 'export const n = 0')
  expect(moduleVersion(main, instead({ [main]: hashOf(importing) })).hash).toBe(then)
})

test('is that of a module without a file that was written since, or with one that was removed', () => {
  const at = folder()
  const [main, part] = [join(at, 'main.mjs'), join(at, 'part.mjs')]
  const text = 'export const n = 1'
  writeFileSync(main, "export { n } from './part'")
  const without = moduleVersion(main).hash
  writeFileSync(part, text)
  const complete = moduleVersion(main)
  expect(complete.files).toEqual([main, part])
  expect(moduleVersion(main, instead({ [part]: version('missing') })).hash).toBe(without)
  const noneAtAll = moduleVersion(main, instead({ [main]: version('missing') })).hash
  rmSync(part)
  expect(moduleVersion(main).hash).toBe(without)
  expect(moduleVersion(main, instead({ [part]: hashOf(text) })).hash).toBe(complete.hash)
  rmSync(main)
  expect(moduleVersion(main).hash).toBe(noneAtAll)
})
