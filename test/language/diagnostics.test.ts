/** What is called wrong in a cell, where, and what is right in a notebook though a compiler would complain. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { typedFolder } from './typed-notebook.ts'

const { open, write } = typedFolder()

test('a type error is told in the offsets and lines of the cell', () => {
  const nb = open('const n = 1', '// é→🙂\n\nconst s: string = n')
  expect(nb.problems(1)).toEqual([
    {
      severity: 'error',
      message: "Type 'number' is not assignable to type 'string'.",
      code: 2322,
      start: 15,
      end: 16,
      line: 3,
    },
  ])
})

test('a syntax error is told where it is', () => {
  const found = open('\nconst x = (1').problems(0)
  expect(found.map(p => [p.code, p.line])).toEqual([[1005, 2]])
})

test.each([
  ['a bare expression', '1 + 1\n;[1, 2]\n0, 1'],
  ['a parameter without annotation', 'function f(x, { y }) { return x + y }\n[1].reduce((a, b) => a + b)'],
  ['top-level await and for await', 'await 1\nfor await (const x of [Promise.resolve(1)]) x.toFixed()'],
  ['using', 'using file = { [Symbol.dispose]() {} }\nawait using other = { async [Symbol.asyncDispose]() {} }'],
  ['JSX', 'const view = <div className="a">{1 + 1}</div>\nconst more = <><p /></>'],
  ['a cast and a generic arrow', 'const a = <string>JSON.parse("1")\nconst same = <T>(x: T) => x\nsame(a).trim()'],
  [
    'decorators',
    'function logged(value: Function, context: ClassMethodDecoratorContext) {}\nclass A { @logged run() {} }',
  ],
  ['enums and namespaces', 'const enum E { A = 1 }\nnamespace N { export enum M { B } }\nN.M.B + E.A'],
  ['import.meta and __dirname and require', 'import.meta.url + __dirname + require("node:fs").sep'],
  [
    'built-ins of today',
    '[3, 1].toSorted(); Object.groupBy([1], x => "k"); new Set([1]).union(new Set([2])); structuredClone(1)',
  ],
  [
    'what Node has of the web',
    'await (await fetch(new URL("http://x"))).json(); new AbortController(); setTimeout(() => {}, 1)',
  ],
  ['an exported declaration', 'export const a = 1\nexport default 2\nexport { a as b }'],
  [
    'import type and satisfies',
    'import type { Stats } from "node:fs"\nconst o = { a: 1 } satisfies Record<string, number>\nlet s: Stats',
  ],
  ['an evolving variable', 'let x\nx = 1\nx.toFixed()\nconst list = []\nlist.push(1)\nlist[0].toFixed()'],
  ['a caught error', 'try {} catch (e) { console.log(e.message) }'],
  ['an unused local', 'function f() { const unused = 1; return 2; }'],
  ['a name of globalThis', 'globalThis.shared = 1'],
  ['nothing at all', ''],
  ['only a comment', '//| label: a\n// b'],
])('%s is right', (_name, source) => {
  expect(open(source).problems(0)).toEqual([])
})

test('re-declaring a name of a cell above from itself is right', () => {
  const nb = open('const x = 1', 'const x = x + 1', 'let x = String(x)')
  expect(nb.problems(1)).toEqual([])
  expect(nb.problems(2)).toEqual([])
})

test('the API of cells type-checks as documented', () => {
  const nb = open(
    `const handle = display({ a: 1 }, { id: 'x' }); handle.update(2)
     display.html('<b>x</b>'); display.table([{ a: 1 }]); display.clear({ wait: true })
     const name = await input('Name?', { password: true }); name.trim()
     if (confirm('Sure?')) prompt('What?')?.trim()
     log.info('x', 1); log('y'); page('text'); setNextInput('x', { replace: true })
     comm.registerTarget('w', (c, m) => c.send(m.data)); comm.open('w', {}, { buffers: [new Uint8Array(1)] }).close()
     for (const x of progress([1, 2])) x.toFixed()
     const bar = progress(10, 'work'); bar.tick(); bar.done()
     invalidation.then(() => {})`,
    `import { display as show, input as ask, progress as bar } from 'cellar'
     const shown: cellar.DisplayHandle<unknown> = show(1)
     const answer: Promise<string> = ask()
     for await (const x of bar((async function* () { yield 1 })())) x.toFixed()
     import * as tslab from 'tslab'
     tslab.newDisplay().raw('text/plain', tslab.versions.node)`,
    'display.htm("x")',
  )
  expect(nb.problems(0)).toEqual([])
  expect(nb.problems(1)).toEqual([])
  expect(nb.problems(2).map(p => p.code)).toEqual([2551])
})

test('the API of cells is declared as it is implemented, name by name', () => {
  const implemented = path.resolve(import.meta.dirname, '../../runtime/cell-api')
  const nb = open(
    `import type { CellGlobals } from '${implemented}/cell-api.ts'
     import type { Tslab } from '${implemented}/tslab.ts'
     import * as module from 'cellar'
     import * as tslabModule from 'tslab'
     const declared = {
       display, log, progress, each, cross, comm, params, record, runs, saveFigure, exec, checkpoint, out, tmp, invalidation,
       input, prompt, confirm, setNextInput, page,
     }
     type Declared = typeof declared
     const globals: CellGlobals = declared
     const asDeclared = (real: CellGlobals): Declared => real
     const modules: CellGlobals = module
     const all: readonly (keyof typeof module)[] = [] as readonly (keyof CellGlobals)[]
     const every: readonly (keyof CellGlobals)[] = [] as readonly (keyof typeof module)[]
     const old: Tslab = tslabModule
     const asTslab = (real: Tslab): typeof tslabModule => real`,
  )
  expect(nb.problems(0)).toEqual([])
})

test("a cell's own names hide the API", () => {
  const nb = open(
    'const display = 1; const log = Math.log; const name = "n"',
    'display.toFixed() + log(2) + name.trim()',
  )
  expect(nb.problems(0)).toEqual([])
  expect(nb.problems(1)).toEqual([])
})

test('what is deprecated is a suggestion', () => {
  const nb = open('/** @deprecated use y */\nfunction x() {}\nx()')
  expect(nb.problems(0).map(p => [p.severity, p.line])).toEqual([['suggestion', 3]])
})

