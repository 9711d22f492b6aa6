/** `cellar export` as a user meets it: each form is what it says, a refusal writes nothing, and no cell runs. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

describe('export', () => {
  it('draws the graph as dot, Mermaid and SVG, and tells it as JSON, without running a cell', async () => {
    const path = notebookFile({ a: 'const n = 2', b: 'n + 1' })
    const [dot, mermaid, svg, json] = await Promise.all(
      ['dot', 'mermaid', 'svg', 'json'].map(form => cellar('export', path, '--to', form)),
    )
    expect(dot!.stdout).toMatch(/^digraph notebook \{/)
    expect(dot!.stdout).toContain('"a" -> "b" [label="n"]')
    expect(mermaid!.stdout).toMatch(/^flowchart TD\n/)
    expect(svg!.stdout).toMatch(/^<svg xmlns/)
    expect(JSON.parse(json!.stdout)).toMatchObject({
      cells: [
        { id: 'a', state: 'new' },
        { id: 'b', state: 'new' },
      ],
      edges: [{ from: 'a', to: 'b', names: ['n'] }],
    })
  })

  it('writes into the file asked for and leaves nothing else beside it', async () => {
    const path = notebookFile({ a: 'const n = 2' })
    const out = join(dirname(path), 'graph.svg')
    expect(await cellar('export', path, '--to', 'svg', '-o', out)).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg/)
    expect(readdirSync(dirname(path)).filter(name => name.includes('.tmp'))).toEqual([])
  })

  it('refuses an unknown form with the ones there are', async () => {
    const path = notebookFile({ a: 'const n = 2' })
    const { code, stderr } = await cellar('export', path, '--to', 'word')
    expect(code).toBe(2)
    expect(stderr).toContain('dot')
  })

  it('into a folder that is not there is an error, and writes nothing', async () => {
    const path = notebookFile({ a: 'const n = 2' })
    const out = join(dirname(path), 'missing', 'graph.svg')
    const { code, stderr } = await cellar('export', path, '--to', 'svg', '-o', out)
    expect({ code, there: existsSync(out) }).toEqual({ code: 2, there: false })
    expect(stderr).toContain('missing')
  })
})

it('a Snakefile orders cells by the files they share, which a run tells; without one the export says so', async () => {
  const path = notebookFile({
    a: "require('node:fs').mkdirSync('parts')\nrequire('node:fs').writeFileSync('parts/1.txt', '1')",
    b: "require('node:fs').writeFileSync('parts/2.txt', '2')",
    c: "require('node:fs').readdirSync('parts').length",
  })
  const inputsOfC = async () => {
    const { stdout, stderr } = await cellar('export', path, '--to', 'snakemake')
    return { stderr, inputs: /^rule c:\n {4}input: (.*)$/m.exec(stdout)?.[1]?.match(/(?<=\/)\w(?=\.done)/g) ?? [] }
  }
  expect(await inputsOfC()).toEqual({ inputs: [], stderr: expect.stringContaining('3 of 3 cells never ran') })
  await cellar('run', path)
  expect(await inputsOfC()).toEqual({ inputs: ['a', 'b'], stderr: '' })
})

it('a Snakefile names the files that cells read, and hands parameters to the rules that depend on one', async () => {
  const path = notebookFile({
    n: 'const { n } = params({ n: 2 })',
    read: "import { readFileSync, writeFileSync } from 'node:fs'\nimport { existsSync, statSync } from 'node:fs'\nconst text = readFileSync('data.csv', 'utf8') + statSync('.').size + existsSync('none.csv')",
    make: "//| produces: made.csv\nwriteFileSync('made.csv', text.repeat(n))\nwriteFileSync('unpromised.csv', text)",
    use: "readFileSync('made.csv', 'utf8').length + readFileSync('unpromised.csv', 'utf8').length",
  })
  writeFileSync(join(dirname(path), 'data.csv'), 'a,b')
  await cellar('run', path)
  const { stdout } = await cellar('export', path, '--to', 'snakemake')
  const inputs = (rule: string) =>
    new RegExp(`^rule ${rule}:\\n {4}input: (.*)$`, 'm')
      .exec(stdout)?.[1]
      ?.match(/"[^"]*"/g)
      ?.slice(1) ?? []
  const files = (rule: string) => inputs(rule).filter(name => !name.endsWith('.done"'))
  expect(['n', 'read', 'make', 'use'].map(files)).toEqual([[], ['"data.csv"'], [], ['"made.csv"']])
  expect(stdout.match(/--to \w+ \{params\}/g)).toEqual(['--to n {params}', '--to make {params}', '--to use {params}'])
  expect(stdout).toContain('name in ["n"]')
})
