/**
 * `npm test`: everything there is, from a fresh clone: format, lint, types, unit tests, tiny benches, the Python clients and
 * real JupyterLab in Chromium. `--fast` keeps to what needs no Python and no browser. The last line is the sum over all parts.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.js'
import { chromium } from './chromium.js'
import { install, root } from './install.js'
import { python, venv } from './python.js'
import { renderers } from './renderers.js'
import * as suites from './suites.js'

const fast = process.argv.includes('--fast')
/** It measures time: nothing else runs meanwhile. */
const measuring = 'test/lab/labextension-speed.test.ts'
/** These need the Python environment or a browser. */
const slow = ['test/lab/**', 'test/clients/**', 'test/figures/rendering.test.ts']
/** Thousands of runs in real processes: the full lane's. */
const long = [
  'test/property/**',
  'test/golden/cases-*.test.ts',
  'test/golden/{enumerated,golden}-*.test.ts',
  'test/cli/{bad-input,check,figures,installation,kill,pipeline-project,serve,sweep,sweep-claims}.test.ts',
  'test/cli/{run,run-options,run-parameters,runs-at-once}.test.ts',
  'test/sharing/{bundle,exports,proof}.test.ts',
  'test/executor/pool/**',
  'test/figures/{libraries,notebook-figures}.test.ts',
  'test/memory/mapped-memory.test.ts',
  'test/pipeline/up-to-date.test.ts',
  'test/run/file-jobs.test.ts',
  'test/store/processes.test.ts',
  'test/values/graphs.property.test.ts',
]

const total = { passed: 0, failed: 0, failures: [], unsteady: [] }
/** One part after the other: two cores, and some tests measure time. */
const part = async (title, run) => {
  process.stdout.write(`\n── ${title}\n`)
  try {
    const { passed, failed, failures = [], unsteady = [] } = await run()
    total.passed += passed
    total.failed += failed
    total.unsteady.push(...unsteady)
    total.failures.push(
      ...(failed > 0 && failures.length === 0 ? [{ file: title, name: `${failed} failed` }] : failures),
    )
  } catch ({ message }) {
    total.failed++
    total.failures.push({ file: title, name: 'broke off', message })
  }
}

try {
  await install()
  await build()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.stdout.write('0 passed, 1 failed\n')
  process.exit(1)
}

await part('Format and lint', suites.style)
await part('Types', suites.types)
await part('Unit tests', () => suites.vitest([...slow, ...(fast ? long : [])].map(pattern => `--exclude=${pattern}`)))
if (!fast) {
  await part('Benches, tiny', suites.benches)
  await part('Python clients', async () => {
    await python({ tests: true })
    return suites.pytest(['test/clients', 'test/lab'].filter(folder => existsSync(join(root, folder))))
  })
  await part('Figures against Chromium', async () => {
    const env = { CELLAR_CHROMIUM: await chromium() }
    await renderers()
    return suites.vitest(['test/figures/rendering.test.ts'], env)
  })
  const inLab = async args => {
    await python({ tests: true })
    return suites.vitest(args, { CELLAR_CHROMIUM: await chromium(), VIRTUAL_ENV: venv })
  }
  await part('JupyterLab and its clients', () => inLab(['test/lab/', 'test/clients/', `--exclude=${measuring}`]))
  await part('The speed of the JupyterLab extension', () => inLab([measuring]))
}

const list = (title, tests) => {
  if (tests.length === 0) return
  process.stdout.write(`\n── ${title}\n`)
  for (const { file, name, message = '' } of tests) process.stdout.write(`${file}: ${name}\n    ${message}\n`)
}
list('Unsteady: failed beside others, passed alone', total.unsteady)
list('Failed', total.failures)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 ? 0 : 1)
