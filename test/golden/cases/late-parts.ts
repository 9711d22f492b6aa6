/**
 * Golden cases of late code that goes on at several places: in one waiting cell after the other, and at rest. What stands at one of its
 * places changes, or where these are.
 */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

const wait = (ms: number): string => `await new Promise(r => setTimeout(r, ${ms}))`

/** Between the places `x` changes: `t` makes the late code, `c` and `d` wait, the rest goes on at rest. */
const around = (maker: (word: string) => string, end = ''): Readonly<Record<string, string>> => ({
  a: 'let x = 1',
  t: maker('one'),
  c: wait(250),
  m: 'x = 2',
  d: wait(250),
  z: 'x = 3',
  e: end,
})

/** Which goes on in `c` and in `d`, seldom enough that its delays can't be taken for one another. */
const kinds = {
  'an interval that changes names': {
    maker: (word: string) =>
      `const seen = []\nconst tick = setInterval(() => { if (!seen.includes(x)) { seen.push(x); console.log('${word}', x) } }, 20)`,
    end: 'clearInterval(tick)\nconsole.log(seen.join())',
  },
  'an interval that only prints': {
    maker: (word: string) =>
      `const tick = (() => { const seen = new Set(); return setInterval(() => { if (!seen.has(x)) { seen.add(x); console.log('${word}', x) } }, 20) })()`,
    end: 'clearInterval(tick)',
  },
  'a chain of timers that print': {
    maker: (word: string) =>
      `setTimeout(() => { console.log('${word}', x); setTimeout(() => { console.log('second', x) }, 320) }, 60)`,
    end: '',
  },
  'a chain of timers that fill an array': {
    maker: (word: string) =>
      `const list = []\nsetTimeout(() => { list.push('${word}', x); setTimeout(() => { list.push('second', x) }, 320) }, 60)`,
    end: `console.log(list.join())`,
  },
  'two timers that print': {
    maker: (word: string) =>
      `setTimeout(() => console.log('${word}', x), 60)\nsetTimeout(() => console.log('long', x), 380)`,
    end: '',
  },
  'two timers that fill an array': {
    maker: (word: string) =>
      `const list = []\nsetTimeout(() => list.push('${word}', x), 60)\nsetTimeout(() => list.push('long', x), 380)`,
    end: `console.log(list.join())`,
  },
  'an async loop that prints, also at rest': {
    maker: (word: string) =>
      `const loop = (async () => { for (let i = 0; i < 3; i++) { await new Promise(r => setTimeout(r, 190)); console.log('${word}', i, x) } })()`,
    end: '',
  },
  'an async loop that fills an array': {
    maker: (word: string) =>
      `const list = []\nconst loop = (async () => { for (let i = 0; i < 3; i++) { await new Promise(r => setTimeout(r, 190)); list.push('${word}' + i + x) } })()`,
    end: `await loop\nconsole.log(list.join())`,
  },
} as const

/** Where the cells are: a, t, c, m, d, z, e. */
const happenings = (maker: (word: string) => string) =>
  ({
    'what stands above both places is edited': [edit('a', 'let x = 7')],
    'what stands between the places is edited': [edit('m', 'x = 8')],
    'what stands below the places is edited': [edit('z', 'x = 9')],
    'its own code is edited': [edit('t', maker('two'))],
    'the first waiting cell is edited': [edit('c', wait(251))],
    'the second waiting cell is edited': [edit('d', wait(251))],
    'the first waiting cell becomes long enough for all': [edit('c', wait(700))],
    'the first waiting cell is deleted': [remove('c')],
    'the second waiting cell is deleted': [remove('d')],
    'the cell between is deleted': [remove('m')],
    'it moves below the first waiting cell': [move('t', 2)],
    'it moves below the first waiting cell and back': [move('t', 2), run('z'), move('t', 1)],
    'an edit between is undone': [edit('m', 'x = 8'), run('z'), edit('m', 'x = 2')],
    'it runs by hand': [run('t')],
    'an edit of it, then of what stands between': [edit('t', maker('two')), edit('m', 'x = 8')],
  }) as const

const pair = `setTimeout(() => console.log('short', x, y), 60)\nsetTimeout(() => console.log('long', x, y), 380)`
const loud = (word: string, ms: number): string =>
  `const ${word} = (() => { const seen = new Set(); return setInterval(() => { if (!seen.has(x)) { seen.add(x); console.log('${word}', x) } }, ${ms}) })()`

const pairCells = {
  a: 'let x = 1',
  y: 'let y = 1',
  t: pair,
  c: `x = 5\n${wait(250)}\nx = 6`,
  d: `x = 7\n${wait(250)}\nx = 8`,
}

