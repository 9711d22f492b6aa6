/**
 * `npm run bench [name]`: bundles the benches (every `*.bench.ts` under test/) and runs them one after the other; each prints its own
 * table and fails by its exit code. `--tiny` asks for a small size, which `npm test` runs so that no bench rots.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from './build.js'
import { install, root } from './install.js'
import { python } from './python.js'

await install()
await build()
const { build: bundle } = await import('esbuild')

const tiny = process.argv.includes('--tiny')
const [name = ''] = process.argv.slice(2).filter(arg => !arg.startsWith('--'))
const benches = readdirSync(join(root, 'test'), { recursive: true })
  .filter(file => file.endsWith('.bench.ts') && file.includes(name))
  .sort()
if (benches.length === 0) {
  process.stderr.write(`No bench is called "${name}".\n`)
  process.exit(2)
}

// ipykernel, to measure against.
if (benches.some(file => file.endsWith('peers.bench.ts'))) await python({ tests: true })

/** Beside the other programs, so that a bench finds the session's program as the kernel does. */
const programOf = file => join(root, 'dist', `bench-${basename(file).replace(/\.bench\.ts$/, '')}.js`)
await bundle({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(benches.map(file => [basename(programOf(file), '.js'), join('test', file)])),
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})
let failed = 0
for (const file of benches) {
  process.stdout.write(`\n── ${file}\n`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', programOf(file), ...(tiny ? ['--tiny'] : [])], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) failed++
}
if (failed > 0) process.stderr.write(`\n${failed} of ${benches.length} benches failed\n`)
process.exit(failed === 0 ? 0 : 1)
