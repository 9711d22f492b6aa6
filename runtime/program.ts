/** Where the bundled programs are that the runtime starts as processes and threads of their own. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Beside this file when it is bundled itself; in dist/ when the runtime runs from source, as in tests. */
export const programFile = (
  name: 'session' | 'language-thread' | 'blob-thread' | 'figure-worker' | 'draw-chart',
): string => {
  const beside = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
}
