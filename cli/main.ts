/**
 * The command line: registers the verbs and turns what went wrong into a sentence and an exit code. Exit 0: all fresh;
 * 1: a cell failed; 2: wrong use or an unusable notebook or installation. A stack is shown only for our own mistakes.
 */
import { Command, CommanderError } from 'commander'
import { packageVersion } from './package-root.ts'
import { doctorCommand } from './doctor.ts'
import { graphCommand } from './graph.ts'
import { installCommand } from './install.ts'
import { labCommand } from './lab.ts'
import { runCommand } from './run.ts'
import { statusCommand } from './status.ts'
import { uninstallCommand } from './uninstall.ts'
import { whyCommand } from './why.ts'

const WRONG_USE = 2

/** Failures that are the world's: their message says what, why and what next. */
const EXPECTED = new Set(['UsageError', 'NotebookError', 'StoreError', 'InstallError'])

const program = new Command('cellar')
  .description('A TypeScript kernel for Jupyter and a reactive runtime for its cells.')
  .version(packageVersion)
  .showHelpAfterError('(`cellar --help` lists the verbs, `cellar <verb> --help` explains one)')
  .exitOverride()

const verbs = [runCommand, labCommand, statusCommand, whyCommand, graphCommand, installCommand, uninstallCommand, doctorCommand]
for (const register of verbs) register(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  // Commander has said it already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE
  const told = error instanceof Error && (EXPECTED.has(error.name) || 'syscall' in error)
  process.stderr.write(`cellar: ${told ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  return WRONG_USE
}
