/**
 * A cold start on a long notebook that is done: the whole `cellar run` that decides that nothing runs of 100,000 cells, its time and its
 * memory; and the same where the notebook has to be opened, because one cell was added at its end. The first run, in which all cells
 * run, takes minutes.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { notebookJson } from './batch-peers.ts'

const CELLS = process.argv.includes('--tiny') ? 50 : Number(process.env.CELLAR_CELLS ?? 100_000)
const folder = mkdtempSync(join(tmpdir(), 'cellar-bench-'))
const sources = Array.from({ length: CELLS }, (_, i) => (i === 0 ? 'const x0 = 0' : `const x${i} = x${i - 1} + 1`))

/** Tells its largest resident memory, in KiB, as it ends. */
const telling = `data:text/javascript,import fs from 'node:fs';process.on('exit',()=>fs.writeFileSync('rss',String(process.resourceUsage().maxRSS)))`

const cellar = (expected: string): string => {
  const start = performance.now()
  const args = ['--import', telling, resolve('dist/cli.js'), 'run', 'nb.ipynb']
  const { stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 })
  const seconds = (performance.now() - start) / 1000
  assert.equal(status, 0, stderr.slice(-2_000))
  assert.ok(stderr.includes(expected), stderr.slice(-500))
  const megabytes = Number(readFileSync(join(folder, 'rss'), 'utf8')) / 1024
  return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`
}

try {
  const write = (all: readonly string[]) => writeFileSync(join(folder, 'nb.ipynb'), notebookJson(all, 'cellar'))
  write(sources)
  const size = CELLS.toLocaleString('en')
  console.log(`${size} cells, all run: ${cellar(`${CELLS} cells ran`)}`)
  console.log(`${size} cells, nothing runs: ${cellar(`no cells ran, ${CELLS} restored`)}  must: < 1 s, < 500 MB`)
  write([...sources, '1 + 1'])
  console.log(`${size} cells and a new one: ${cellar(`1 cell ran, ${CELLS} restored`)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
