/** `cellar new pipeline` and `cellar logs`: what is scaffolded runs, and what runs wrote can be read and followed. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

describe('new pipeline', () => {
  it('makes a project that runs, and sweeps', async () => {
    const folder = join(temporaryFolder(), 'mine')
    expect((await cellar('new', 'pipeline', folder)).code).toBe(0)
    const notebook = join(folder, 'pipeline.ipynb')
    expect(await cellar('run', notebook, '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"ok":true'),
    })
    expect(existsSync(join(folder, 'results/smooth.csv'))).toBe(true)
    const { stdout } = await cellar('sweep', notebook, '-p', 'window=1,9', '--json')
    const [rough, smooth] = stdout
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { records: { roughness: number } }).records.roughness)
    expect(smooth).toBeLessThan(rough!)
  })

  it('never writes into a folder that is there', async () => {
    const folder = temporaryFolder()
    expect(await cellar('new', 'pipeline', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already'),
    })
  })
})

describe('logs', () => {
  const cells = { a: "console.log('printed')\nlog.warn('odd')\nlog('fine')", b: "throw new Error('broken')", c: '1' }
  const logs = (path: string, ...args: readonly string[]) =>
    cellar('logs', path, '--store', join(dirname(path), '.cellar'), ...args)

  it('shows what each run wrote, and with --errors only what went wrong', async () => {
    const path = notebookFile(cells)
    await cellar('run', path)
    const all = (await logs(path)).stdout
    expect(all).toMatch(/ a: ok, .*\nprinted\nWARN {2}odd\nINFO {2}fine\n── .* b: failed.*\nError: broken/)
    expect(all).toMatch(/ c: ok/)
    const errors = (await logs(path, '--errors')).stdout
    expect(errors).toMatch(/ a: ok, .*\nWARN {2}odd\n── .* b: failed.*\nError: broken/)
    expect(errors).not.toMatch(/printed|fine| c: ok/)
  })

  it('name the notebook from here, and a cell by its label', async () => {
    const path = notebookFile({ a: "//| label: load\nconsole.log('printed')" })
    await cellar('run', path)
    expect((await logs(path)).stdout).toMatch(/ \S*notebook\.ipynb load: ok/)
  })

  it('says so of a notebook that was never run', async () => {
    const path = notebookFile(cells)
    await cellar('run', path)
    const other = join(dirname(path), 'other.ipynb')
    const said = await cellar('logs', other, '--store', join(dirname(path), '.cellar'))
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining(`No run of ${other} is stored`) })
  })

  it('--follow tells of runs as they finish', async () => {
    const path = notebookFile({ a: '1' })
    await cellar('run', path)
    const program = resolve(import.meta.dirname, '../../dist/cli.js')
    const child = spawn(process.execPath, [program, 'logs', '--follow', '--store', join(dirname(path), '.cellar')])
    const heard = (text: string) =>
      new Promise<void>(done => {
        let all = ''
        child.stdout.on('data', chunk => {
          all += String(chunk)
          if (all.includes(text)) done()
        })
      })
    const first = heard(' a: ok')
    const second = heard('late news')
    await first
    const other = notebookFile({ b: "console.log('late news')" }, dirname(path))
    await cellar('run', other)
    await second
    child.kill('SIGINT')
  })
})
