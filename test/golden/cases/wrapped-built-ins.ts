/** Golden cases of built-ins that a cell wraps to count or to tell their calls: the user's are told, none of ours. */
import { type Case, edit, remove, runAll } from './case.ts'

const counting = (object: string, method: string): string =>
  `const ${method}Before = ${object}.${method}\n${object}.${method} = function (...a) { n++; return Reflect.apply(${method}Before, this, a) }`

export const wrappedBuiltInCases: readonly Case[] = [
  {
    name: 'calls of map counted',
    cells: {
      a: 'let n = 0',
      b: counting('Array.prototype', 'map'),
      c: 'console.log([1, 2].map(x => x * 2).join())',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('c', 'console.log([1, 2].map(x => x * 2).map(x => x + 1).join())')],
    ideal: ['c', 'd'],
  },
  {
    name: 'calls of Map.prototype.set counted',
    cells: {
      a: 'let n = 0',
      b: counting('Map.prototype', 'set'),
      c: "const m = new Map(); m.set('a', 1)",
      d: 'console.log(n, m.size)',
    },
    steps: [runAll, edit('c', "const m = new Map(); m.set('a', 1).set('b', 2)")],
    ideal: ['c', 'd'],
  },
  {
    name: 'calls of then counted',
    cells: {
      a: 'let n = 0',
      b: counting('Promise.prototype', 'then'),
      c: 'Promise.resolve(1).then(x => x + 1)',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('c', 'Promise.resolve(1).then(x => x + 1).then(x => x)')],
  },
  {
    name: 'a map that tells of its calls',
    cells: {
      a: "const mapBefore = Array.prototype.map\nArray.prototype.map = function (...a) { console.log('map'); return mapBefore.apply(this, a) }",
      b: 'console.log([1, 2].map(x => x * 2).join())',
      c: "console.log('end')",
    },
    steps: [runAll, edit('b', 'console.log([1, 2].map(x => x * 3).join())')],
    ideal: ['b'],
  },
  {
    name: 'a counting wrapper deleted',
    cells: {
      a: 'let n = 0',
      b: counting('Array.prototype', 'push'),
      c: 'const list = []\nlist.push(1)',
      d: 'console.log(n, list.length)',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'Map replaced by a class that counts',
    cells: {
      a: 'let n = 0',
      b: 'const MapBefore = Map\nglobalThis.Map = class extends MapBefore { constructor(...a) { super(...a); n++ } }',
      c: 'const m = new Map([[1, 2]])',
      d: 'console.log(m.size, n)',
    },
    steps: [runAll, edit('c', 'const m = new Map([[1, 2], [3, 4]])')],
  },
]
