/** Imports of cells: packages, local TypeScript with hot reload, path aliases, and what of them survives a restart. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Player } from '../support/golden.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

const open = async (
  files: Readonly<Record<string, string>>,
  cells: Readonly<Record<string, string>>,
): Promise<{ readonly player: Player; readonly folder: string }> => {
  const { folder, open: openRuntime } = notebookFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(packages, join(folder, 'node_modules'))
  const list = Object.entries(cells).map(([id, source]) => ({ id, source }))
  const player = await Player.open(list, openRuntime)
  onTestFinished(() => player.close())
  return { player, folder }
}

describe('a local module', () => {
  test('in TypeScript, importing another, is an input: a saved edit of either reruns the cells that import it', async () => {
    const files = {
      'm.ts': `export { two } from './n.js'\nexport const one: number = 1`,
      'n.ts': 'export const two: number = 2',
    }
    const { player, folder } = await open(files, {
      a: `import { one, two } from './m.ts'`,
      b: 'console.log(one, two)',
      c: 'console.log("apart")',
    })
    await player.step({ op: 'runAll' })
    expect(player.shown()).toEqual({ a: '', b: '1 2\n', c: 'apart\n' })
    player.ran()
    writeFileSync(join(folder, 'n.ts'), 'export const two: number = 22')
    player.runtime.edit('a' as never, `import { one, two } from './m.ts' // looked at again`)
    await player.freshen()
    expect(player.shown()).toMatchObject({ b: '1 22\n' })
    expect(player.ran()).toEqual(['a', 'b'])
  })

  test('that throws is shown by the lines that were written, types and all', async () => {
    const { folder, open: openRuntime } = notebookFolder()
    const typed =
      'interface Row {\n  readonly n: number\n}\n\nexport const check = (row: Row): void => {\n  if (row.n < 0) throw new RangeError("negative")\n}\n'
    writeFileSync(join(folder, 'rows.ts'), typed)
    const runtime = await openRuntime()
    onTestFinished(() => runtime.close())
    const code = `import { check } from './rows.ts'\ncheck({ n: -1 })`
    const { error } = await runtime.execute({ cell: 'a' as never, code, onEvent: () => {} })
    const said = stripVTControlCharacters(error?.traceback.join('\n') ?? '')
    expect(said).toContain('rows.ts, line 6')
    expect(said).toContain('> 6 |   if (row.n < 0) throw new RangeError("negative")')
    expect(said).toMatch(/at Cell \[1\], line 2/)
  })

  const pair = { 'm.cjs': `exports.n = require('./n.cjs').n`, 'n.cjs': 'exports.n = 1' }
  test.each([
    ['CommonJS by require', { 'm.cjs': 'module.exports = { n: 1 }' }, `const { n } = require('./m.cjs')`],
    ['CommonJS that requires another, by require', pair, `const { n } = require('./m.cjs')`],
    ['CommonJS by import', { 'm.cjs': 'exports.n = 1' }, `import { n } from './m.cjs'`],
    ['CommonJS that requires another, by import', pair, `import { n } from './m.cjs'`],
    [
      'CommonJS in TypeScript by require',
      { 'm.ts': 'const n: number = 1\nmodule.exports = { n }' },
      `const { n } = require('./m.ts')`,
    ],
    ['an ES module by require', { 'm.mjs': 'export const n = 1' }, `const { n } = require('./m.mjs')`],
    [
      'an ES module in TypeScript by require',
      { 'm.ts': 'export const n: number = 1' },
      `const { n } = require('./m.ts')`,
    ],
    [
      'one that counts, by require',
      { 'm.ts': 'let count: number = 0\nexport const n = { valueOf: () => ++count }' },
      `const { n } = require('./m.ts')`,
    ],
  ])('is the one that was saved: %s', async (_kind, files, source) => {
    const { player, folder } = await open(files, { a: source, b: 'console.log(+n)', c: 'console.log("apart")' })
    await player.step({ op: 'runAll' })
    expect(player.shown()).toEqual({ a: '', b: '1\n', c: 'apart\n' })
    player.ran()
    const [name, text] = Object.entries(files).at(-1) as [string, string]
    writeFileSync(
      join(folder, name),
      text.replace(/(?<== |n: )[01]/, digit => String(Number(digit) + 4)),
    )
    player.runtime.edit('a' as never, `${source} // looked at again`)
    await player.freshen()
    expect(player.shown()).toMatchObject({ b: '5\n' })
    expect(player.ran()).toEqual(['a', 'b'])
  })

  test('by a path alias of the tsconfig', async () => {
    const files = {
      'src/m.ts': 'export const one = 1',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    }
    const { player } = await open(files, { a: `import { one } from '@/m'`, b: 'console.log(one)' })
    await player.step({ op: 'runAll' })
    expect(player.shown()).toMatchObject({ b: '1\n' })
  })

  test('exporting a function: it is the same function after a restart', async () => {
    const { player } = await open(
      { 'm.ts': 'export const twice = (n: number) => 2 * n' },
      { a: `import { twice } from './m.ts'`, b: 'console.log(twice(2))' },
    )
    await player.step({ op: 'runAll' })
    await player.step({ op: 'restart' })
    player.ran()
    await player.step({ op: 'edit', id: 'b', source: 'console.log(twice(4))' })
    await player.freshen()
    expect(player.shown()).toMatchObject({ b: '8\n' })
    expect(player.ran()).toEqual(['b'])
  })
})

describe('a package', () => {
  test.each([
    ['as ES module', `import { table } from 'arquero'`, 'table({ x: [1, 2] }).numRows()', '2'],
    ['as CommonJS', `import YAML from 'yaml'`, `YAML.parse('[1, 2]').length`, '2'],
    ['by require', `const yaml = require('yaml')`, `yaml.parse('[1]').length`, '1'],
    ['by a dynamic import', `const { parse } = await import('yaml')`, `parse('[1]').length`, '1'],
    ['built in', `import { basename as last } from 'node:path'`, `last('/a/b')`, 'b'],
  ])('%s works, and again after a restart without running its cell', async (_how, source, use, shown) => {
    const { player } = await open({}, { a: source, b: `console.log(${use})` })
    await player.step({ op: 'runAll' })
    expect(player.shown()).toMatchObject({ b: `${shown}\n` })
    await player.step({ op: 'restart' })
    player.ran()
    await player.step({ op: 'edit', id: 'b', source: `console.log('again', ${use})` })
    await player.freshen()
    expect(player.shown()).toMatchObject({ b: `again ${shown}\n` })
    expect(player.ran()).toEqual(['b'])
  })
})
