/** What the planner finds on disk, without anything installed. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { listingOnDisk, versionOfListing } from '../../runtime/effects/files/listing.ts'
import { inRestoreOrder } from '../../runtime/effects/files/restore-file.ts'
import { versionOnDisk } from '../../runtime/effects/files/version-on-disk.ts'
import { type LocationKind, locationOf } from '../../runtime/location.ts'
import { hashOf } from './installed.ts'

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cellar-versions-')))
const at = (...names: readonly string[]) => path.join(folder, ...names)
const now = (kind: LocationKind, key: string) => versionOnDisk(locationOf(kind, key), { cwd: folder })

afterAll(() => fs.rmSync(folder, { recursive: true }))
beforeEach(() => {
  for (const name of fs.readdirSync(folder)) fs.rmSync(at(name), { recursive: true })
})

describe('a file', () => {
  it('is its content', () => {
    fs.writeFileSync(at('a'), 'one')
    expect(now('file', at('a'))).toBe(hashOf('one'))
  })

  it('that is only touched is unchanged', () => {
    fs.writeFileSync(at('a'), 'one')
    const before = now('file', at('a'))
    fs.utimesSync(at('a'), 1, 1)
    expect(now('file', at('a'))).toBe(before)
  })

  it('that is changed behind the same size and modification time is another', () => {
    fs.writeFileSync(at('a'), 'one')
    fs.utimesSync(at('a'), 1, 1)
    now('file', at('a'))
    fs.writeFileSync(at('a'), 'two')
    fs.utimesSync(at('a'), 1, 1)
    expect(now('file', at('a'))).toBe(hashOf('two'))
  })

  it('may be missing, a directory, a link', () => {
    fs.symlinkSync('elsewhere', at('l'))
    expect([now('file', at('none')), now('file', folder), now('file', at('l')), now('file', at('l/x'))]).toEqual([
      'missing',
      'dir',
      'link:elsewhere',
      'missing',
    ])
  })
})

describe('a listing', () => {
  it('is names with what they are, in any order', () => {
    fs.writeFileSync(at('a'), '')
    fs.mkdirSync(at('d'))
    const listing = listingOnDisk(folder, () => false)
    expect(listing).toEqual(
      new Map([
        ['a', 'file'],
        ['d', 'directory'],
      ]),
    )
    expect(now('list', folder)).toBe(versionOfListing(new Map([...listing].reverse())))
    fs.rmSync(at('a'))
    fs.mkdirSync(at('a'))
    expect(now('list', folder)).not.toBe(versionOfListing(listing))
  })

  it('may be missing', () => expect(now('list', at('none'))).toBe('missing'))
})

describe('a module', () => {
  it('changes with what it imports, however far', () => {
    fs.writeFileSync(at('a.ts'), `export * from './b.ts'`)
    fs.writeFileSync(at('b.ts'), `import x from './c.json'`)
    fs.writeFileSync(at('c.json'), '1')
    const before = now('module', at('a.ts'))
    fs.writeFileSync(at('c.json'), '2 ')
    expect(now('module', at('a.ts'))).not.toBe(before)
  })
})

describe('a package', () => {
  it("is the version that the notebook's folder resolves", () => {
    fs.mkdirSync(at('node_modules/p'), { recursive: true })
    fs.writeFileSync(at('node_modules/p/package.json'), '{"version":"1.2.3"}')
    expect([now('package', 'p'), now('package', 'cellar-no-such-package')]).toEqual(['1.2.3', 'missing'])
  })
})

it('a value has no version on disk', () => expect(now('name', 'x')).toBeUndefined())

it('what goes is put back first and deepest first, what comes outermost first', () => {
  const entry = (place: string, to: string | null) => ({ location: locationOf('file', place), to: to as never })
  const entries = [
    entry('/a/b', 'x'),
    entry('/c', null),
    entry('/a', 'dir'),
    entry('/c/d/e', null),
    entry('/c/d', 'missing'),
  ]
  expect(inRestoreOrder(entries).map(e => e.location)).toEqual([
    'file:/c/d/e',
    'file:/c/d',
    'file:/c',
    'file:/a',
    'file:/a/b',
  ])
})
