/** Every way to read, list and change files: what each makes known of the run, and what is no input. */
import fs, { readFileSync } from 'node:fs'
import fsp from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { locationOf } from '../../runtime/location.ts'
import { hashOf, install, readsOf, writesOf } from './installed.ts'

const { effects, folder, at, inRun } = install()

beforeEach(() => {
  fs.rmSync(folder, { recursive: true })
  fs.mkdirSync(folder)
  process.chdir(folder)
  fs.writeFileSync(at('a.txt'), 'one')
  fs.mkdirSync(at('sub'))
})

const callback = (start: (done: (error: unknown, value?: unknown) => void) => void): Promise<unknown> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))))

const drain = (stream: NodeJS.ReadableStream): Promise<void> => {
  stream.resume()
  return finished(stream)
}

describe('a file that is read is an input, with its content as version', () => {
  const ways: Record<string, () => unknown> = {
    readFileSync: () => fs.readFileSync(at('a.txt')),
    'readFileSync, imported by name': () => readFileSync(at('a.txt'), 'utf8'),
    'readFileSync of a relative path': () => fs.readFileSync('a.txt'),
    'readFileSync of a URL': () => fs.readFileSync(pathToFileURL(at('a.txt'))),
    'readFileSync of a Buffer': () => fs.readFileSync(Buffer.from(at('a.txt'))),
    readFile: () => callback(done => fs.readFile(at('a.txt'), done)),
    'promises.readFile': () => fsp.readFile(at('a.txt')),
    'promisify(readFile)': () => promisify(fs.readFile)(at('a.txt')),
    openSync: () => fs.closeSync(fs.openSync(at('a.txt'), 'r')),
    'promises.open': async () => (await fsp.open(at('a.txt'))).close(),
    createReadStream: () => drain(fs.createReadStream(at('a.txt'))),
    'new ReadStream': () => drain(Reflect.construct(fs.ReadStream, [at('a.txt')]) as fs.ReadStream),
    statSync: () => fs.statSync(at('a.txt')),
    existsSync: () => fs.existsSync(at('a.txt')),
    'promisify(exists)': () => promisify(fs.exists)(at('a.txt')),
    access: () => callback(done => fs.access(at('a.txt'), done)),
    'promises.lstat': () => fsp.lstat(at('a.txt')),
    realpathSync: () => fs.realpathSync(at('a.txt')),
    'realpath.native': () => callback(done => fs.realpath.native(at('a.txt'), done)),
    openAsBlob: () => fs.openAsBlob(at('a.txt')),
    'copyFileSync from it': () => fs.copyFileSync(at('a.txt'), at('b.txt')),
    'cp from it': () => fsp.cp(at('a.txt'), at('b.txt')),
    linkSync: () => fs.linkSync(at('a.txt'), at('b.txt')),
    'a link to it': () => {
      fs.symlinkSync('a.txt', at('link'))
      return fs.readFileSync(at('link'))
    },
  }
  for (const [name, way] of Object.entries(ways)) {
    it(name, async () => {
      const { report } = await inRun(way)
      expect(readsOf(report, folder)).toMatchObject({ 'file:a.txt': hashOf('one') })
    })
  }
})

describe('a file that is missing is an input', () => {
  const ways: Record<string, () => unknown> = {
    existsSync: () => fs.existsSync(at('none')),
    'readFileSync that fails': () => expect(() => fs.readFileSync(at('none'))).toThrow(/ENOENT/),
    'promises.stat that fails': () => expect(fsp.stat(at('none'))).rejects.toThrow(/ENOENT/),
    'stat without throwing': () => fs.statSync(at('none'), { throwIfNoEntry: false }),
    'rm that fails': () => expect(() => fs.rmSync(at('none'))).toThrow(/ENOENT/),
    'opening r+ that fails': () => expect(() => fs.openSync(at('none'), 'r+')).toThrow(/ENOENT/),
  }
  for (const [name, way] of Object.entries(ways)) {
    it(name, async () => {
      const { report } = await inRun(way)
      expect(readsOf(report, folder)).toMatchObject({ 'file:none': 'missing' })
      expect(writesOf(report, folder)).toEqual({})
    })
  }
})

