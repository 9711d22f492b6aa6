/**
 * Unattended runs beside their peers, all in one run: a notebook of trivial cells (nbclient with ipykernel), trivial file jobs
 * (pypipegraph2, Snakemake, redun, doit), runs killed at random instants and resumed, and an exported Snakefile under real Snakemake. The
 * peers are installed from PyPI into a folder of its own; `--tiny` asks only ours and needs no network.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openStore } from '../../runtime/store/open-store.ts'
import { notebookJson, peerPrograms } from './batch-peers.ts'

const tiny = process.argv.includes('--tiny')
const size = tiny ? { cells: 20, jobs: 20, kills: 2 } : { cells: 200, jobs: 2_000, kills: 50 }
const program = resolve('dist/cli.js')
const work = mkdtempSync(join(tmpdir(), 'cellar-bench-'))
const tell = (what: string, first: number, second: number): boolean =>
  process.stdout.write(`${what.padEnd(52)} ${first.toFixed(2).padStart(8)} ${second.toFixed(2).padStart(8)}\n`)

const folderOf = (name: string): string => {
  const folder = join(work, name)
  mkdirSync(folder, { recursive: true })
  return folder
}

const seconds = (run: () => void): number => {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}

interface Summary {
  readonly ok: boolean
  readonly cells: readonly { readonly id: string; readonly ran: boolean; readonly state: string }[]
}

const cellar = (cwd: string, ...args: readonly string[]): Summary =>
  JSON.parse(
    execFileSync(process.execPath, [program, 'run', 'nb.ipynb', '--json', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  ) as Summary

const ran = ({ cells }: Summary): number => cells.filter(cell => cell.ran).length

/** Runs a notebook twice and checks that the second run has nothing to do. */
const twice = (what: string, sources: readonly string[]): void => {
  const folder = folderOf(what.replaceAll(/\W+/g, '-'))
  writeFileSync(join(folder, 'nb.ipynb'), notebookJson(sources, 'cellar'))
  const count = `${sources.length} cell${sources.length === 1 ? '' : 's'}`
  const times = [`${count} ran`, 'no cells ran'].map(expected =>
    seconds(() => {
      const { status, stderr } = spawnSync(process.execPath, [program, 'run', 'nb.ipynb'], { cwd: folder })
      assert.equal(status, 0)
      assert.ok(String(stderr).includes(expected), String(stderr))
    }),
  )
  tell(what, times[0]!, times[1]!)
}

const peers = (python: string): void => {
  for (const [what, { files, command, check, env }] of Object.entries(peerPrograms(python, size))) {
    const folder = folderOf(what.replaceAll(/\W+/g, '-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const [head = '', ...args] = command
    const once = (): number =>
      seconds(() => void execFileSync(head, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, ...env } }))
    const first = once()
    assert.equal(check(folder), true, `${what} made no result`)
    tell(what, first, once())
  }
}

/** Killed at a random instant of its run, then resumed, again and again: what was finished doesn't run again, and all is right in the end. */
const killed = async (): Promise<void> => {
  const folder = folderOf('killed')
  const sources = Array.from({ length: 30 }, (_, i) =>
    i === 0
      ? 'let sum = 0'
      : `await new Promise(done => setTimeout(done, 5))\nconst v${i} = ${i} + ${i === 1 ? 0 : `v${i - 1}`}`,
  )
  for (let kill = 0; kill < size.kills; kill++) {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    writeFileSync(join(folder, 'nb.ipynb'), notebookJson(sources, 'cellar'))
    const child = spawn(process.execPath, [program, 'run', 'nb.ipynb'], { cwd: folder, stdio: 'ignore' })
    const timer = setTimeout(() => child.kill('SIGKILL'), 200 + Math.random() * 900)
    await once(child, 'exit')
    clearTimeout(timer)
    const store = existsSync(join(folder, '.cellar/index.db'))
      ? openStore({ folder: join(folder, '.cellar') })
      : undefined
    const finished = new Set(store?.runs({ outcome: 'ok', limit: 100, offset: 0 }).map(run => String(run.cell)) ?? [])
    assert.deepEqual(store?.verify().problems ?? [], [])
    store?.close()
    const summary = cellar(folder, '--resume')
    assert.ok(summary.ok)
    assert.deepEqual(
      summary.cells.filter(cell => cell.ran && finished.has(cell.id)).map(cell => cell.id),
      [],
      'a finished cell ran again',
    )
    const after = openStore({ folder: join(folder, '.cellar') })
    const last = after.runs({ outcome: 'ok', limit: 1_000, offset: 0 }).find(run => run.cell === 'c29')
    assert.equal(after.trace(last!.id)?.writes.find(write => write.location === 'name:v29')?.preview, '435')
    after.close()
  }
  process.stdout.write(
    `${size.kills} runs killed at random instants and resumed: nothing finished ran again, all values right\n`,
  )
}

