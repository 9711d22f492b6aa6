/** The programs that the batch bench runs as peers: the same trivial work, written as each of them wants it. Text only. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Peer {
  readonly files: Readonly<Record<string, string>>
  readonly command: readonly string[]
  /** Its result is there. */
  readonly check: (folder: string) => boolean
  readonly env?: Readonly<Record<string, string>>
}

export const notebookJson = (sources: readonly string[], kernel: string): string =>
  JSON.stringify({
    cells: sources.map((source, i) => ({
      ...{ cell_type: 'code', execution_count: null, id: `c${i}`, metadata: {}, outputs: [], source: [source] },
    })),
    metadata: {
      kernelspec: { display_name: kernel, name: kernel, language: kernel === 'cellar' ? 'typescript' : 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  })

export const peerPrograms = (
  python: string,
  { cells, jobs }: { readonly cells: number; readonly jobs: number },
): Readonly<Record<string, Peer>> => {
  const last = (folder: string): boolean => existsSync(join(folder, 'out', `${jobs - 1}.txt`))
  return {
    [`nbclient + ipykernel, ${cells} trivial cells`]: {
      files: {
        'nb.ipynb': notebookJson(
          Array.from({ length: cells }, (_, i) => `x${i} = ${i}`),
          'python3',
        ),
        'run.py': `import nbformat, nbclient
nb = nbformat.read('nb.ipynb', 4)
nbclient.NotebookClient(nb, kernel_name='python3').execute()
nbformat.write(nb, 'out.ipynb')
`,
      },
      command: [python, 'run.py'],
      check: folder => existsSync(join(folder, 'out.ipynb')),
    },
    [`pypipegraph2, ${jobs} file jobs`]: {
      files: {
        'run.py': `import pypipegraph2 as ppg, pathlib
pathlib.Path('out').mkdir(exist_ok=True)
ppg.new()
for i in range(${jobs}):
    ppg.FileGeneratingJob(f'out/{i}.txt', lambda of, i=i: pathlib.Path(of).write_text(str(i)))
ppg.run()
`,
      },
      command: [python, 'run.py'],
      check: last,
    },
    [`Snakemake, ${jobs} file jobs`]: {
      files: {
        Snakefile: `rule all:
    input: expand('out/{i}.txt', i=range(${jobs}))
rule one:
    output: 'out/{i}.txt'
    shell: 'echo {wildcards.i} > {output}'
`,
      },
      command: [python, '-m', 'snakemake', '--cores', '2', '--quiet'],
      check: last,
    },
    [`redun, ${jobs} file jobs`]: {
      files: {
        'run.py': `from redun import task, File
redun_namespace = 'bench'
@task()
def one(i: int):
    file = File(f'out/{i}.txt')
    file.write(str(i))
    return file
@task()
def main():
    return [one(i) for i in range(${jobs})]
`,
      },
      command: [join(dirname(python), 'redun'), 'run', 'run.py', 'main'],
      check: last,
    },
    [`doit, ${jobs} file jobs`]: {
      files: {
        'dodo.py': `import pathlib
pathlib.Path('out').mkdir(exist_ok=True)
def write(i):
    pathlib.Path(f'out/{i}.txt').write_text(str(i))
def task_one():
    for i in range(${jobs}):
        yield {'name': str(i), 'actions': [(write, [i])], 'targets': [f'out/{i}.txt'], 'uptodate': [True]}
`,
      },
      command: [python, '-m', 'doit', '-v0'],
      check: last,
    },
  }
}
