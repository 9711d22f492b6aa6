/**
 * The parts of `npm test`, each run as a program of its own and reduced to how many claims passed and failed. A part that
 * can't even start counts as one failure: nothing is passed over in silence.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './install.js'
import { venvProgram } from './python.js'

/** @typedef {{ file: string, name: string, message: string }} Failure */
/** @typedef {{ passed: number, failed: number, failures?: readonly Failure[], unsteady?: readonly Failure[] }} Count */

const node = process.execPath
const packageProgram = path => join(root, 'node_modules', path)

/** @returns {Promise<number>} the exit code */
const show = (program, args, env = {}) =>
  new Promise(done => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('error', error => {
      process.stderr.write(`${program}: ${error.message}\n`)
      done(1)
    })
    child.on('exit', code => done(code ?? 1))
  })

const asCount = code => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** Runs with a place for a report file; a missing or unreadable report is a failure. */
const withReport = async (name, run, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-test-'))
  const report = join(folder, name)
  const code = await run(report)
  try {
    const counted = count(readFileSync(report, 'utf8'))
    // A suite may fail beside its tests: an import that throws, an unhandled rejection.
    return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
  } catch (error) {
    process.stderr.write(`No report of the tests: ${error.message}\n`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const style = async () => asCount(await show(node, [packageProgram('@biomejs/biome/bin/biome'), 'check', '.']))

export const types = async () => asCount(await show(node, [packageProgram('typescript/bin/tsc'), '--noEmit']))

const vitestOnce = (args, env) =>
  withReport(
    'vitest.json',
    report =>
      show(
        node,
        [
          packageProgram('vitest/vitest.mjs'),
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile=${report}`,
          ...args,
        ],
        env,
      ),
    text => {
      const { numPassedTests, numFailedTests, testResults } = JSON.parse(text)
      const failures = testResults.flatMap(({ name: path, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages: [message = ''] }) => ({
            file: relative(root, path),
            name: fullName,
            message: stripVTControlCharacters(message).split('\n', 1)[0],
          })),
      )
      return { passed: numPassedTests, failed: numFailedTests, failures }
    },
  )

/** Beyond this many it isn't the machine that was busy. */
const mostTriedAgain = 5

/** @param {Failure} failure */
const passesAlone = async ({ file, name }, env) => {
  process.stdout.write(`\n── Once more, alone: ${file}: ${name}\n`)
  const pattern = `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`
  const { passed, failed } = await vitestOnce([file, `--testNamePattern=${pattern}`], env)
  return passed > 0 && failed === 0
}

/**
 * A few tests that failed while two files ran at once are run again with nothing beside them, by the same seed. They count by
 * that second time, and are listed as unsteady: a bug of the test or of ours, to be looked at.
 *
 * @param {readonly string[]} args which files; paths and `--exclude`s
 * @returns {Promise<Count>}
 */
export const vitest = async (args, env = {}) => {
  const { passed, failed, failures = [] } = await vitestOnce(args, env)
  if (failures.length === 0 || failures.length > mostTriedAgain) return { passed, failed, failures }
  const unsteady = []
  for (const failure of failures) if (await passesAlone(failure, env)) unsteady.push(failure)
  return {
    passed: passed + unsteady.length,
    failed: failed - unsteady.length,
    failures: failures.filter(failure => !unsteady.includes(failure)),
    unsteady,
  }
}

/** A skipped test is a failure: whoever skips must say so to us. */
export const pytest = (files, env = {}) =>
  withReport(
    'pytest.xml',
    report =>
      show(
        venvProgram('python'),
        ['-m', 'pytest', '-q', '-rs', '-p', 'no:cacheprovider', `--junitxml=${report}`, ...files],
        env,
      ),
    text => {
      const number = name => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0)
      const failed = number('failures') + number('errors') + number('skipped')
      return { passed: number('tests') - failed, failed }
    },
  )

export const benches = async () => asCount(await show(node, [join(root, 'scripts/bench.js'), '--tiny']))
