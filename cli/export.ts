/**
 * `cellar export`: writes a notebook in another form. A dispatcher: each form says what it needs and how it is made, in a file of
 * its own that is loaded only when asked for. It runs no cell. A file is written beside its target and then renamed.
 */
import { basename, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { type OpenedNotebook, withNotebook } from './opened-notebook.ts'
import { writeWhole } from './whole-file.ts'

export interface ExportOptions {
  /** Where it goes; stdout where there is none. */
  readonly output?: string
  /** html, pdf: all code starts folded */
  readonly fold?: boolean
  /** bundle: leave out what cells read */
  readonly withoutData?: boolean
  /** bundle: as a person writes it, `500MB` */
  readonly maxSize?: string
}

/** Text or bytes to write; nothing where the form has written its files itself. */
export type Exported = string | Uint8Array | undefined
export type Exporter = (opened: OpenedNotebook, options: ExportOptions) => Exported | Promise<Exported>

/** form → how to load what makes it */
const forms: Readonly<Record<string, () => Promise<Exporter>>> = {
  dot: async () => {
    const { graphAsDot } = await import('../runtime/plan/graph-text.ts')
    return ({ runtime }) => graphAsDot(runtime.graph())
  },
  mermaid: async () => {
    const { graphAsMermaid } = await import('../runtime/plan/graph-text.ts')
    return ({ runtime }) => graphAsMermaid(runtime.graph())
  },
  svg: async () => {
    const { graphAsSvg } = await import('../runtime/sharing/page/graph-svg.ts')
    return ({ runtime }) => graphAsSvg(runtime.graph())
  },
  json:
    async () =>
    ({ runtime }) =>
      `${JSON.stringify({ cells: runtime.states(), ...runtime.graph() })}\n`,
  script: async () => {
    const { scriptOf } = await import('../pipeline/script.ts')
    return ({ cells, path }) => scriptOf(cells, basename(path))
  },
  snakemake: async () => {
    const { snakefileOf } = await import('../pipeline/snakefile.ts')
    const { declaredParameters } = await import('../runtime/parameters/declared.ts')
    return ({ cells, path, runtime }) => {
      const unrun = runtime.states().filter(({ run }) => run === undefined).length
      if (unrun > 0)
        process.stderr.write(
          `${unrun} of ${cells.length} cells never ran: which files they share is not known, and rules may lack an input. Run the notebook first.\n`,
        )
      const declared = declaredParameters(cells)
      return snakefileOf({ cells, path, graph: runtime.graph(), declared, traceOf: cell => runtime.trace(cell.id) })
    }
  },
  html: async () => (await import('./export-page.ts')).exportPage,
  md: async () => (await import('./export-page.ts')).exportMarkdown,
  pdf: async () => (await import('./export-page.ts')).exportPdf,
  bundle: async () => (await import('./export-bundle.ts')).exportBundle,
  ipynb: async () => (await import('./export-page.ts')).exportIpynb,
}

export const exportCommand = (program: Command): void => {
  program
    .command('export')
    .summary('write a notebook in another form')
    .description(
      'Writes a notebook with its results (html, pdf, md, ipynb), packed to be opened elsewhere (bundle), as a program (script: runs with plain Node; snakemake), or its graph (dot, mermaid, svg, json). Runs no cell.',
    )
    .argument('<notebook>', 'path of a .ipynb file')
    .addOption(new Option('--to <form>', 'the form').choices(Object.keys(forms)).makeOptionMandatory())
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .option('--without-data', 'bundle: leave out the files that cells read')
    .option('--max-size <size>', 'bundle: leave out the largest values above this size in all')
    .option('--fold', 'html, pdf: fold all code')
    .action((path: string, { to, ...options }: ExportOptions & { readonly to: string }) =>
      withNotebook(path, async opened => {
        const exporter = await forms[to]!()
        const exported = await exporter(opened, options)
        if (exported !== undefined) write(exported, options.output)
      }),
    )
}

const write = (exported: string | Uint8Array, output: string | undefined): void => {
  if (output === undefined) process.stdout.write(exported)
  else writeWhole(resolve(output), exported)
}
