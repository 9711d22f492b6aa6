/**
 * Restart & Run All in a process of its own with an empty store, which goes when it is done: nothing that this notebook's
 * store holds can reach it. It runs in the notebook's folder, as the kernel does.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseNotebook } from '../runtime/notebook/ipynb.ts'
import type { NotebookOutput } from '../runtime/notebook/outputs.ts'
import { packageRoot } from './package-root.ts'
import { UsageError } from './usage-error.ts'

/** What each cell showed, by its id. Aborting `stop` ends the process at once. */
export const freshRun = async (
  path: string,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, readonly NotebookOutput[]>> => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-check-'))
  try {
    const out = join(folder, 'fresh.ipynb')
    const { code, stderr } = await runToEnd([path, '-o', out, '--no-figures'], { store: join(folder, 'store'), stop })
    if (code !== 0 && code !== 1) throw new UsageError(`The fresh run of ${path} could not be made.\n${stderr}`)
    const { notebook } = parseNotebook(readFileSync(out, 'utf8'), path)
    return new Map(notebook.cells.map(({ id, json }) => [id, (json.outputs ?? []) as readonly NotebookOutput[]]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const runToEnd = (
  args: readonly string[],
  { store, stop }: { readonly store: string; readonly stop: AbortSignal },
): Promise<{ readonly code: number | null; readonly stderr: string }> =>
  new Promise((done, failed) => {
    const program = [join(packageRoot, 'dist/cli.js'), 'run', ...args]
    const child = spawn(process.execPath, program, {
      env: { ...process.env, CELLAR_STORE: store },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: stop,
      killSignal: 'SIGKILL',
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-KEPT_STDERR)
    })
    child.on('error', failed)
    child.on('close', code => done({ code, stderr }))
  })

/** Characters: the end of what a run said is what went wrong. */
const KEPT_STDERR = 10_000
