/** Who may do what with a file: every way to look at it and to change it, apart from the file's content. */
import fs from 'node:fs'
import fsp from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { inRestoreOrder } from '../../runtime/effects/files/restore-file.ts'
import { versionOnDisk } from '../../runtime/effects/files/version-on-disk.ts'
import { locationOf } from '../../runtime/location.ts'
import { hashOf, install, modesWritten, readsOf, writesOf } from './installed.ts'

const { effects, folder, at, inRun } = install()

beforeEach(() => {
  fs.rmSync(folder, { recursive: true })
  fs.mkdirSync(folder)
  process.chdir(folder)
  fs.writeFileSync(at('a'), 'one', { mode: 0o640 })
})

const callback = (start: (done: (error: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start(error => (error ? reject(error) : resolve())))

const withHandle = async (work: (handle: fsp.FileHandle) => Promise<unknown>): Promise<void> => {
  const handle = await fsp.open(at('a'))
  await work(handle)
  await handle.close()
}

const withNumber = (work: (file: number) => void): void => {
  const file = fs.openSync(at('a'), 'r')
  work(file)
  fs.closeSync(file)
}

const modeOf = (path: string): number => fs.statSync(path).mode & 0o7777

describe('a change of the mode is one, and none of the content', () => {
  const ways: Record<string, () => unknown> = {
    chmodSync: () => fs.chmodSync(at('a'), 0o755),
    'chmod by text': () => callback(done => fs.chmod(at('a'), '755', done)),
    'promises.chmod': () => fsp.chmod(at('a'), 0o755),
    'chmod, not awaited': () => void fsp.chmod(at('a'), 0o755),
    fchmodSync: () => withNumber(file => fs.fchmodSync(file, 0o755)),
    'FileHandle.chmod': () => withHandle(handle => handle.chmod(0o755)),
    'through a link': () => {
      fs.symlinkSync('a', at('link'))
      fs.chmodSync(at('link'), 0o755)
    },
  }
  for (const [name, way] of Object.entries(ways)) {
    it(name, async () => {
      const { report } = await inRun(async () => {
        await way()
        await effects.flushed()
      })
      expect(modesWritten(report, folder)).toEqual({ 'mode:a': ['640', '755'] })
      expect(writesOf(report, folder)).not.toHaveProperty('file:a')
    })
  }

  it('depends on what is there, and not on its content', async () => {
    const { report } = await inRun(() => fs.chmodSync(at('a'), 0o755))
    expect(readsOf(report, folder)).toEqual({ 'entry:a': 'file' })
    const failed = await inRun(() => expect(() => fs.chmodSync(at('none'), 0o755)).toThrow(/ENOENT/))
    expect(readsOf(failed.report, folder)).toEqual({ 'entry:none': 'missing' })
  })
})

describe('a look at the mode is an input', () => {
  const ways: Record<string, () => unknown> = {
    statSync: () => fs.statSync(at('a')),
    lstat: () => callback(done => fs.lstat(at('a'), done)),
    'promises.stat': () => fsp.stat(at('a')),
    fstatSync: () => withNumber(file => fs.fstatSync(file)),
    'FileHandle.stat': () => withHandle(handle => handle.stat()),
    'access to read': () => fs.accessSync(at('a'), fs.constants.R_OK),
    'a copy': () => fs.copyFileSync(at('a'), at('b')),
  }
  for (const [name, way] of Object.entries(ways)) {
    it(name, async () => {
      const { report } = await inRun(way)
      expect(report.reads).toContainEqual({ location: locationOf('mode', at('a')), version: '640' })
    })
  }

  it('reading and writing the content, or asking whether it is there, are none', async () => {
    const { report } = await inRun(() => {
      fs.appendFileSync(at('a'), fs.readFileSync(at('a')))
      fs.accessSync(at('a'))
      return fs.existsSync(at('a'))
    })
    expect(report.reads.map(read => read.location)).not.toContain(`mode:${at('a')}`)
    expect(modesWritten(report, folder)).toEqual({})
  })
})

describe('what comes to be has a mode', () => {
  const ways: Record<string, [() => unknown, object]> = {
    'the usual one, which is no change': [() => fs.writeFileSync(at('b'), ''), {}],
    'as a file is written': [() => fs.writeFileSync(at('b'), '', { mode: 0o700 }), { 'mode:b': ['usual', '700'] }],
    'as a file is opened': [() => fs.closeSync(fs.openSync(at('b'), 'w', 0o700)), { 'mode:b': ['usual', '700'] }],
    'not where the file was there': [() => fs.writeFileSync(at('a'), '', { mode: 0o700 }), {}],
    'as a folder is made': [() => fsp.mkdir(at('b'), { mode: 0o700 }), { 'mode:b': ['usual', '700'] }],
    'as folders are': [
      () => fs.mkdirSync(at('b/c'), { recursive: true, mode: 0o700 }),
      { 'mode:b': ['usual', '700'], 'mode:b/c': ['usual', '700'] },
    ],
    'that of the file that is copied': [() => fs.copyFileSync(at('a'), at('b')), { 'mode:b': ['usual', '640'] }],
    'that of the file that is moved': [
      () => fs.renameSync(at('a'), at('b')),
      { 'mode:a': ['640', 'usual'], 'mode:b': ['usual', '640'] },
    ],
    'by a umask': [
      () => {
        const before = process.umask(0o077)
        fs.writeFileSync(at('b'), '')
        process.umask(before)
      },
      { 'mode:': ['usual', 'usual'], 'mode:b': ['usual', '600'] },
    ],
  }
  for (const [name, [way, changes]] of Object.entries(ways)) {
    it(name, async () => {
      const { report } = await inRun(way)
      expect(modesWritten(report, folder)).toEqual(changes)
    })
  }
})

it('content is put back without a change of the mode, whatever mode it was kept with', async () => {
  const { report } = await inRun(() => {
    fs.writeFileSync(at('a'), 'two')
    fs.chmodSync(at('a'), 0o400)
  })
  expect(await effects.restore(locationOf('file', at('a')), hashOf('one'))).toBe(true)
  expect([fs.readFileSync(at('a'), 'utf8'), modeOf(at('a'))]).toEqual(['one', 0o400])
  for (const { location, before } of report.writes) await effects.restore(location, before)
  expect(modeOf(at('a'))).toBe(0o640)
})

it('a folder that was closed takes back what was in it', async () => {
  fs.mkdirSync(at('sub'))
  const { report } = await inRun(() => {
    fs.writeFileSync(at('sub/x'), '1', { mode: 0o700 })
    fs.chmodSync(at('sub'), 0o500)
  })
  const put = async (state: 'before' | 'after'): Promise<void> => {
    const entries = report.writes.map(write => ({ location: write.location, to: write[state] }))
    for (const { location, to } of inRestoreOrder(entries)) expect(await effects.restore(location, to)).toBe(true)
  }
  await put('before')
  expect([fs.readdirSync(at('sub')), modeOf(at('sub'))]).toEqual([[], 0o777 & ~process.umask()])
  await put('after')
  expect([modeOf(at('sub/x')), modeOf(at('sub'))]).toEqual([0o700, 0o500])
})

it('the umask is put back', async () => {
  const before = process.umask()
  await inRun(() => process.umask(0o027))
  expect(versionOnDisk(locationOf('mode', ''))).toBe('27')
  expect(await effects.restore(locationOf('mode', ''), null)).toBe(true)
  expect(process.umask()).toBe(before)
})
