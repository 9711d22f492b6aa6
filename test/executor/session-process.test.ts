/** A session that was begun before its notebook was opened: taken, ended, or gone by then. Real processes, of the built programs. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import { SessionExecutor } from '../../runtime/executor/session/session-executor.ts'
import { type BegunSession, beginSession } from '../../runtime/executor/session/session-process.ts'
import { launchKernel } from '../support/kernel-process.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { isAlive } from '../support/process.ts'

const begun = (): { readonly notebook: string; readonly session: BegunSession } => {
  const notebook = join(notebookFolder().folder, 'nb.ipynb')
  const session = beginSession(notebook)
  onTestFinished(() => session.end())
  return { notebook, session }
}

const started = async (notebook: string): Promise<SessionExecutor> => {
  const executor = new SessionExecutor({
    folder: dirname(notebook),
    notebook,
    onLate: () => {},
    onDeath: () => {},
    onEach: () => {},
    finishedRuns: () => {
      throw new Error('nobody asks')
    },
  })
  onTestFinished(() => executor.close())
  await executor.start()
  return executor
}

describe('a session that was begun ahead', () => {
  test('is the one that its notebook starts, once', async () => {
    const { notebook, session } = begun()
    expect((await started(notebook)).pid).toBe(session.pid)
    expect((await started(notebook)).pid).not.toBe(session.pid)
    session.end()
    expect(isAlive(session.pid)).toBe(true)
  })

  test('is ended when nobody has taken it', async () => {
    const { session } = begun()
    session.end()
    await vi.waitFor(() => expect(isAlive(session.pid)).toBe(false))
  })

  test('is replaced when it died meanwhile', async () => {
    const { notebook, session } = begun()
    process.kill(session.pid as number, 'SIGKILL')
    await vi.waitFor(() => expect(isAlive(session.pid)).toBe(false))
    expect((await started(notebook)).pid).not.toBe(session.pid)
  })

  test('costs nothing where its folder is missing', () => {
    beginSession('/nowhere/at/all/nb.ipynb').end()
  })

  test('runs the first cell of a kernel, which it had before it was asked for anything', async () => {
    const { client, child } = await launchKernel(resolve('dist/kernel.js'))
    await client.request('kernel_info_request')
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')
    const { stdout } = await client.execute('console.log(process.pid)')
    expect(children).toContain(stdout.trim())
  })
})

test('a session loads next to nothing before its watch thread boots', () => {
  const loaded = new Set<string>()
  const load = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, from = ''] of text.matchAll(/^(?:import|export)[^'"()]*["'](\.[^"']+)["'];$/gm))
      load(join(dirname(file), from))
  }
  load(resolve('dist/session.js'))
  expect([...loaded].reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(20_000)
})

test('a process that ends while it is asked to end what a run left going has ended that', async () => {
  const executor = await started(join(notebookFolder().folder, 'nb.ipynb'))
  const asked = executor.discard(runId('some'))
  const other = executor.ask({ type: 'evaluate', expressions: {} })
  executor.kill()
  await expect(asked).resolves.toBeUndefined()
  await expect(other).rejects.toThrow('SIGKILL')
})
