/** Golden cases of many steps: there and back, toggles, edits before anything ran, what a blank cell leaves behind. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const stepCases: readonly Case[] = [
  {
    name: 'a switch set back and forth',
    cells: { a: 'const on = true', b: `const v = on ? 'yes' : 'no'`, c: 'console.log(v)' },
    steps: [
      runAll,
      edit('a', 'const on = false'),
      runAll,
      edit('a', 'const on = true'),
      runAll,
      edit('a', 'const on = false'),
    ],
    ideal: [],
  },
  {
    name: 'a mutator moved past its reader and back',
    cells: { a: 'const xs = [1]', b: 'xs.push(2)', c: 'console.log(xs.length)' },
    steps: [runAll, move('b', 2), runAll, move('b', 1)],
    ideal: [],
  },
  {
    name: 'the definer deleted and written again at the end, then moved up',
    cells: { a: 'let x = 1', b: 'x += 1', c: 'console.log(x)', d: '' },
    steps: [runAll, remove('a'), runAll, edit('d', 'let x = 1'), move('d', 0)],
    ideal: ['d', 'b', 'c'],
  },
  {
    name: 'a cell split into two',
    cells: { a: 'const p = 1\nconst q = 2', b: '', c: 'console.log(p, q)' },
    steps: [runAll, edit('a', 'const p = 1'), edit('b', 'const q = 2')],
    ideal: ['a', 'b'],
  },
  {
    name: 'two cells merged into the first',
    cells: { a: 'const p = 1', b: 'const q = 2', c: 'console.log(p, q)' },
    steps: [runAll, edit('a', 'const p = 1\nconst q = 2'), edit('b', '')],
    ideal: ['a'],
  },
  {
    name: 'a mutator duplicated below itself',
    cells: { a: 'const xs = [1]', b: 'xs.push(xs.length)', c: '', d: 'console.log(xs.join())' },
    steps: [runAll, edit('c', 'xs.push(xs.length)')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a name renamed in the cells that use it, one after the other',
    cells: { a: 'let old = 1', b: 'old += 1', c: 'console.log(old)' },
    steps: [runAll, edit('a', 'let neu = 1'), edit('b', 'neu += 1'), edit('c', 'console.log(neu)')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'edits before anything ran, from the bottom up',
    cells: { a: 'let v = 1', b: 'v *= 2', c: 'console.log(v)' },
    steps: [edit('a', 'let v = 5'), run('c'), edit('b', 'v *= 3'), run('b'), edit('a', 'let v = 2')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a printing cell emptied',
    cells: { a: 'const xs = [1]', b: 'console.log(xs.length)', c: `console.log('c')` },
    steps: [runAll, edit('b', '')],
    ideal: [],
  },
  {
    name: 'a printing cell emptied, and back',
    cells: { a: 'const xs = [1]', b: 'console.log(xs.length)', c: `console.log('c')` },
    steps: [runAll, edit('b', ''), edit('b', 'console.log(xs.length)')],
    ideal: [],
  },
  {
    name: 'a failed cell emptied',
    cells: { a: 'const xs = [1]', b: `throw new Error('x')`, c: 'console.log(xs.length)' },
    steps: [runAll, edit('b', '')],
    ideal: [],
  },
  {
    name: 'a cell that left an interval going, emptied',
    cells: {
      a: 'let n = 0',
      b: 'setInterval(() => console.log(++n), 5)',
      c: 'await new Promise(r => setTimeout(r, 60))',
    },
    steps: [runAll, edit('b', '')],
    expect: { a: '', b: '', c: '' },
  },
  {
    name: 'a cell that fails, is mended, and fails again, above its reader',
    cells: {
      a: 'let n = 1',
      b: `if (n > 1) throw new Error('big')\nlet m = n`,
      c: 'console.log(m)',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('a', 'let n = 5'), runAll, edit('a', 'let n = 1'), runAll, edit('a', 'let n = 5')],
    expect: { a: '', b: '', c: '', d: '5\n' },
    errors: ['b', 'c'],
    ideal: ['b'],
  },
  {
    name: 'a reader of what an edit makes fail',
    cells: {
      a: 'let n = 1',
      b: `if (n > 1) throw new Error('big')\nlet m = n`,
      c: 'console.log(m)',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('a', 'let n = 5')],
    expect: { a: '', b: '', c: '', d: '5\n' },
    errors: ['b', 'c'],
    ideal: ['a', 'b', 'd'],
  },
  {
    name: 'a file made only where there is none, its cell run again and again',
    cells: {
      a: `import * as fs from 'node:fs'`,
      b: `fs.writeFileSync('g.txt', fs.existsSync('g.txt') ? 'again' : 'first')`,
      c: `console.log(fs.readFileSync('g.txt', 'utf8'))`,
    },
    steps: [runAll, run('b'), run('b')],
    expect: { a: '', b: '', c: 'first\n' },
    ideal: ['b'],
  },
  {
    name: 'an alias that a middle cell makes and another cell mutates, parted by a copy',
    cells: { a: 'const p = [1]', b: 'let q = p', c: 'q.push(2)', d: 'console.log(p.length, q.length)' },
    steps: [runAll, edit('b', 'let q = [...p]')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a name that a late callback reads, assigned above and below the cell that waits',
    cells: {
      a: `let x = 'a'`,
      b: 'setTimeout(() => console.log(x), 5)',
      c: `x = 'b'`,
      d: 'await new Promise(r => setTimeout(r, 40))',
      e: `x = 'c'`,
    },
    steps: [runAll, edit('c', `x = 'B'`), runAll, edit('e', `x = 'C'`)],
    ideal: ['e'],
  },
  {
    name: 'a class edited and edited back, with what its instance has counted',
    cells: {
      a: 'class Acc { total = 0; add(n) { this.total += n } }',
      b: 'const acc = new Acc()',
      c: 'acc.add(1)',
      d: 'console.log(acc.total)',
    },
    steps: [
      runAll,
      edit('a', 'class Acc { total = 1; add(n) { this.total += n } }'),
      runAll,
      edit('a', 'class Acc { total = 0; add(n) { this.total += n } }'),
    ],
    ideal: [],
  },
]
