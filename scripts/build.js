/**
 * Bundles the programs into dist/: a kernel that is one file starts faster. Packages stay outside the bundle. Skipped
 * while no source changed, so that a running kernel's files are not replaced under it for nothing.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.js'
import { step } from './progress.js'
import { hashOf, once } from './stamp.js'

/** program name → its entry, relative to the repository */
const programs = {
  cli: 'cli/main.ts',
  api: 'pipeline/api.ts',
  kernel: 'kernel/main.ts',
  session: 'runtime/executor/session/begin.ts',
  'module-hooks': 'runtime/executor/session/module-hooks.ts',
  'session-watch': 'runtime/executor/session/watch.ts',
  'draw-chart': 'runtime/figures/charts/draw-chart.ts',
  'figure-worker': 'runtime/figures/conversion/figure-worker.ts',
  'blob-thread': 'runtime/store/blob-thread.ts',
  'language-thread': 'runtime/language/language-thread.ts',
}

/** Run as a script by `session`, which keeps it compiled: the packages that it imports are part of it. */
const session = {
  entryPoints: { 'session-main': 'runtime/executor/session/main.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  charset: 'ascii',
  define: { 'import.meta.url': 'programUrl' },
}

const esm = { format: 'esm', splitting: true, packages: 'external' }

const common = {
  metafile: true,
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
}

const stamp = join(root, 'dist', '.stamp')
const sources = ['kernel', 'runtime', 'pipeline', 'cli', 'scripts/build.js', 'package-lock.json']

const bundle = async () => {
  const esbuild = await import('esbuild')
  // Each by itself: what several share would be cut into files for each set of sharers, and a start opens and links each.
  const built = await Promise.all(
    [session, ...Object.entries(programs).map(([name, entry]) => ({ ...esm, entryPoints: { [name]: entry } }))].map(
      program => esbuild.build({ ...common, ...program }),
    ),
  )
  const made = new Set(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)))
  // Parts of earlier builds have other names and would be packed along.
  for (const entry of readdirSync(join(root, 'dist'), { withFileTypes: true }))
    if (/\.c?js(\.map)?$/.test(entry.name) && !made.has(`dist/${entry.name}`)) rmSync(join(root, 'dist', entry.name))
}

export const build = async () => {
  const hash = hashOf(sources.map(source => join(root, source)))
  await once(stamp, hash, () => step('Bundling the programs', bundle))
}

if (import.meta.filename === process.argv[1]) await build()