describe('a listing is an input', () => {
  const ways: Record<string, () => unknown> = {
    readdirSync: () => fs.readdirSync(folder),
    readdir: () => callback(done => fs.readdir(folder, done)),
    'promises.readdir': () => fsp.readdir('.'),
    opendirSync: () => fs.opendirSync(folder).closeSync(),
    'promises.opendir': async () => (await fsp.opendir(folder)).close(),
  }
  for (const [name, way] of Object.entries(ways)) {
    it(`${name}: another file makes another version, another content doesn't`, async () => {
      const version = async () => readsOf((await inRun(way)).report, folder)['list:.']
      const first = await version()
      expect(first).toMatch(/^[0-9a-f]{64}$/)
      fs.writeFileSync(at('a.txt'), 'two')
      fs.mkdirSync(at('node_modules'))
      expect(await version()).toBe(first)
      fs.writeFileSync(at('b.txt'), '')
      expect(await version()).not.toBe(first)
    })
  }

  it('a recursive listing reads every directory below', async () => {
    fs.mkdirSync(at('sub', 'deep'))
    const { report } = await inRun(() => fs.readdirSync(folder, { recursive: true }))
    expect(Object.keys(readsOf(report, folder)).filter(l => l.startsWith('list:'))).toEqual([
      'list:.',
      'list:sub',
      'list:sub/deep',
    ])
  })
})

describe('a write is known with the version before and after', () => {
  const two = hashOf('two')
  const ways: Record<string, () => unknown> = {
    writeFileSync: () => fs.writeFileSync(at('a.txt'), 'two'),
    writeFile: () => callback(done => fs.writeFile(at('a.txt'), 'two', done)),
    'promises.writeFile': () => fsp.writeFile(at('a.txt'), 'two'),
    openSync: () => {
      const fd = fs.openSync(at('a.txt'), 'w')
      fs.writeSync(fd, 'two')
      fs.closeSync(fd)
    },
    'open by number': () => {
      const { O_WRONLY, O_CREAT, O_TRUNC } = fs.constants
      const fd = fs.openSync(at('a.txt'), O_WRONLY | O_CREAT | O_TRUNC)
      fs.writeSync(fd, 'two')
      fs.closeSync(fd)
    },
    'a FileHandle': async () => {
      const handle = await fsp.open(at('a.txt'), 'w')
      await handle.writeFile('two')
      await handle.close()
    },
    createWriteStream: () => finished(fs.createWriteStream(at('a.txt')).end('two')),
    'new WriteStream': () => finished((Reflect.construct(fs.WriteStream, [at('a.txt')]) as fs.WriteStream).end('two')),
    'rename onto it': () => {
      fs.writeFileSync(at('b.txt'), 'two')
      fs.renameSync(at('b.txt'), at('a.txt'))
    },
    'copyFile onto it': () => {
      fs.writeFileSync(at('b.txt'), 'two')
      return fsp.copyFile(at('b.txt'), at('a.txt'))
    },
    'through a link': () => {
      fs.symlinkSync('a.txt', at('link'))
      fs.writeFileSync(at('link'), 'two')
    },
  }
  for (const [name, way] of Object.entries(ways)) {
    it(`${name}, and what was there is no input`, async () => {
      const { report } = await inRun(way)
      expect(writesOf(report, folder)).toMatchObject({ 'file:a.txt': [hashOf('one'), two] })
      expect(readsOf(report, folder)).not.toHaveProperty('file:a.txt')
    })
  }

  const updates: Record<string, [() => unknown, string | null]> = {
    appendFileSync: [() => fs.appendFileSync(at('a.txt'), '!'), 'one!'],
    'writeFile with flag a': [() => fsp.writeFile(at('a.txt'), '!', { flag: 'a' }), 'one!'],
    'createWriteStream with flags a': [
      () => finished(fs.createWriteStream(at('a.txt'), { flags: 'a' }).end('!')),
      'one!',
    ],
    truncateSync: [() => fs.truncateSync(at('a.txt'), 2), 'on'],
    'promises.truncate': [() => fsp.truncate(at('a.txt'), 2), 'on'],
    unlinkSync: [() => fs.unlinkSync(at('a.txt')), null],
    'promises.rm': [() => fsp.rm(at('a.txt')), null],
    'rename away': [() => fs.renameSync(at('a.txt'), at('sub/a.txt')), null],
  }
  for (const [name, [way, after]] of Object.entries(updates)) {
    it(`${name}: what was there is an input too`, async () => {
      const { report } = await inRun(way)
      expect(writesOf(report, folder)['file:a.txt']).toEqual([hashOf('one'), after === null ? null : hashOf(after)])
      expect(readsOf(report, folder)).toMatchObject({ 'file:a.txt': hashOf('one') })
    })
  }

  it('a new file was not there before, and the directory it needs is an input', async () => {
    const { report } = await inRun(() => fs.writeFileSync(at('sub/new.txt'), 'two'))
    expect(writesOf(report, folder)).toEqual({ 'file:sub/new.txt': [null, two] })
    expect(readsOf(report, folder)).toEqual({ 'file:sub': 'dir' })
  })

  it('mkdir -p makes what is missing and only looks at what is there', async () => {
    const { report } = await inRun(() => fs.mkdirSync(at('sub/x/y'), { recursive: true }))
    expect(writesOf(report, folder)).toEqual({ 'file:sub/x': [null, 'dir'], 'file:sub/x/y': [null, 'dir'] })
    const again = await inRun(() => fs.mkdirSync(at('sub/x/y'), { recursive: true }))
    expect(writesOf(again.report, folder)).toEqual({})
    expect(readsOf(again.report, folder)).toEqual({ 'file:sub/x/y': 'dir' })
  })

  it('a removed tree is every file in it', async () => {
    fs.writeFileSync(at('sub/b.txt'), 'b')
    const { report } = await inRun(() => fs.rmSync(at('sub'), { recursive: true, force: true }))
    expect(writesOf(report, folder)).toEqual({ 'file:sub': ['dir', null], 'file:sub/b.txt': [hashOf('b'), null] })
  })

  it('a moved directory is every file in it, at both ends', async () => {
    fs.writeFileSync(at('sub/b.txt'), 'b')
    const { report } = await inRun(() => fs.renameSync(at('sub'), at('moved')))
    expect(writesOf(report, folder)).toEqual({
      'file:sub': ['dir', null],
      'file:sub/b.txt': [hashOf('b'), null],
      'file:moved': [null, 'dir'],
      'file:moved/b.txt': [null, hashOf('b')],
    })
  })

  it('a copied tree is every file in it, and lists what it copies', async () => {
    fs.writeFileSync(at('sub/b.txt'), 'b')
    const { report } = await inRun(() => fs.cpSync(at('sub'), at('copy'), { recursive: true }))
    expect(writesOf(report, folder)).toEqual({ 'file:copy': [null, 'dir'], 'file:copy/b.txt': [null, hashOf('b')] })
    expect(Object.keys(readsOf(report, folder))).toEqual(expect.arrayContaining(['list:sub', 'file:sub/b.txt']))
  })

  it('mkdtemp is known by the name it got', async () => {
    const { value, report } = await inRun(() => fsp.mkdtemp(at('t-')))
    expect(writesOf(report, folder)).toEqual({ [`file:${path.basename(value)}`]: [null, 'dir'] })
  })
})

