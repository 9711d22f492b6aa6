/**
 * Golden cases of where late code goes on: in the first cell below that waits long enough, wherever its cell and the waiting cells are moved
 * and however long they are made to take.
 */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

const wait = (ms: number): string => `await new Promise(r => setTimeout(r, ${ms}))`
const say = (ms: number, what = 'x'): string => `setTimeout(() => console.log('timer', ${what}), ${ms})`

export const latePlaceCases: readonly Case[] = [
  {
    name: 'a timer moved below another waiting cell and back',
    cells: { a: 'let x = 1', b: say(10), c: wait(100), d: 'x = 2', e: wait(101) },
    steps: [runAll, move('b', 3), move('b', 1)],
  },
  {
    name: 'a timer moved below two waiting cells, step by step, and back',
    cells: { a: 'let x = 1', b: say(10), c: wait(90), d: 'x = 2', e: wait(90), f: 'x = 3', g: wait(90), h: 'x = 4' },
    steps: [runAll, move('b', 3), move('b', 5), move('b', 7), move('b', 1)],
  },
  {
    name: 'a cell between a timer and the next waiting cell begins to wait',
    cells: { a: 'let x = 1', b: say(10), w: '', c: 'x = 2', d: wait(100) },
    steps: [runAll, edit('w', wait(102))],
    ideal: ['b', 'w'],
  },
  {
    name: 'a cell begins to wait, but not for long enough',
    cells: { a: 'let x = 1', b: say(120), w: '', c: 'x = 2', d: wait(300) },
    steps: [runAll, edit('w', 'await null')],
    ideal: ['w'],
  },
  {
    name: 'a waiting cell deleted, with another below',
    cells: { a: 'let x = 1', b: say(10), c: wait(100), d: 'x = 2', e: wait(101), f: 'x = 3' },
    steps: [runAll, remove('c')],
    ideal: ['b'],
  },
  {
    name: 'a timer made longer',
    cells: { a: 'let x = 1', b: say(10), c: wait(100), d: 'x = 2', e: wait(300), f: 'x = 3' },
    steps: [runAll, edit('b', say(200))],
    ideal: ['b'],
  },
  {
    name: 'a timer made longer than all waiting cells',
    cells: { a: 'let x = 1', b: say(10), c: wait(60), d: 'x = 2', e: wait(60), f: 'x = 3' },
    steps: [runAll, edit('b', say(500))],
    ideal: ['b'],
  },
  {
    name: 'a timer made shorter',
    cells: { a: 'let x = 1', b: say(200), c: wait(100), d: 'x = 2', e: wait(300), f: 'x = 3' },
    steps: [runAll, edit('b', say(10))],
    ideal: ['b'],
  },
  {
    name: 'a waiting cell made longer',
    cells: { a: 'let x = 1', b: say(150), c: wait(20), d: 'x = 2', e: wait(300), f: 'x = 3' },
    steps: [runAll, edit('c', wait(400))],
    ideal: ['b', 'c'],
  },
  {
    name: 'a waiting cell made shorter by a name',
    cells: {
      a: 'let x = 1',
      b: say(150),
      n: 'const n = 400',
      c: 'await new Promise(r => setTimeout(r, n))',
      d: 'x = 2',
      e: wait(300),
      f: 'x = 3',
    },
    steps: [runAll, edit('n', 'const n = 20')],
    ideal: ['b', 'c', 'n'],
  },
  {
    name: 'a timer and the second cell that waits edited at once',
    cells: { a: 'let x = 1', b: say(10), c: wait(90), d: 'x = 2', e: wait(91), f: 'x = 3', g: 'let q' },
    steps: [runAll, edit('b', say(10, `'new', x`)), edit('e', wait(92)), run('g')],
  },
  {
    name: 'an array that a timer fills, which is moved below another waiting cell and back',
    cells: {
      a: 'let x = 1',
      b: 'const seen = []',
      c: 'setTimeout(() => seen.push(x), 20)',
      d: wait(90),
      e: 'x = 2',
      f: wait(100),
      g: 'console.log(seen.join())',
    },
    steps: [runAll, move('c', 4), run('g'), move('c', 2)],
  },
  {
    name: 'one of two timers that read the same edited',
    cells: { a: 'let x = 1', b: say(10, `'one', x`), c: say(10, `'two', x`), d: wait(90), e: 'x = 2' },
    steps: [runAll, edit('c', say(10, `'other', x`))],
    ideal: ['c'],
  },
  {
    name: 'a timer that one cell clears is nothing that a waiting cell below waits for',
    cells: {
      a: `const seen = []\nconst timer = setTimeout(() => seen.push('a'), 20)`,
      b: 'clearTimeout(timer)',
      c: wait(80),
      d: 'console.log(seen.join())',
    },
    steps: [runAll, edit('c', wait(81))],
    ideal: ['c'],
  },
  {
    name: 'a timer that has gone on is nothing that the next waiting cell waits for',
    cells: {
      a: 'const seen = []',
      b: `setTimeout(() => seen.push('timer'), 20)`,
      c: wait(80),
      d: 'console.log(seen.join())',
      e: `${wait(20)}; seen.push('e')`,
      f: 'console.log(seen.join())',
    },
    steps: [runAll, edit('e', `${wait(20)}; seen.push('E')`)],
    ideal: ['e', 'f'],
  },
]
