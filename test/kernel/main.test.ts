/** The kernel program as a process: how it starts, is interrupted and ends. The runtime in it is the fake one. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchKernel } from '../support/kernel-process.ts'

const repository = resolve(import.meta.dirname, '../..')
/** Inside the repository, so that the packages outside the bundle are found. */
const program = join(repository, 'node_modules', '.cache', 'cellar-main-test', 'kernel.js')

const fakeOpenNotebook = `
  import { FakeRuntime } from ${JSON.stringify(join(repository, 'test/support/fake-runtime.ts'))}
  export const openNotebook = async options => {
    const runtime = new FakeRuntime()
    const print = text => r => r.onEvent({ type: 'stream', name: 'stdout', text })
    runtime.on('options', r => print(JSON.stringify(options))(r))
    runtime.on('document', r => print(JSON.stringify(runtime.calls.filter(([call]) => call === 'setDocument')))(r))
    runtime.on('throw', r => { setTimeout(() => { throw new Error('ours') }); print('thrown')(r) })
    runtime.on('spin', async r => { print('spinning')(r); await runtime.interrupted; return { status: 'interrupted' } })
    return runtime
  }
`

beforeAll(async () => {
  mkdirSync(resolve(program, '..'), { recursive: true })
  await build({
    entryPoints: [join(repository, 'kernel/main.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [
      {
        name: 'fake-runtime',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /runtime\/index\.ts$/ }, () => ({ path: 'fake', namespace: 'fake' }))
          onLoad({ filter: /.*/, namespace: 'fake' }, () => ({
            contents: fakeOpenNotebook,
            loader: 'ts',
            resolveDir: repository,
          }))
        },
      },
    ],
  })
})

describe('the kernel program', () => {
  it('runs cells, and SIGINT interrupts the one that runs and nothing else', async () => {
    const { client, child } = await launchKernel(program)
    const spin = client.execute('spin')
    await client.next(m => m.content.text === 'spinning')
    child.kill('SIGINT')
    expect((await spin).reply.content).toMatchObject({ status: 'error', ename: 'Interrupted' })
    child.kill('SIGINT')
    expect((await client.execute('alive')).stdout).toBe('alive\n')
  })

  it('ends cleanly on SIGTERM, and after it has answered a shutdown request', async () => {
    const terminated = await launchKernel(program)
    terminated.child.kill('SIGTERM')
    expect(await terminated.exited).toBe(0)
    const asked = await launchKernel(program)
    const reply = await asked.client.request('shutdown_request', { restart: false }, { channel: 'control' })
    expect(reply.content).toEqual({ status: 'ok', restart: false })
    expect(await asked.exited).toBe(0)
  })

  it('ends when its client died without a word', async () => {
    const parent = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
    const { exited } = await launchKernel(program, { env: { JPY_PARENT_PID: String(parent.pid) } })
    const died = once(parent, 'exit')
    parent.kill('SIGKILL')
    await died
    expect(await exited).toBe(0)
  })

  it('lives on after a failure of its own, which it logs', async () => {
    const { client, logged } = await launchKernel(program)
    await client.execute('throw')
    await logged('Error: ours')
    expect((await client.execute('alive')).stdout).toBe('alive\n')
  })

  it('knows its notebook by JPY_SESSION_NAME and tells the runtime its cells', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cellar-main-'))
    const notebookPath = join(folder, 'n.ipynb')
    const cell = { cell_type: 'code', id: 'a', metadata: {}, source: '1', outputs: [], execution_count: null }
    writeFileSync(notebookPath, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }))
    const { client } = await launchKernel(program, { cwd: folder, env: { JPY_SESSION_NAME: notebookPath } })
    expect(JSON.parse((await client.execute('options')).stdout)).toMatchObject({ cwd: folder, notebookPath })
    expect(JSON.parse((await client.execute('document')).stdout)).toMatchObject([
      ['setDocument', [{ id: 'a', source: '1' }], null],
    ])
    const console_ = await launchKernel(program, { cwd: folder, env: { JPY_SESSION_NAME: 'Console 1' } })
    expect(JSON.parse((await console_.client.execute('options')).stdout)).not.toHaveProperty('notebookPath')
  })

  it.each([
    [[], 'usage'],
    [['/nowhere/c.json'], '/nowhere/c.json'],
  ])('started with %j says what is wrong and exits 1', async (args, named) => {
    const failed = promisify(execFile)(process.execPath, [program, ...args])
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(named) })
  })
})
