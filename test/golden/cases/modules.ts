/** Golden cases of what local modules export: collections that cells change, classes that they make instances of, and
 * what modules keep to themselves between two calls. */
import { type Case, edit, remove, run, runAll } from './case.ts'

const counting = { 'm.mjs': 'export let n = 0\nexport function inc(by = 1) { n += by; return n }' }

export const moduleCases: readonly Case[] = [
  {
    name: 'a module written and imported by one cell, a cell above edited',
    cells: {
      a: 'console.log(1)',
      b: `import { writeFileSync } from 'node:fs'\nwriteFileSync('own.mjs', 'export const mean = 3')\nvar { mean } = await import('./own.mjs')`,
      c: 'console.log(mean)',
    },
    steps: [runAll, edit('a', 'console.log(2)')],
    ideal: ['a'],
  },
  {
    name: 'a JSON module',
    files: { 'data.json': '{"n": 1}' },
    cells: { a: `import data from './data.json' with { type: 'json' }`, b: 'data.n++', c: 'console.log(data.n)' },
    steps: [runAll, edit('b', 'data.n += 5')],
    ideal: ['b', 'c', 'a'],
  },
  {
    name: 'a Map that a module exports',
    files: { 'm.mjs': 'export const cache = new Map()' },
    cells: { a: `import { cache } from './m.mjs'`, b: `cache.set('k', 1)`, c: 'console.log([...cache].join())' },
    steps: [runAll, edit('b', `cache.set('k', 2)`)],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a Map that a module exports, the writer deleted',
    files: { 'm.mjs': 'export const cache = new Map()' },
    cells: { a: `import { cache } from './m.mjs'`, b: `cache.set('k', 1)`, c: 'console.log(cache.size)' },
    steps: [runAll, remove('b')],
    ideal: ['a', 'c'],
  },
  {
    name: 'an instance of a class of a module',
    files: { 'm.mjs': 'export class Thing { #n = 0; bump() { return ++this.#n } }' },
    cells: {
      a: `import { Thing } from './m.mjs'`,
      b: 'const thing = new Thing()',
      c: 'thing.bump()',
      d: 'console.log(thing.bump())',
    },
    steps: [runAll, edit('c', 'thing.bump(); thing.bump()')],
  },
  {
    name: 'an array that a module exports, through two imports',
    files: { 'm.mjs': 'export const list = [1]' },
    cells: {
      a: `import { list } from './m.mjs'`,
      b: `import { list as same } from './m.mjs'`,
      c: 'same.push(2)',
      d: 'console.log(list.join(), list === same)',
    },
    steps: [runAll, edit('c', 'same.push(3)')],
  },
  {
    name: 'a Map that a module exports, the importing cell run again',
    files: { 'm.mjs': 'export const cache = new Map()\nexport const size = () => cache.size' },
    cells: { a: `import { cache } from './m.mjs'`, b: `cache.set('k', 1)`, c: 'console.log([...cache].join())' },
    steps: [runAll, edit('a', `import { cache, size } from './m.mjs'`)],
  },
  {
    name: 'a counter in a module, whose caller is edited',
    files: { 'm.mjs': 'let n = 0\nexport const next = () => ++n' },
    cells: {
      a: `import { next } from './m.mjs'`,
      b: 'console.log(next())',
      c: 'console.log(next())',
      d: 'console.log(1)',
    },
    steps: [runAll, edit('b', 'console.log(next(), next())')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a counter in a module, run out of order',
    files: { 'm.mjs': 'let n = 0\nexport function next() { return ++n }' },
    cells: { a: `import { next } from './m.mjs'`, b: 'console.log(next())', c: 'console.log(next())' },
    steps: [run('c'), run('b'), run('c'), remove('b')],
  },
  {
    name: 'a counter in a module that a module imports',
    files: {
      'm.mjs': `import { bump } from './n.mjs'\nexport const next = () => bump()`,
      'n.mjs': 'let n = 0\nexport const bump = () => ++n',
    },
    cells: { a: `import { next } from './m.mjs'`, b: 'console.log(next())', c: 'console.log(next())' },
    steps: [runAll, edit('b', 'next(); next()')],
  },
  {
    name: 'a registry in a module, one registration deleted',
    files: {
      'm.mjs': `const all = new Map()\nexport function register(x) { all.set(x, 1) }\nexport const list = () => [...all.keys()].join()`,
    },
    cells: {
      a: `import { register, list } from './m.mjs'`,
      b: `register('b')`,
      c: `register('c')`,
      d: 'console.log(list())',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'a namespace with a variable that changes',
    files: { 'm.mjs': 'export let n = 0\nexport function inc() { n++ }' },
    cells: { a: `import * as m from './m.mjs'`, b: 'm.inc()', c: 'console.log(m.n)' },
    steps: [runAll, edit('b', 'm.inc(); m.inc()')],
  },
  {
    name: 'one module imported by two cells, through functions that share a variable',
    files: { 'm.mjs': 'let n = 0\nexport const next = () => ++n\nexport const peek = () => n' },
    cells: {
      a: `import { next } from './m.mjs'`,
      b: `import { peek } from './m.mjs'`,
      c: 'next()',
      d: 'console.log(peek())',
    },
    steps: [runAll, edit('c', 'next(); next()')],
  },
  {
    name: 'statics of a class of a module',
    files: { 'm.mjs': 'export class Reg { static items = []; static add(x) { Reg.items.push(x) } }' },
    cells: {
      a: `import { Reg } from './m.mjs'`,
      b: `Reg.add('b')`,
      c: `Reg.add('c')`,
      d: 'console.log(Reg.items.join())',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'a singleton of a module with a private field',
    files: {
      'm.mjs':
        'class Shelf { #d = new Map(); set(k, v) { this.#d.set(k, v) } get(k) { return this.#d.get(k) } }\nexport const shelf = new Shelf()',
    },
    cells: {
      a: `import { shelf } from './m.mjs'`,
      b: `shelf.set('k', 1)`,
      c: `shelf.set('k', shelf.get('k') + 1)`,
      d: `console.log(shelf.get('k'))`,
    },
    steps: [runAll, edit('b', `shelf.set('k', 10)`)],
  },
  {
    name: 'a counter in a CommonJS module',
    files: { 'm.cjs': 'let n = 0; exports.next = () => ++n' },
    cells: { a: `import m from './m.cjs'`, b: 'm.next()', c: 'console.log(m.next())' },
    steps: [runAll, edit('b', 'm.next(); m.next()')],
  },
  {
    name: 'a memo in a module that two cells fill',
    files: {
      'm.mjs':
        'const memo = new Map()\nexport const sq = x => { if (!memo.has(x)) memo.set(x, x * x); return memo.get(x) }',
    },
    cells: { a: `import { sq } from './m.mjs'`, b: 'console.log(sq(3))', c: 'console.log(sq(4))' },
    steps: [runAll, edit('c', 'console.log(sq(3))')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'functions of a module without state make no chain of their callers',
    files: { 'm.mjs': `const names = { two: 2 }\nconst K = 1\nexport const scale = x => K * names.two * x` },
    cells: {
      a: `import { scale } from './m.mjs'`,
      b: 'const x = scale(2)',
      c: 'const y = scale(3)',
      d: 'console.log(x)',
      e: 'console.log(y)',
    },
    steps: [runAll, edit('b', 'const x = scale(5)')],
    ideal: ['b', 'd'],
  },
  {
    name: 'a variable that a module exports and changes',
    files: counting,
    cells: { a: `import { n, inc } from './m.mjs'`, b: 'inc()', c: 'console.log(n)' },
    steps: [runAll, edit('b', 'inc(5)')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a variable of a module, read in loops while its functions change it',
    files: counting,
    cells: {
      a: `import { n, inc } from './m.mjs'`,
      b: 'while (n < 3) inc()',
      c: 'const show = () => n\nfor (let i = 0; i < n && i < 5; i++) inc()',
      d: 'console.log(n, show())',
    },
    steps: [runAll, edit('b', 'while (n < 4) inc(2)')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a variable of a module, the cell that changed it deleted',
    files: counting,
    cells: { a: `import { n, inc } from './m.mjs'`, b: 'inc()', c: 'inc(10)', d: 'console.log(n)' },
    steps: [runAll, remove('b')],
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'a variable of a module, changed below one reader and above another',
    files: counting,
    cells: { a: `import { n, inc } from './m.mjs'`, b: 'console.log(n)', c: 'inc(2)', d: 'console.log(n)' },
    steps: [runAll, edit('c', 'inc(3)')],
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'a variable of a module ends as it was',
    files: counting,
    cells: { a: `import { n, inc } from './m.mjs'`, b: 'inc(2)', c: 'console.log(n)' },
    steps: [runAll, edit('b', 'inc(); inc()')],
    ideal: ['a', 'b'],
  },
  {
    name: 'a variable of a module under another name, from a module that only passes it on',
    files: { ...counting, 'r.mjs': `export { n as count, inc } from './m.mjs'` },
    cells: { a: `import { count, inc } from './r.mjs'`, b: 'inc()', c: 'console.log(count)' },
    steps: [runAll, edit('b', 'inc(3)')],
  },
  {
    name: 'a function that a module exports and replaces',
    files: { 'm.mjs': `export let handler = () => 'none'\nexport const use = f => { handler = f }` },
    cells: { a: `import { handler, use } from './m.mjs'`, b: `use(() => 'one')`, c: 'console.log(handler())' },
    steps: [runAll, edit('b', `use(() => 'two')`)],
  },
  {
    name: 'a list that a module exports and replaces, and that a cell pushes to',
    files: { 'm.mjs': 'export let list = []\nexport const add = x => { list = [...list, x] }' },
    cells: { a: `import { list, add } from './m.mjs'`, b: 'add(1)\nlist.push(9)', c: 'console.log(list.join())' },
    steps: [runAll, edit('b', 'add(1); add(2); list.push(9)')],
  },
  {
    name: 'a class of a local module, patched, and the patch edited',
    files: { 'm.mjs': 'export class K { n = 1 }' },
    cells: {
      a: `import { K } from './m.mjs'`,
      b: 'console.log(typeof K.prototype.extra)',
      c: `K.prototype.extra = function () { return 'e' + this.n }`,
      d: 'const k = new K()',
      e: 'console.log(k.extra())',
    },
    steps: [runAll, edit('c', `K.prototype.extra = function () { return 'E' + this.n }`)],
    ideal: ['c', 'e'],
  },
  {
    name: 'a property of a local function, taken away with the cell that set it',
    files: { 'm.mjs': 'export function f() {}' },
    cells: { a: `import { f } from './m.mjs'`, b: 'f.calls = 3', c: 'console.log(f.calls)' },
    steps: [runAll, edit('b', 'f.calls = 4'), remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a module that the cell which imports it overwrites',
    cells: {
      a: "import { writeFileSync } from 'node:fs'\nwriteFileSync('own.mjs', 'export const x = 1')",
      b: "const { x } = await import('./own.mjs')\nwriteFileSync('own.mjs', 'export const x = 2')\nconsole.log(x)",
      c: 'console.log(x + 1)',
    },
    steps: [runAll, edit('c', 'console.log(x + 2)')],
    ideal: ['c'],
  },
  {
    name: 'a module written, imported, overwritten and imported again',
    cells: {
      a: "import { writeFileSync } from 'node:fs'\nwriteFileSync('again.mjs', 'export const x = 1')",
      b: "const { x } = await import('./again.mjs')\nconsole.log(x)",
      c: "writeFileSync('again.mjs', 'export const x = 2')",
      d: "const { x: y } = await import('./again.mjs?2')\nconsole.log(x, y)",
    },
    steps: [
      runAll,
      edit('c', "writeFileSync('again.mjs', 'export const x = 3')"),
      edit('a', "import { writeFileSync } from 'node:fs'\nwriteFileSync('again.mjs', 'export const x = 0')"),
      remove('c'),
    ],
    ideal: ['d'],
  },
  {
    name: 'a module whose own import is overwritten and removed below',
    cells: {
      a: "import { rmSync, writeFileSync } from 'node:fs'\nwriteFileSync('inner.mjs', 'export const n = 1')\nwriteFileSync('outer.mjs', `import { n } from './inner.mjs'\\nexport const twice = 2 * n`)",
      b: "const { twice } = await import('./outer.mjs')\nconsole.log(twice)",
      c: "writeFileSync('inner.mjs', 'export const n = 5')",
      d: "const later = await import('./inner.mjs?later')\nconsole.log(later.n)",
      e: "rmSync('inner.mjs')\nrmSync('outer.mjs')",
    },
    steps: [
      runAll,
      edit('c', "writeFileSync('inner.mjs', 'export const n = 6')"),
      edit('b', "const { twice } = await import('./outer.mjs')\nconsole.log('twice', twice)"),
    ],
    ideal: ['b'],
  },
  {
    name: "an instance of a module's class, after an edit below",
    files: { 'lib.mjs': 'export class P { constructor(n) { this.n = n } }\n' },
    cells: {
      a: "import { P } from './lib.mjs'",
      b: 'const p = new P(1)',
      c: 'console.log(p instanceof P, p.constructor === P)',
    },
    steps: [runAll, edit('c', "console.log('c', p instanceof P, p.constructor === P)")],
    ideal: ['c'],
  },
  {
    name: "a module's symbol as the key of a value, its frozen objects in another",
    files: {
      'lib.mjs':
        "export const key = Symbol('k')\nexport const Kind = Object.freeze({ A: Object.freeze({ n: 1 }), B: Object.freeze({ n: 2 }) })\n",
    },
    cells: {
      a: "import { key, Kind } from './lib.mjs'",
      b: 'const o = { [key]: 1, kind: Kind.A }',
      c: 'console.log(o[key], Object.getOwnPropertySymbols(o)[0] === key, o.kind === Kind.A, o.kind === Kind.B)',
    },
    steps: [
      runAll,
      edit('c', "console.log('c', o[key], Object.getOwnPropertySymbols(o)[0] === key, o.kind === Kind.A)"),
    ],
    ideal: ['c'],
  },
  {
    name: "a module's registry that cells fill",
    files: { 'lib.mjs': 'export const reg = new Map()\nexport const add = (k, v) => reg.set(k, v)\n' },
    cells: {
      a: "import { reg, add } from './lib.mjs'",
      b: "const v = { n: 1 }\nadd('x', v)",
      c: "add('y', () => v.n)",
      d: "console.log([...reg.keys()], reg.get('x') === v, reg.get('y')())",
    },
    steps: [
      runAll,
      edit('c', "add('z', () => v.n)\nadd('y', () => v.n + 1)"),
      edit('d', "console.log('d', [...reg.keys()], reg.get('x') === v, reg.get('y')())"),
    ],
    ideal: ['d'],
    moreAfterRestart: "a module's own state comes back by rerunning the cells that wrote it",
  },
]
