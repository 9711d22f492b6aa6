/** What parsing found in a package's modules, kept beside the packages: one file each, as good as none where it can't be read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { KeptFacts, keptFor } from '../../runtime/executor/session/packages/kept-facts.ts'

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'cellar-test-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
const facts = { scopes: [{ at: 3, names: [{ name: 'count', assignable: true }] }], blanks: [] }

test('the next session finds what this one found', async () => {
  const path = join(folder(), '.cache/cellar/p.json')
  new KeptFacts(path).set('digest', facts)
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('count'), 10_000)
  expect(new KeptFacts(path).get('digest')).toEqual(facts)
  expect(new KeptFacts(path).get('another')).toBeUndefined()
})

test('half a file is as good as none, and is mended', async () => {
  const path = join(folder(), 'p.json')
  writeFileSync(path, '[["digest",{"scopes":[{"at":')
  const kept = new KeptFacts(path)
  expect(kept.get('digest')).toBeUndefined()
  kept.set('digest', facts)
  await vi.waitFor(() => expect(new KeptFacts(path).get('digest')).toEqual(facts), 10_000)
})

test('a package has one file, whichever of its modules asks', () => {
  const packages = join(folder(), 'node_modules')
  expect(keptFor(`${packages}/@scope/p/a.js`)).toBe(keptFor(`${packages}/@scope/p/src/b.js`))
  expect(keptFor(`${packages}/@scope/p/a.js`)).not.toBe(keptFor(`${packages}/@scope/q/a.js`))
})
