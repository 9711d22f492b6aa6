/**
 * `npm start`: from a fresh clone to JupyterLab open on the tour. Each step is skipped when it is done already, so the
 * second start takes seconds. `npm start -- --no-browser --port 9000` hands its options to `cellar lab`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.js'
import { install, root } from './install.js'
import { buildLabextension } from './labextension.js'
import { python } from './python.js'

try {
  await install()
  await build()
  await buildLabextension()
  await python()
} catch (error) {
  process.stderr.write(`\n${error.message}\n`)
  process.exit(1)
}
const lab = spawn(
  process.execPath,
  [join(root, 'dist/cli.js'), 'lab', join(root, 'notebooks/tour.ipynb'), ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, VIRTUAL_ENV: join(root, '.venv') } },
)
// Ctrl-C is for JupyterLab, which asks back; we end when it has.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => lab.kill('SIGTERM'))
lab.on('exit', code => process.exit(code ?? 1))
