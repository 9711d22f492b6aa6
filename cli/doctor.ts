/**
 * `cellar doctor`: looks an installation over and says what is wrong with it and how to mend each thing. It changes nothing.
 * Exit 0 when Cellar works, 2 when something that it needs is broken; what only JupyterLab needs is a note.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { findJupyter } from './jupyter.ts'
import { packageRoot, packageVersion } from './package-root.ts'

interface Finding {
  readonly is: 'good' | 'note' | 'bad'
  readonly what: string
  /** The next step, for a note or something bad. */
  readonly mend?: string
}

export const doctorCommand = (program: Command): void => {
  program
    .command('doctor')
    .description('say what is wrong with an installation and how to mend it')
    .option('--json', 'print JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const findings = (await Promise.all([node(), natives(), bundles(), jupyter(), kernelspecs()])).flat()
      const ok = findings.every(finding => finding.is !== 'bad')
      if (options.json) process.stdout.write(`${JSON.stringify({ ok, findings })}\n`)
      else process.stdout.write(findings.map(asText).join(''))
      process.exitCode = ok ? 0 : 2
    })
}

const MARKS: Readonly<Record<Finding['is'], string>> = { good: '✓', note: '•', bad: '✗' }
const asText = ({ is, what, mend }: Finding): string => `${MARKS[is]} ${what}\n${mend ? `    ${mend}\n` : ''}`

const node = (): readonly Finding[] => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const works = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  const what = `Cellar ${packageVersion} on Node ${process.version}`
  return [
    works ? { is: 'good', what } : { is: 'bad', what, mend: 'Install Node 20.19 or newer (22.12 or newer of 22).' },
  ]
}

/** Loaded and used in a process of its own: a package built for another Node may crash, not throw. */
const PROBE =
  'const loaded = require(process.argv[1]); if (typeof loaded === "function") new loaded(":memory:").close()'

const natives = (): Promise<readonly Finding[]> => Promise.all([native('better-sqlite3'), native('zeromq')])

const native = async (name: string): Promise<Finding> => {
  try {
    await promisify(execFile)(process.execPath, ['-e', PROBE, name], { cwd: packageRoot })
    return { is: 'good', what: `${name} ${versionOf(name)} loads` }
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string }
    const why = stderr?.match(/Error: (.*)/)?.[1] ?? message
    return { is: 'bad', what: `${name} does not load: ${why}`, mend: `npm rebuild ${name}   (in ${packageRoot})` }
  }
}

const versionOf = (name: string): string => {
  const manifest: { readonly version: string } = createRequire(join(packageRoot, 'package.json'))(
    `${name}/package.json`,
  )
  return manifest.version
}

const bundles = (): readonly Finding[] => {
  const missing = ['cli.js', 'kernel.js', 'session.js'].filter(name => !existsSync(join(packageRoot, 'dist', name)))
  if (missing.length === 0) return [{ is: 'good', what: 'its programs are built' }]
  return [{ is: 'bad', what: `not built: ${missing.join(', ')}`, mend: `npm run build   (in ${packageRoot})` }]
}

const jupyter = async (): Promise<readonly Finding[]> => {
  const program = findJupyter()
  if (!program)
    return [
      {
        is: 'note',
        what: 'no JupyterLab found',
        mend: '`npm start` in a clone sets one up; else pip install jupyterlab. `cellar run` needs none.',
      },
    ]
  try {
    const { stdout } = await promisify(execFile)(program, ['lab', '--version'])
    return [{ is: 'good', what: `JupyterLab ${stdout.trim()} (${program})` }]
  } catch {
    // Jupyter without Lab, or a broken one: both are mended the same way.
    return [{ is: 'note', what: `${program} has no working JupyterLab`, mend: 'pip install --upgrade jupyterlab' }]
  }
}

const kernelspecs = async (): Promise<readonly Finding[]> => {
  const { findKernelspecs } = await import('../kernel/install.ts')
  const found = findKernelspecs()
  if (found.length === 0)
    return [
      {
        is: 'note',
        what: 'the kernel is registered with no Jupyter',
        mend: 'cellar install   (`cellar lab` needs it not)',
      },
    ]
  return found.map(({ folder, argv }) => {
    const mend = 'cellar install   (with the option you installed it with, if any)'
    if (argv.length === 0) return { is: 'bad', what: `the kernel.json in ${folder} can't be read`, mend }
    const gone = argv.filter(arg => isAbsolute(arg) && !existsSync(arg))
    if (gone.length === 0) return { is: 'good', what: `the kernel is registered in ${folder}` }
    return { is: 'bad', what: `the kernel in ${folder} points at what is gone: ${gone.join(', ')}`, mend }
  })
}
