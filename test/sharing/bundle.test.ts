/**
 * Bundles: what is packed here opens elsewhere and runs nothing there; and what a hostile or damaged bundle tries is refused with nothing
 * left behind. Hostile ones are made with the same tar library, so that each is wrong in one way only.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { openBundle } from '../../runtime/sharing/bundle/open-bundle.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'

const sources = {
  read: "import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'\nimport { twice } from './lib/m.ts'\nconst text = readFileSync('data/x.csv', 'utf8')",
  big: 'const big = Float64Array.from({ length: 300_000 }, (_, i) => Math.sin(i))',
  write: "mkdirSync('out', { recursive: true })\nwriteFileSync('out/r.txt', text + twice(21))",
  made: 'class Point { x = 1; get() { return this.x } }\nconst point = new Point()\nconst when = Math.random()',
  plot: '//| label: fig-dot\ndisplay.svg(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>`)',
  show: "console.log(big.length, point.get(), readFileSync('out/r.txt', 'utf8'), when > 0)",
}

const project = async (): Promise<string> => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'data'))
  mkdirSync(join(folder, 'lib'))
  writeFileSync(join(folder, 'data/x.csv'), 'a,b\n')
  writeFileSync(join(folder, 'lib/m.ts'), "import { two } from './two.ts'\nexport const twice = (n: number) => n * two")
  writeFileSync(join(folder, 'lib/two.ts'), 'export const two = 2')
  writeFileSync(join(folder, 'package.json'), '{"name":"p"}')
  writeFileSync(join(folder, 'package-lock.json'), '{}')
  writeFileSync(join(folder, 'secret.txt'), 'not read by any cell')
  const path = notebookFile(sources, folder)
  await cellar('run', path, '--inplace')
  return path
}

const ranIn = async (notebook: string): Promise<readonly boolean[]> => {
  const { stdout } = await cellar('run', notebook, '--json')
  return (JSON.parse(stdout) as { cells: { ran: boolean }[] }).cells.map(({ ran }) => ran)
}

describe('a bundle', () => {
  it('opens in an empty home, where Run All executes nothing and an edit reruns what it reaches', async () => {
    const path = await project()
    const bundle = join(temporaryFolder(), 'p.cellar-bundle')
    expect((await cellar('export', path, '--to', 'bundle', '-o', bundle)).code).toBe(0)
    // What was packed must not be needed any more.
    renameSync(dirname(path), `${dirname(path)}-gone`)
    const home = temporaryFolder()
    const { code, stdout } = await cellar('open', bundle, join(home, 'p'))
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(home, 'p/notebook.ipynb')}\n` })
    const there = readdirSync(join(home, 'p'), { recursive: true }).filter(name => !/\.cellar/.test(String(name)))
    expect(there.sort()).toEqual(
      [
        'data',
        'data/x.csv',
        'lib',
        'lib/m.ts',
        'lib/two.ts',
        'notebook.ipynb',
        'out',
        'out/r.txt',
        'package-lock.json',
        'package.json',
      ].sort(),
    )
    expect(await ranIn(join(home, 'p/notebook.ipynb'))).toEqual([false, false, false, false, false, false])
    const notebook = join(home, 'p/notebook.ipynb')
    const figures = await cellar('figures', 'list', '--store', join(home, 'p/.cellar'))
    expect(figures.stdout).toMatch(/fig-dot/)
    writeFileSync(notebook, readFileSync(notebook, 'utf8').replace('when > 0', 'when > 0, 1'))
    expect(await ranIn(notebook)).toEqual([false, false, false, false, false, true])
    renameSync(`${dirname(path)}-gone`, dirname(path))
  })

  it('leaves out data or large values when told, and still knows its results', async () => {
    const path = await project()
    const bundle = join(temporaryFolder(), 'p.cellar-bundle')
    const small = await cellar('export', path, '--to', 'bundle', '-o', bundle, '--without-data', '--max-size', '100KB')
    expect(small.stderr).toMatch(/The value of big stays behind/)
    const folder = join(temporaryFolder(), 'p')
    await cellar('open', bundle, folder)
    expect(existsSync(join(folder, 'data/x.csv'))).toBe(false)
    const { stdout } = await cellar('status', join(folder, 'notebook.ipynb'), '--json')
    const states = (JSON.parse(stdout) as { cells: { state: string }[] }).cells.map(({ state }) => state)
    expect(states.slice(1, 2)).toEqual(['fresh'])
    const tight = await cellar('export', path, '--to', 'bundle', '-o', bundle, '--max-size', '10B')
    expect({ code: tight.code, said: tight.stderr }).toEqual({ code: 2, said: expect.stringMatching(/--without-data/) })
  })

  it('takes along nothing from outside the project, not even through a link, and says so', async () => {
    const outside = join(temporaryFolder(), 'outside.txt')
    writeFileSync(outside, 'from outside')
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'package.json'), '{}')
    symlinkSync(outside, join(folder, 'link.txt'))
    const path = notebookFile(
      { a: "import { readFileSync } from 'node:fs'\nreadFileSync('link.txt', 'utf8').length" },
      folder,
    )
    await cellar('run', path)
    const bundle = join(temporaryFolder(), 'b.cellar-bundle')
    const { code, stderr } = await cellar('export', path, '--to', 'bundle', '-o', bundle)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/outside\.txt stays behind/) })
    const opened = join(temporaryFolder(), 'b')
    await cellar('open', bundle, opened)
    expect(readdirSync(opened).sort()).toEqual(['.cellar', 'notebook.ipynb', 'package.json'])
  })

  it('overwrites nothing', async () => {
    const bundle = join(temporaryFolder(), 'b')
    writeFileSync(bundle, await archive(plain()))
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    await expect(openBundle({ bundle, folder })).rejects.toThrow(/not empty/)
    expect(readdirSync(folder)).toEqual(['mine.txt'])
  })
})

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Entry {
  readonly header: Partial<Header>
  readonly bytes: Uint8Array
}

interface Made {
  readonly manifest: Record<string, unknown>
  readonly entries: readonly Entry[]
}

const content = (is: Record<string, unknown>, bytes: Uint8Array) => ({
  ...is,
  parts: [{ hash: hashOf(bytes), size: bytes.length }],
})
const entry = (bytes: Uint8Array): Entry => ({ header: { name: hashOf(bytes) }, bytes })

const notebook = Buffer.from('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}')
const file = Buffer.from('some data')

/** A bundle in order: a notebook and one more file. */
const plain = (path = 'data.txt'): Made => ({
  manifest: {
    format: 'cellar-bundle',
    version: 1,
    engine: 'cellar 1, node 20',
    madeAt: 0,
    notebook: 'nb.ipynb',
    contents: [content({ is: 'file', path: 'nb.ipynb' }, notebook), content({ is: 'file', path }, file)],
  },
  entries: [entry(notebook), entry(file)],
})

