/** Bundles the programs into dist/: a kernel that is one file starts faster. Packages stay outside the bundle. */
import { build } from 'esbuild'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** program name → its entry, relative to the repository */
const programs = {
  cli: 'cli/main.ts',
  kernel: 'kernel/main.ts',
  session: 'runtime/executor/session/main.ts',
  'session-watch': 'runtime/executor/session/watch.ts',
  'language-thread': 'runtime/language/language-thread.ts',
}

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(programs).filter(([, entry]) => existsSync(root + entry))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
