/**
 * The command line: registers the verbs and turns what went wrong into a sentence and an exit code. Exit 0: all fresh;
 * 1: a cell failed; 2: wrong use or an unusable notebook or installation. A stack is shown only for our own mistakes.
 */
import { Command, CommanderError } from 'commander'
import { packageVersion } from './package-root.ts'

const WRONG_USE = 2

/** Failures that are the world's: their message says what, why and what next. */
const EXPECTED = new Set([
  'UsageError',
  'NotebookError',
  'StoreError',
  'FigureError',
  'InstallError',
  'BundleError',
  'ReportError',
  'ParameterError',
])

type Register = (program: Command) => void | Promise<void>

/** verb → how to load it. Only the verb asked for is loaded: starting JupyterLab needs no compiler, a run no ZeroMQ. */
const verbs: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import('./run.ts')).runCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  lab: async () => (await import('./lab.ts')).labCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  why: async () => (await import('./why.ts')).whyCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  graph: async () => (await import('./graph.ts')).graphCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  open: async () => (await import('./open.ts')).openCommand,
  runs: async () => (await import('./runs.ts')).runsCommand,
  figures: async () => (await import('./figures.ts')).figuresCommand,
  config: async () => (await import('./config.ts')).configCommand,
  logs: async () => (await import('./logs.ts')).logsCommand,
  new: async () => (await import('./new.ts')).newCommand,
  tag: async () => (await import('./runs.ts')).tagCommand,
  gc: async () => (await import('./gc.ts')).gcCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  install: async () => (await import('./install.ts')).installCommand,
  uninstall: async () => (await import('./uninstall.ts')).uninstallCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
}

const program = new Command('cellar')
  .description('A TypeScript kernel for Jupyter and a reactive runtime for its cells.')
  .version(packageVersion)
  .showHelpAfterError('(`cellar --help` lists the verbs, `cellar <verb> --help` explains one)')
  .exitOverride()

const asked = verbs[process.argv[2] ?? '']

try {
  for (const load of asked ? [asked] : Object.values(verbs)) await (await load())(program)
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
