/** Bundles a TypeScript program of the tests so that Node 20 can run it as a process of its own. */
import { buildSync } from 'esbuild'
import { fileURLToPath } from 'node:url'

/** Inside node_modules, so that packages resolve. */
export function bundled(program: string): string {
  const name = program.replace(/\.ts$/, '')
  const outfile = fileURLToPath(
    new URL(`../../node_modules/.cache/cellar-test/${name}-${process.pid}.mjs`, import.meta.url),
  )
  const entry = fileURLToPath(new URL(program, import.meta.url))
  buildSync({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
  return outfile
}