it('what fails writes nothing: what is done to the same path afterwards depends on what was there', async () => {
  const { report } = await inRun(() => {
    for (const fails of [fs.copyFileSync, fs.renameSync, fs.cpSync])
      expect(() => fails(at('none'), at('b.txt'))).toThrow(/ENOENT/)
    fs.writeFileSync(at('b.txt'), '', { flag: 'wx' })
    expect(() => fs.writeFileSync(at('sub'), '')).toThrow(/EISDIR/)
  })
  expect(readsOf(report, folder)).toMatchObject({ 'file:none': 'missing', 'file:b.txt': 'missing', 'file:sub': 'dir' })
})

it('a folder that is a link to nothing is an input', async () => {
  fs.symlinkSync('none', at('l'))
  const { report } = await inRun(() => expect(() => fs.readFileSync(at('l/y'))).toThrow(/ENOENT/))
  expect(readsOf(report, folder)).toMatchObject({ 'file:l': 'link:none' })
})

it('a path that came to lead through a link is not restored into what the link leads to', async () => {
  fs.writeFileSync(at('sub/a.txt'), 'precious')
  const { report } = await inRun(() => {
    expect(() => fs.writeFileSync(at('l/a.txt'), 'x')).toThrow(/ENOENT/)
    fs.symlinkSync('sub', at('l'))
  })
  expect(writesOf(report, folder)).toEqual({ 'file:l': [null, 'link:sub'] })
  expect(await effects.restore(locationOf('file', at('l/a.txt')), null)).toBe(true)
  expect(fs.readFileSync(at('sub/a.txt'), 'utf8')).toBe('precious')
})