/** The Snakefile made of a notebook, run by Snakemake itself. */
const snakemake = (python: string): void => {
  const folder = folderOf('snakefile')
  const sources = [
    'const n = 20',
    "//| produces: [a.txt]\nrequire('node:fs').writeFileSync('a.txt', String(n + 1))",
    'console.log(n)',
  ]
  writeFileSync(join(folder, 'nb.ipynb'), notebookJson(sources, 'cellar'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'cellar'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  execFileSync(process.execPath, [program, 'export', 'nb.ipynb', '--to', 'snakemake', '-o', 'Snakefile'], {
    cwd: folder,
  })
  execFileSync(python, ['-m', 'snakemake', '--cores', '2', '--quiet'], { cwd: folder, env, stdio: 'pipe' })
  assert.ok(existsSync(join(folder, 'a.txt')))
  assert.equal(ran(cellar(folder)), 0)
  const again = execFileSync(python, ['-m', 'snakemake', '--cores', '2', '-n'], { cwd: folder, env, stdio: 'pipe' })
  assert.match(again.toString(), /Nothing to be done/)
  process.stdout.write('real Snakemake runs the exported Snakefile, and has nothing to do the second time\n')
}

/** Kept between runs: installing takes a minute. */
const installPeers = (): string => {
  const venv = process.env.CELLAR_PEERS ?? join(tmpdir(), 'cellar-peers')
  const python = join(venv, 'bin/python')
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', venv])
    const packages = ['nbclient', 'ipykernel', 'pypipegraph2', 'snakemake', 'redun', 'doit']
    execFileSync(python, ['-m', 'pip', 'install', '-q', ...packages], { stdio: 'inherit' })
  }
  return python
}

try {
  process.stdout.write('seconds, whole process: first run, second run with nothing changed\n')
  twice(
    `cellar run, ${size.cells} trivial cells`,
    Array.from({ length: size.cells }, (_, i) => `const x${i} = ${i}`),
  )
  const item = "i => { require('node:fs').writeFileSync(`out/${i}.txt`, String(i)) }"
  const each = `await each(Array.from({ length: ${size.jobs} }, (_, i) => i), ${item})`
  twice(`cellar each, ${size.jobs} file jobs`, ["require('node:fs').mkdirSync('out')", each])
  const fileCells = Math.min(size.jobs, 200)
  twice(
    `cellar run, ${fileCells} cells that produce a file`,
    Array.from(
      { length: fileCells },
      (_, i) => `//| produces: c${i}.txt\nrequire('node:fs').writeFileSync('c${i}.txt', '${i}')`,
    ),
  )
  assert.equal(readdirSync(join(work, `cellar-each-${size.jobs}-file-jobs/out`)).length, size.jobs)
  const python = tiny ? undefined : installPeers()
  if (python !== undefined) peers(python)
  await killed()
  if (python !== undefined) snakemake(python)
} finally {
  rmSync(work, { recursive: true, force: true })
}
