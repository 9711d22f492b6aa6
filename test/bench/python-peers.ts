/**
 * The Python peers of a bench: an environment of their own under the temporary folder, made once, and the programs in `peers/` that run
 * in it, each of which prints one line of JSON.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The bench is bundled into dist/. */
const root = resolve(import.meta.dirname, '..')
const peers = join(root, 'test/bench/peers')
const venv = join(tmpdir(), 'cellar-bench-python')
const python = join(venv, 'bin/python')
const stamp = join(venv, '.installed')

/** Installs what isn't there yet. */
export const preparePeers = (): void => {
  if (existsSync(stamp)) return
  execFileSync('python3', ['-m', 'venv', '--clear', venv])
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(peers, 'requirements.txt')], { stdio: 'inherit' })
  writeFileSync(stamp, '')
}

/** What the program printed last. */
export const runPeer = (program: string, args: readonly (string | number)[], env: NodeJS.ProcessEnv = {}): unknown => {
  const stdout = execFileSync(python, [join(peers, program), ...args.map(String)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

const kernels = {
  cellar: { language: 'typescript', argv: [process.execPath, join(root, 'dist/kernel.js'), '{connection_file}'] },
  ipykernel: { language: 'python', argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'] },
  ipyflow: { language: 'python', argv: [python, '-m', 'ipyflow.kernel', '-f', '{connection_file}'] },
} as const

/** Seconds that nbclient takes to run all of so many cells on a kernel; Cellar's with an empty store. */
export const secondsOfRunAll = (kernel: keyof typeof kernels, cells: number): number => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-bench-'))
  try {
    const spec = join(folder, 'kernels', kernel)
    mkdirSync(spec, { recursive: true })
    writeFileSync(join(spec, 'kernel.json'), JSON.stringify({ display_name: kernel, ...kernels[kernel] }))
    const env = { JUPYTER_PATH: folder, IPYTHONDIR: folder, CELLAR_STORE: join(folder, 'store') }
    return Number(runPeer('run_all.py', [kernel, cells, kernel === 'cellar' ? 'let' : 'none'], env))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