const otherCases: readonly Case[] = [
  {
    name: 'waiting cells that change what two timers print, and something else that these print is edited',
    cells: pairCells,
    steps: [runAll, edit('y', 'let y = 2')],
    ideal: ['y', 't', 'c', 'd'],
  },
  {
    name: 'waiting cells that change what two timers print, and what the second changes is edited',
    cells: pairCells,
    steps: [runAll, edit('d', `x = 17\n${wait(250)}\nx = 8`)],
  },
  {
    name: 'two intervals, and one of them is edited',
    cells: {
      a: 'let x = 1',
      t: loud('one', 20),
      u: loud('two', 25),
      c: wait(250),
      m: 'x = 2',
      d: wait(250),
      e: 'clearInterval(one)\nclearInterval(two)',
      z: 'x = 3',
    },
    steps: [runAll, edit('u', `${loud('two', 25)}\nconsole.log('and more')`)],
  },
  {
    name: 'two timers that fill one array with two of another cell, which is edited',
    cells: {
      a: 'const list = []\nlet x = 1',
      t: `setTimeout(() => list.push('t1', x), 50)\nsetTimeout(() => list.push('t2', x), 340)`,
      u: `setTimeout(() => list.push('u1', x), 140)\nsetTimeout(() => list.push('u2', x), 420)`,
      c: wait(250),
      m: 'x = 2',
      d: wait(250),
      e: 'console.log(list.join())',
    },
    steps: [runAll, edit('u', `setTimeout(() => list.push('U1', x), 140)\nsetTimeout(() => list.push('U2', x), 420)`)],
  },
  {
    name: 'the cell that ends an interval is edited',
    cells: {
      a: 'let x = 1',
      t: loud('tick', 20),
      c: wait(250),
      m: 'x = 2',
      d: wait(250),
      e: 'clearInterval(tick)',
      z: 'x = 3',
    },
    steps: [runAll, edit('e', `clearInterval(tick)\nconsole.log('cleared')`)],
  },
  {
    name: 'an interval is ended sooner',
    cells: {
      a: 'let x = 1',
      t: loud('tick', 20),
      c: wait(250),
      m: '',
      n: 'x = 2',
      d: wait(250),
      e: 'clearInterval(tick)',
      z: 'x = 3',
    },
    steps: [runAll, edit('m', 'clearInterval(tick)')],
  },
  {
    name: 'a cell between two waiting cells begins to wait',
    cells: {
      a: 'let x = 1',
      y: 'let y = 1',
      t: pair,
      c: wait(250),
      m: 'x = 2',
      w: '',
      n: 'x = 3',
      d: wait(250),
      z: 'x = 4',
    },
    steps: [runAll, edit('w', wait(250))],
    ideal: ['t', 'w'],
  },
  {
    name: 'what stands between is edited to the same value',
    cells: { a: 'let x = 1', y: 'let y = 1', t: pair, c: wait(250), m: 'x = 2', d: wait(250), z: 'x = 4' },
    steps: [runAll, edit('m', 'x = 1 + 1')],
    ideal: ['m'],
  },
  {
    name: 'only waiting cells run by hand, and what stands between is edited',
    cells: { a: 'let x = 1', y: 'let y = 1', t: pair, c: wait(250), m: 'x = 2', d: wait(250), z: 'x = 4' },
    steps: [runAll, run('d'), run('c'), edit('m', 'x = 8'), run('d')],
  },
  {
    name: 'timers and a waiting cell edited at once',
    cells: { a: 'let x = 1', y: 'let y = 1', t: pair, c: wait(250), m: 'x = 2', d: wait(250), z: 'x = 4' },
    steps: [runAll, edit('t', pair.replace('short', 'brief')), edit('d', wait(260)), run('z')],
  },
  {
    name: 'a class that ticks in three waiting cells',
    cells: {
      k: 'class Clock { seen = []; start() { this.t = setInterval(() => this.tick(), 20) } tick() { if (!this.seen.includes(x)) this.seen.push(x) } stop() { clearInterval(this.t) } }',
      a: 'let x = 1\nconst clock = new Clock()',
      t: 'clock.start()',
      c: wait(250),
      m: 'x = 2',
      d: wait(250),
      n: 'x = 3',
      f: wait(250),
      e: `clock.stop()\nconsole.log(clock.seen.join())`,
    },
    steps: [runAll, edit('m', 'x = 8'), edit('n', 'x = 9')],
  },
]

/** Each kind of late code meets a fifth of the steps, each time another: all of them would take minutes. */
const share = 5

export const latePartCases: readonly Case[] = [
  ...otherCases,
  ...Object.entries(kinds).flatMap(([kind, { maker, end }], shift) =>
    Object.entries(happenings(maker))
      .filter((_, i) => (i + 2 * shift) % share === 0)
      .map(([what, steps]) => ({ name: `${kind}: ${what}`, cells: around(maker, end), steps: [runAll, ...steps] })),
  ),
]