const archive = async ({ manifest, entries }: Made, name?: string): Promise<Buffer> => {
  const text = Buffer.from(JSON.stringify(manifest))
  const tar = pack()
  for (const { header, bytes } of [
    { header: { name: name ?? `manifest-${hashOf(text)}.json` }, bytes: text },
    ...entries,
  ])
    tar.entry({ size: bytes.length, ...header } as Header, Buffer.from(bytes))
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Opened into a new folder beside others: what it says, and what is there afterwards. */
const tried = async (bytes: Uint8Array, maxSize?: number) => {
  const outside = temporaryFolder()
  const bundle = join(outside, 'b.cellar-bundle')
  writeFileSync(bundle, bytes)
  const told = await openBundle({
    bundle,
    folder: join(outside, 'in'),
    ...(maxSize === undefined ? {} : { maxSize }),
  }).then(
    () => 'opened',
    (error: Error) => `${error.name}: ${error.message}`,
  )
  return { told, left: readdirSync(outside).filter(name => name !== 'b.cellar-bundle') }
}

describe('a hostile bundle', () => {
  it('is compared with one that opens', async () => {
    expect(await tried(await archive(plain()))).toEqual({ told: 'opened', left: ['in'] })
  })

  it.each([
    '../evil',
    'a/../../evil',
    '/etc/evil',
    'a//b',
    './a',
    'C:\\evil',
    'a\\..\\evil',
    'c:evil',
    'nul\u0000',
    '.git/hooks/post-checkout',
    '.GIT/config',
    'node_modules/x/index.js',
    'sub/.cellar/index.db',
    '.vscode/tasks.json',
    '.npmrc',
    'dots.',
    'NB.ipynb',
    '',
  ])('cannot write to %j', async path => {
    const { told, left } = await tried(await archive(plain(path)))
    expect(told).toMatch(/^BundleError: .*Nothing was opened/)
    expect(left).toEqual([])
  })

  it.each([
    [
      'a part that is not what its hash says',
      (made: Made) => ({
        ...made,
        entries: [made.entries[0]!, { ...made.entries[1]!, bytes: Buffer.from('some dat4') }],
      }),
    ],
    ['a part that is missing', (made: Made) => ({ ...made, entries: made.entries.slice(0, 1) })],
    ['a part too many', (made: Made) => ({ ...made, entries: [...made.entries, entry(file)] })],
    ['parts in another order', (made: Made) => ({ ...made, entries: [...made.entries].reverse() })],
    [
      'a link instead of a file',
      (made: Made) => ({
        ...made,
        entries: [
          made.entries[0]!,
          {
            header: { name: hashOf(file), type: 'symlink' as const, linkname: '/etc', size: 0 },
            bytes: Buffer.alloc(0),
          },
        ],
      }),
    ],
    [
      'a part larger than told',
      (made: Made) => ({
        ...made,
        entries: [
          made.entries[0]!,
          { header: { name: `${hashOf(file)}.br` }, bytes: brotliCompressSync(Buffer.alloc(100_000_000)) },
        ],
      }),
    ],
    ['no notebook', (made: Made) => ({ ...made, manifest: { ...made.manifest, notebook: 'other.ipynb' } })],
    ['a newer version', (made: Made) => ({ ...made, manifest: { ...made.manifest, version: 2 } })],
    ['contents that are none', (made: Made) => ({ ...made, manifest: { ...made.manifest, contents: [7] } })],
    [
      'a part of more than a part may have',
      (made: Made) => ({
        ...made,
        manifest: {
          ...made.manifest,
          contents: [{ is: 'file', path: 'nb.ipynb', parts: [{ hash: hashOf(file), size: 2 ** 40 }] }],
        },
      }),
    ],
    [
      'a run that is none',
      (made: Made) => ({
        manifest: {
          ...made.manifest,
          contents: [
            content({ is: 'file', path: 'nb.ipynb' }, notebook),
            content({ is: 'run', id: 'r', tags: [] }, file),
          ],
        },
        entries: made.entries,
      }),
    ],
  ] as const)('is refused for %s, and leaves nothing', async (_, wrong) => {
    const { told, left } = await tried(await archive(wrong(plain()) as Made))
    expect(told).toMatch(/^BundleError: /)
    expect(left).toEqual([])
  })

  it('is refused when its manifest was changed', async () => {
    expect((await tried(await archive(plain(), `manifest-${'0'.repeat(64)}.json`))).told).toMatch(/^BundleError: /)
  })

  it('is refused when it claims to be far larger than itself, unless allowed', async () => {
    const zeros = Buffer.alloc(16 * 2 ** 20)
    const parts = Array.from({ length: 70 }, () => ({ hash: hashOf(zeros), size: zeros.length }))
    const made = plain()
    const contents = [...(made.manifest.contents as unknown[]), { is: 'file', path: 'zeros', parts }]
    const bomb = await archive({ ...made, manifest: { ...made.manifest, contents } })
    expect((await tried(bomb)).told).toMatch(/would fill 1174\d+ bytes, more than its own size makes likely/)
    expect((await tried(bomb, 1000)).told).toMatch(/more than allowed/)
  })

  it('cut off anywhere is refused, and leaves nothing', async () => {
    const whole = await archive(plain())
    for (let length = 0; length < whole.length - 1024; length += 300) {
      const { told, left } = await tried(whole.subarray(0, length))
      expect([length, told, left]).toEqual([length, expect.stringMatching(/^BundleError: /), []])
    }
  })

  it('with any byte flipped opens to the same files or not at all', async () => {
    const whole = await archive(plain())
    for (let at = 0; at < whole.length; at += 41) {
      const flipped = Buffer.from(whole)
      flipped[at]! ^= 0x20
      const outside = temporaryFolder()
      const bundle = join(outside, 'b')
      writeFileSync(bundle, flipped)
      const folder = join(outside, 'in')
      const opened = await openBundle({ bundle, folder }).catch((error: Error) => error.name)
      if (opened === 'BundleError') expect(existsSync(folder)).toBe(false)
      else expect([at, readFileSync(join(folder, 'data.txt'), 'utf8')]).toEqual([at, 'some data'])
    }
  })

  it('cannot be opened through a link to a folder that is used', async () => {
    const outside = temporaryFolder()
    const used = temporaryFolder()
    writeFileSync(join(used, 'mine'), 'mine')
    symlinkSync(used, join(outside, 'link'))
    const bundle = join(outside, 'b')
    writeFileSync(bundle, await archive(plain()))
    await expect(openBundle({ bundle, folder: join(outside, 'link') })).rejects.toThrow(/not empty/)
    expect(readdirSync(used)).toEqual(['mine'])
  })
})