test('packages are found through exports maps, local modules under any extension, JSON with attributes', () => {
  write({
    'node_modules/mapped/package.json': JSON.stringify({
      name: 'mapped',
      version: '1.0.0',
      type: 'module',
      exports: {
        '.': { types: './types/main.d.ts', default: './main.js' },
        './sub': { types: './types/sub.d.ts', default: './s.js' },
      },
    }),
    'node_modules/mapped/types/main.d.ts': 'export declare const main: number',
    'node_modules/mapped/types/sub.d.ts': 'declare const sub: { deep: string }\nexport default sub',
    'node_modules/old/package.json': JSON.stringify({ name: 'old', version: '1.0.0', main: 'i.js', types: 'i.d.ts' }),
    'node_modules/old/i.d.ts': 'declare function old(): boolean\nexport = old',
    'm.ts': 'export const m = 1',
    'j.js': '/** @param {number} x */\nexport function j(x) { return [x] }',
    'data.json': '{ "a": 1 }',
  })
  const nb = open(
    `import { main } from 'mapped'
     import sub from 'mapped/sub'
     import old from 'old'
     import { m } from './m.ts'
     import { m as m2 } from './m'
     import { m as m3 } from './m.js'
     import { j } from './j.js'
     import data from './data.json' with { type: 'json' }
     const all: [number, string, boolean, number, number[], number] = [main, sub.deep, old(), m + m2 + m3, j(1), data.a]
     const { main: again } = await import('mapped')
     again.toFixed()`,
  )
  expect(nb.problems(0)).toEqual([])
})

test('a saved edit of a local module counts at once, below its importers too', () => {
  write({ 'live.ts': 'export const live = 1' })
  const nb = open("import { live } from './live.ts'", 'const copy = live', 'copy.toFixed()')
  nb.settle()
  expect(nb.problems(2)).toEqual([])
  write({ 'live.ts': "export const live = 'now a string'" })
  expect(nb.problems(2).map(p => p.code)).toEqual([2551])
  expect(nb.offers('live.toUp|')).toEqual(['toUpperCase'])
})

test('a module that was missing is found once it is there', () => {
  const nb = open("import { late } from './late.ts'", 'late.toFixed()')
  nb.settle()
  expect(nb.problems(0).map(p => p.code)).toEqual([2307])
  write({ 'late.ts': 'export const late = 1' })
  expect(nb.problems(0)).toEqual([])
  expect(nb.offers('late.toF|')).toEqual(['toFixed'])
})
