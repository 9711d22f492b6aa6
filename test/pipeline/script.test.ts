/** A notebook exported as a script: plain Node prints what the notebook prints, and parameters are options. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../pipeline/script.ts'
import { cellId } from '../../runtime/brand.ts'
import { newCell } from '../../runtime/notebook/ipynb.ts'
import { type GoldenCase, goldenCases, type SourceCell } from '../support/golden.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

const script = (...sources: readonly string[]): string =>
  scriptOf(
    sources.map((source, i) => newCell(cellId(`c${i}`), source, [])),
    'nb',
  )

const run = (text: string, ...args: readonly string[]) => {
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'script.mjs'), text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'script.mjs'), ...args], {
    encoding: 'utf8',
    cwd: '/',
  })
  return { status, stdout, stderr }
}

/** The document as its last step leaves it. */
const finalCells = ({ cells, steps }: GoldenCase): readonly SourceCell[] =>
  steps.reduce<readonly SourceCell[]>((now, step) => {
    if (step.op === 'edit') return now.map(cell => (cell.id === step.id ? { ...cell, source: step.source } : cell))
    if (step.op === 'delete') return now.filter(cell => cell.id !== step.id)
    if (step.op !== 'move') return now
    const moved = now.filter(cell => cell.id === step.id)
    return now.filter(cell => cell.id !== step.id).toSpliced(step.index, 0, ...moved)
  }, cells)

describe('a script', () => {
  // Text of a timer comes when it fires, in the notebook with its cell: there the order of all text is another.
  const cases = goldenCases().filter(
    one => (one.errors ?? []).length === 0 && !/setTimeout|setInterval|setImmediate|\.then\(/.test(JSON.stringify(one)),
  )

  it(`prints what the notebook shows, in ${cases.length} golden cases`, () => {
    expect(cases.length).toBeGreaterThan(20)
    const failed = cases.flatMap(one => {
      const cells = finalCells(one)
      const { stdout, stderr } = run(
        scriptOf(
          cells.map(({ id, source }) => newCell(cellId(id), source, [])),
          one.name,
        ),
      )
      const expected = cells.map(({ id }) => one.expect[id] ?? '').join('')
      return stdout === expected ? [] : [{ name: one.name, stdout, expected, stderr }]
    })
    expect(failed).toEqual([])
  })

  it('takes parameters as options, and says what is wrong with one', () => {
    const text = script("const { n, s } = params({ n: 1, s: 'x' })", 'console.log(n + 1, s)')
    expect(run(text).stdout).toBe('2 x\n')
    expect(run(text, '--n', '5', '--s=7').stdout).toBe('6 7\n')
    expect(run(text, '--n', 'abc')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--n takes a value like 1'),
    })
  })

  it('lists its options, and runs nothing when given one that it does not have', () => {
    const text = script("console.log('ran')", "const { n, s } = params({ n: 1, s: 'x' })")
    expect(run(text, '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/--n <value> {3}\(1\)\n.*--s/s),
    })
    for (const args of [['--m', '5'], ['-p', 'n=5'], ['5'], ['--n']])
      expect(run(text, ...args)).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining('--n <value>'),
      })
  })

  it('takes the variables of a cell tagged parameters as options too', () => {
    const cells = [newCell(cellId('p'), 'const n = 3', ['parameters']), newCell(cellId('q'), 'console.log(n * 2)', [])]
    const text = scriptOf(cells, 'nb')
    expect([run(text).stdout, run(text, '--n=4').stdout]).toEqual(['6\n', '8\n'])
  })

  it('shares one binding where cells define or assign a name again, closures included', () => {
    const text = script(
      'const { a, b } = { a: 1, b: 2 }\nconst read = () => a\nconsole.log(f())\nfunction f() { return 1 }',
      'let a = 10\nfunction f() { return 2 }\nclass C { v = 1 }',
      'console.log(read(), a, b, f(), new C().v)\nclass C { v = 2 }\nb++',
      'console.log(b, new C().v)',
    )
    expect(run(text)).toMatchObject({ stdout: '1\n10 10 2 2 1\n3 2\n', status: 0 })
  })

  it('brings what it uses of the API, and imports once', () => {
    const text = script(
      "import { basename } from 'node:path'\nimport { log } from 'cellar'\nlog('hi')\nconst { stdout } = await exec('echo', ['yes'])",
      "import { basename } from 'node:path'\nrequire('node:fs').writeFileSync(out('d/x.txt'), 'x')\nconsole.log(basename(tmp('t.txt')), stdout.length)",
    )
    expect(run(text)).toMatchObject({ stdout: 'yes\nt.txt 4\n', stderr: 'INFO  hi\n', status: 0 })
  })

  it('makes the folders of what cells produce, as the notebook does', () => {
    const write = (name: string) => `//| produces: ${name}\nwriteFileSync('${name}', 'x')\nconsole.log('${name}')`
    const { stdout, status } = run(
      script("import { writeFileSync } from 'node:fs'", write('a.txt'), write('deep/down/b.txt')),
    )
    expect([status, stdout]).toEqual([0, 'a.txt\ndeep/down/b.txt\n'])
  })

  it('draws without a screen, with packages that take a document from the cell or look for one', () => {
    const folder = temporaryFolder()
    symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
    const text = script(
      "import * as d3 from 'd3'\nconst svg = d3.select(document.createElementNS('http://www.w3.org/2000/svg', 'svg'))\nsvg.append('circle').attr('r', 3)",
      "import * as Plot from '@observablehq/plot'\nconst color = { legend: true }\nPlot.plot({ color, marks: [Plot.dot([{ x: 1, y: 2, c: 3 }], { x: 'x', y: 'y', fill: 'c' })] }).outerHTML.length > 500",
      'console.log(svg.node().outerHTML, typeof document)',
    )
    writeFileSync(join(folder, 'script.mjs'), text)
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'script.mjs')], { encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['<svg><circle r="3" /></svg> object\n', ''])
  })

  it('that draws says which package it lacks, and one that does not needs none', () => {
    expect(run(script("document.createElement('p')")).stderr).toContain('npm install linkedom')
    expect(script('const text = 1')).not.toContain('linkedom')
  })

  it('of a cell that does not parse is refused, with its place', () => {
    expect(() => script('const ok = 1', 'const = 2')).toThrow(/Cell c1 doesn't parse \(line 1/)
  })
})
