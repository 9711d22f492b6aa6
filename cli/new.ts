/**
 * `cellar new pipeline NAME`: a folder with a notebook that runs as it is: parameters, a file it reads, one it produces, records. It never
 * writes into a folder that is there already.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { makeFolders } from '../runtime/make-folders.ts'
import { UsageError } from './usage-error.ts'

export const newCommand = (program: Command): void => {
  program
    .command('new')
    .summary('begin a pipeline')
    .description('Makes a folder with a notebook that runs: parameters, a file read, a file produced, records.')
    .addArgument(program.createArgument('<what>', 'what to make').choices(['pipeline']))
    .argument('<name>', 'the folder to make')
    .addOption(new Option('--json', 'print JSON'))
    .action(async (_what: string, name: string, options: { readonly json?: boolean }) => {
      const folder = resolve(name)
      if (existsSync(folder)) throw new UsageError(`${folder} is there already. Give a name that is not.`)
      if (!existsSync(dirname(folder))) throw new UsageError(`There is no folder ${dirname(folder)}. Make it first.`)
      const { languageInfo } = await import('../kernel/language-info.ts')
      const files = filesOf(basename(folder), languageInfo())
      for (const [path, text] of Object.entries(files)) {
        makeFolders(dirname(join(folder, path)))
        writeFileSync(join(folder, path), text)
      }
      const next = `cd ${name} && cellar run pipeline.ipynb`
      process.stdout.write(
        options.json ? `${JSON.stringify({ folder, files: Object.keys(files) })}\n` : `${folder}\n${next}\n`,
      )
    })
}

const filesOf = (name: string, language: object): Readonly<Record<string, string>> => ({
  'pipeline.ipynb': notebook(name, language),
  'data/measured.csv': `time,value\n${MEASURED.map((value, time) => `${time},${value}\n`).join('')}`,
  '.gitignore': '.cellar/\n_output/\nresults/\nnode_modules/\n',
  'README.md': `# ${name}

\`\`\`
cellar run pipeline.ipynb                  # what is fresh is restored
cellar run pipeline.ipynb -p window=5      # another parameter: only what reads it runs
cellar sweep pipeline.ipynb -p window=1:9:2
cellar runs --whole --sort roughness
cellar lab                                 # work on it in JupyterLab
\`\`\`
`,
})

const MEASURED = [2.1, 2.9, 2.4, 3.8, 3.1, 4.6, 4.0, 5.2, 4.4, 5.9, 5.1, 6.8, 6.0, 7.1, 6.6, 8.0, 7.2, 8.4, 8.1, 9.3]

const notebook = (name: string, language: object): string => {
  const markdown = (id: string, text: string) => ({ cell_type: 'markdown', id, metadata: {}, source: [text] })
  const code = (id: string, source: string) => ({
    ...{ cell_type: 'code', execution_count: null, id, metadata: {}, outputs: [], source: [source] },
  })
  const cells = [
    markdown('title', `# ${name}\n\nSmooths a measured series. Run it with \`cellar run pipeline.ipynb -p window=5\`.`),
    code('parameters', '//| label: parameters\nconst { window } = params({ window: 3 })'),
    code(
      'read',
      `//| label: read
import { readFileSync } from 'node:fs'
const rows = readFileSync('data/measured.csv', 'utf8').trim().split('\\n').slice(1).map(line => line.split(',').map(Number))
const values = rows.map(([, value]) => value)
log('read', values.length, 'values')`,
    ),
    code(
      'smooth',
      `//| label: smooth
const smooth = values.map((_, i) => {
  const near = values.slice(Math.max(0, i - window + 1), i + 1)
  return near.reduce((sum, value) => sum + value, 0) / near.length
})`,
    ),
    code(
      'write',
      `//| label: write
//| produces: results/smooth.csv
import { writeFileSync } from 'node:fs'
writeFileSync(out('results/smooth.csv'), smooth.map((value, time) => \`\${time},\${value}\\n\`).join(''))`,
    ),
    code(
      'judge',
      `//| label: judge
const steps = smooth.slice(1).map((value, i) => Math.abs(value - smooth[i]))
const roughness = steps.reduce((sum, step) => sum + step, 0) / steps.length
record({ roughness })
console.log('roughness', roughness.toFixed(3))`,
    ),
  ]
  const kernelspec = { display_name: 'TypeScript (Cellar)', language: 'typescript', name: 'cellar' }
  const metadata = { kernelspec, language_info: language }
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
}
