/** Golden cases of what local modules export: collections that cells change, classes that they make instances of. */
import { type Case, edit, remove, runAll } from './case.ts'

export const moduleCases: readonly Case[] = [
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
    onlyInOneSession: 'what two cells import of one module comes back from the store apart',
  },
  {
    name: 'a Map that a module exports, the importing cell run again',
    files: { 'm.mjs': 'export const cache = new Map()\nexport const size = () => cache.size' },
    cells: { a: `import { cache } from './m.mjs'`, b: `cache.set('k', 1)`, c: 'console.log([...cache].join())' },
    steps: [runAll, edit('a', `import { cache, size } from './m.mjs'`)],
  },
]