it('a link made where the run had failed to remove something is followed from then on', async () => {
  fs.writeFileSync(at('sub/a.txt'), 'one')
  const { report } = await inRun(() => {
    expect(() => fs.rmdirSync(at('l'))).toThrow(/ENOENT/)
    expect(() => fs.readFileSync(at('l/a.txt'))).toThrow(/ENOENT/)
    fs.symlinkSync('sub', at('l'))
    fs.appendFileSync(at('l/a.txt'), ' two')
  })
  expect(writesOf(report, folder)).toEqual({
    'file:l': [null, 'link:sub'],
    'file:sub/a.txt': [hashOf('one'), hashOf('one two')],
  })
})

it('what a run wrote first is no input of it, however often it reads it', async () => {
  const { report } = await inRun(() => {
    fs.writeFileSync(at('b.txt'), 'two')
    return [fs.readFileSync(at('b.txt'), 'utf8'), fs.existsSync(at('b.txt'))]
  })
  expect(readsOf(report, folder)).toEqual({})
})

it('the version of an input is the one at the first touch', async () => {
  const { report } = await inRun(() => {
    fs.readFileSync(at('a.txt'))
    fs.writeFileSync(at('a.txt'), 'two')
    fs.readFileSync(at('a.txt'))
  })
  expect(readsOf(report, folder)['file:a.txt']).toBe(hashOf('one'))
})

it('a file larger than a chunk is hashed as a whole, also when that is put off', async () => {
  const large = Buffer.alloc(9 << 20, 'x')
  fs.writeFileSync(at('large'), large)
  const { report } = await inRun(() => fs.closeSync(fs.openSync(at('large'), 'r')))
  expect(readsOf(report, folder)['file:large']).toBe(hashOf(large))
})

it('a large input that something else changed under the run has a version that nothing has', async () => {
  fs.writeFileSync(at('large'), Buffer.alloc(9 << 20, 'x'))
  const { report } = await inRun(() => {
    fs.closeSync(fs.openSync(at('large'), 'r'))
    effects.outside(() => fs.writeFileSync(at('large'), 'changed'))
  })
  expect(readsOf(report, folder)['file:large']).toMatch(/^overtaken:/)
})

it('a large input that the run goes on to overwrite has the version from before', async () => {
  const large = Buffer.alloc(9 << 20, 'x')
  fs.writeFileSync(at('large'), large)
  const { report } = await inRun(() => {
    fs.closeSync(fs.openSync(at('large'), 'r'))
    fs.writeFileSync(at('large'), 'changed')
  })
  expect(readsOf(report, folder)['file:large']).toBe(hashOf(large))
  expect(writesOf(report, folder)['file:large']).toEqual([hashOf(large), hashOf('changed')])
})

it('two changes in quick succession that leave size and times alike are two versions', async () => {
  const versions = new Set<string | undefined>()
  for (const content of ['aaa', 'bbb', 'ccc', 'ddd']) {
    fs.writeFileSync(at('quick'), content)
    versions.add(readsOf((await inRun(() => fs.readFileSync(at('quick')))).report, folder)['file:quick'])
  }
  expect(versions.size).toBe(4)
})

it('packages, devices and module loading are no inputs', async () => {
  fs.mkdirSync(at('node_modules'))
  fs.writeFileSync(at('node_modules/p.js'), '')
  fs.writeFileSync(at('m.cjs'), 'require("node:fs").readFileSync(__dirname + "/a.txt"); module.exports = 1')
  fs.writeFileSync(at('d.json'), '{}')
  const { createRequire } = await import('node:module')
  const { report } = await inRun(() => {
    fs.readFileSync(at('node_modules/p.js'))
    fs.readFileSync('/dev/null')
    fs.readFileSync('/proc/self/stat')
    const require = createRequire(at('x.js'))
    require('./d.json')
    return require('./m.cjs') as unknown
  })
  expect(readsOf(report, folder)).toEqual({ 'file:a.txt': hashOf('one') })
})

it("reading the folder of a notebook doesn't wait for a pipe in it", async () => {
  const { execFileSync } = await import('node:child_process')
  execFileSync('mkfifo', [at('pipe')])
  const { report } = await inRun(() => fs.existsSync(at('pipe')))
  expect(readsOf(report, folder)['file:pipe']).toBe('special')
})

it('outside any run nothing is noted', async () => {
  const { report } = await inRun(() => effects.outside(() => fs.readFileSync(at('a.txt'))))
  expect(readsOf(report, folder)).toEqual({})
})
