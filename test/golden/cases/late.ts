/**
 * Golden cases of code that runs after its cell has ended: timers, intervals, promises, emitters, streams. What a late callback reads
 * is what stands when it fires: above the cell that waits, or at the end of the document.
 */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const lateCases: readonly Case[] = [
  {
    name: 'a timer prints what a cell below assigned, and that cell is edited',
    cells: { a: `let x = 1\nsetTimeout(() => console.log('x', x), 20)`, b: 'x = 2' },
    steps: [runAll, edit('b', 'x = 3')],
    ideal: ['a', 'b'],
  },
  {
    name: 'a timer prints what a cell below declares anew',
    cells: { a: `let x = 1\nsetTimeout(() => console.log('x', x), 20)`, b: 'let y = 2', c: 'let x = 5' },
    steps: [runAll, remove('c')],
    ideal: ['a'],
  },
  {
    name: 'a timer whose names end as they were',
    cells: { a: `let x = 1\nsetTimeout(() => console.log('x', x), 20)`, b: 'x = 2', c: 'let y = 1' },
    steps: [runAll, edit('b', 'x = 1 + 1'), edit('c', 'let y = 2')],
    ideal: ['b', 'c'],
  },
  {
    name: 'a timer prints an array that cells below fill',
    cells: {
      a: `const xs = []\nsetTimeout(() => console.log(xs.join()), 10)`,
      b: 'xs.push(1)',
      c: 'xs.push(2)',
      d: 'console.log(xs.length)',
    },
    steps: [runAll, edit('b', 'xs.push(7)')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a timer calls a function that is defined below it',
    cells: { a: `setTimeout(() => console.log(later()), 5)`, b: `const later = () => 'one'` },
    steps: [runAll, edit('b', `const later = () => 'two'`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'an immediate reads the end of the document',
    cells: { a: `let n = 0\nsetImmediate(() => console.log(n))`, b: 'n = 4', c: 'n *= 2' },
    steps: [runAll, run('a'), edit('c', 'n *= 3')],
    ideal: ['a', 'c'],
  },
  {
    name: 'a timer above, and only a cell in between runs again',
    cells: {
      a: 'let v = 1',
      b: `setTimeout(() => console.log(v), 10)`,
      c: 'let w = v + 1',
      d: 'v = 9',
      e: 'console.log(w, v)',
    },
    steps: [runAll, edit('c', 'let w = v + 2')],
    ideal: ['c', 'e'],
  },
  {
    name: 'two timers in two cells, in the order of their delays',
    cells: {
      a: `const log = []\nsetTimeout(() => log.push('slow'), 60)`,
      b: `setTimeout(() => log.push('fast'), 5)`,
      c: `setTimeout(() => console.log(log.join()), 120)`,
    },
    steps: [runAll, edit('b', `setTimeout(() => log.push('quick'), 5)`)],
  },
  {
    name: 'a timer fires while a cell below waits, and sees what stood there',
    cells: {
      a: `let x = 1\nsetTimeout(() => console.log('x', x), 20)`,
      b: 'x = 2',
      c: 'await new Promise(r => setTimeout(r, 200))',
      d: 'x = 3',
    },
    steps: [runAll, edit('d', 'x = 4')],
    ideal: ['d'],
  },
  {
    name: 'a timer that fires while a cell waits, and what stood there is edited',
    cells: {
      a: `let x = 1\nsetTimeout(() => console.log('x', x), 20)`,
      b: 'x = 2',
      c: 'await new Promise(r => setTimeout(r, 200))',
      d: 'x = 3',
    },
    steps: [runAll, edit('b', 'x = 7')],
  },
  {
    name: 'a timer is cleared by a cell below',
    cells: { a: `const t = setTimeout(() => console.log('never'), 30)`, b: 'clearTimeout(t)' },
    steps: [runAll, edit('b', 'let unrelated = t')],
  },
  {
    name: 'a timer was cleared below, and that cell is deleted',
    cells: { a: `const t = setTimeout(() => console.log('now'), 30)`, b: 'clearTimeout(t)', c: 'console.log(1)' },
    steps: [runAll, remove('b')],
  },
  {
    name: 'an interval is stopped by a cell below it',
    cells: {
      a: 'const beats = []',
      b: 'const hb = setInterval(() => beats.push(1), 5)',
      c: 'await new Promise(r => setTimeout(r, 80)); clearInterval(hb)',
      d: 'console.log(beats.length > 0, new Set(beats).size)',
    },
    steps: [
      runAll,
      edit('b', 'const hb = setInterval(() => beats.push(2), 5)'),
      edit('d', 'console.log([...new Set(beats)].join())'),
    ],
  },
  {
    name: 'a chain of timers',
    cells: {
      a: `let depth = 0\nconst step = () => { depth++; if (depth < 3) setTimeout(step, 5); else console.log('depth', depth) }`,
      b: 'setTimeout(step, 5)',
      c: 'console.log(depth)',
    },
    steps: [
      runAll,
      edit(
        'a',
        `let depth = 1\nconst step = () => { depth++; if (depth < 3) setTimeout(step, 5); else console.log('deep', depth) }`,
      ),
    ],
  },
  {
    name: 'a promise kept pending across cells',
    cells: {
      a: 'let open',
      b: 'const gate = new Promise(r => { open = r })',
      c: `const told = gate.then(v => 'told ' + v)`,
      d: `open('x')`,
      e: 'console.log(await told)',
    },
    steps: [runAll, edit('d', `open('y')`)],
  },
  {
    name: 'a promise from timers/promises awaited two cells below',
    cells: {
      a: `import { setTimeout as sleep } from 'node:timers/promises'`,
      b: `const soon = sleep(30, 'woke')`,
      c: 'let between = 1',
      d: 'console.log(await soon, between)',
    },
    steps: [runAll, edit('c', 'let between = 2')],
    ideal: ['c', 'd', 'b'],
  },
  {
    name: 'an async function not awaited goes on after its cell',
    cells: {
      a: `const out = []`,
      b: `const work = (async () => { await new Promise(r => setTimeout(r, 10)); out.push('done') })()`,
      c: `await work; console.log(out.join())`,
    },
    steps: [
      runAll,
      edit('b', `const work = (async () => { await new Promise(r => setTimeout(r, 10)); out.push('finished') })()`),
    ],
    ideal: ['b', 'c', 'a'],
  },
  {
    name: 'Promise.all over cells',
    cells: {
      a: `const p1 = new Promise(r => setTimeout(r, 5, 1))`,
      b: `const p2 = new Promise(r => setTimeout(r, 1, 2))`,
      c: `console.log((await Promise.all([p1, p2])).join())`,
    },
    steps: [runAll, edit('a', `const p1 = new Promise(r => setTimeout(r, 5, 3))`)],
  },
  {
    name: 'a rejected promise caught below',
    cells: {
      a: `const bad = Promise.reject(new Error('first'))\nbad.catch(() => {})`,
      b: `const why = await bad.catch(e => e.message)`,
      c: 'console.log(why)',
    },
    steps: [runAll, edit('a', `const bad = Promise.reject(new Error('second'))\nbad.catch(() => {})`)],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'an AbortController aborted by one of two cells',
    cells: {
      a: 'const control = new AbortController()',
      b: `control.signal.addEventListener('abort', () => console.log('aborted', control.signal.reason))`,
      c: `control.abort('stop')`,
      d: 'console.log(control.signal.aborted)',
    },
    steps: [runAll, remove('c')],
  },
  {
    name: 'an emitter whose listener is replaced',
    cells: {
      a: `import { EventEmitter } from 'node:events'`,
      b: 'const bus = new EventEmitter()',
      c: `const heard = []`,
      d: `bus.on('go', v => heard.push('d' + v))`,
      e: `bus.emit('go', 1)`,
      f: 'console.log(heard.join())',
    },
    steps: [runAll, edit('d', `bus.once('go', v => heard.push('once' + v))`), run('f')],
  },
  {
    name: 'an async iterator half consumed',
    cells: {
      a: `const feed = (async function* () { let i = 0; while (true) yield i++ })()`,
      b: 'console.log((await feed.next()).value)',
      c: 'console.log((await feed.next()).value)',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'an array iterator half consumed, and the array grows below',
    cells: {
      a: 'const xs = [1, 2]\nconst it = xs[Symbol.iterator]()',
      b: 'console.log(it.next().value)',
      c: 'xs.push(3)',
      d: 'console.log([...it].join())',
    },
    steps: [runAll, edit('c', 'xs.push(4)')],
  },
  {
    name: 'a generator over an array that grows below',
    cells: {
      a: 'const xs = [1, 2]\nconst gen = (function* () { for (const x of xs) yield x })()',
      b: 'console.log(gen.next().value)',
      c: 'xs.push(3)',
      d: 'console.log([...gen].join())',
    },
    steps: [runAll, edit('c', 'xs.push(4, 5)')],
  },
  {
    name: 'keys of a Map, half walked, and the Map grows below',
    cells: {
      a: `const m = new Map([['a', 1]])\nconst keys = m.keys()`,
      b: 'console.log(keys.next().value)',
      c: `m.set('b', 2)`,
      d: `console.log([...keys].join())`,
    },
    steps: [runAll, edit('c', `m.set('z', 2)`)],
  },
  {
    name: 'a timer that prints, above a cell that waits and prints',
    cells: { a: `setTimeout(() => console.log('late'), 3)`, b: 'console.log(1)', c: `console.log('x'); await null` },
    steps: [runAll, edit('c', `console.log('y'); await null`)],
    ideal: ['c'],
  },
  {
    name: 'a queue that one cell fills late and another drains',
    cells: {
      a: 'const queue = []',
      b: `setTimeout(() => queue.push('late'), 10)`,
      c: `queue.push('now')`,
      d: `await new Promise(r => setTimeout(r, 100)); console.log(queue.join())`,
      e: 'console.log(queue.length)',
    },
    steps: [runAll, edit('c', `queue.push('then')`)],
  },
  {
    name: 'a timer above moves below the cell that changes what it reads',
    cells: { a: 'let x = 1', b: `setTimeout(() => console.log(x), 5)`, c: 'x += 1' },
    steps: [runAll, move('b', 2)],
    ideal: ['b', 'c'],
  },
  {
    name: 'a cell that only waits lets a timer above write, and the timer is edited',
    cells: {
      a: 'const out = []',
      b: 'setTimeout(() => out.push(1), 5)',
      c: 'await new Promise(r => setTimeout(r, 40))',
      d: 'console.log(out.join())',
    },
    steps: [runAll, edit('b', 'setTimeout(() => out.push(2), 5)'), run('d'), move('b', 2), move('b', 1)],
  },
  {
    name: 'a timer calls a function of another cell that assigns a number',
    cells: {
      a: 'let n = 0\nconst bump = () => { n++ }',
      b: 'setTimeout(bump, 5)',
      c: 'await new Promise(r => setTimeout(r, 40))',
      d: 'console.log(n)',
    },
    steps: [runAll, edit('b', 'setTimeout(() => { bump(); bump() }, 5)')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a timer that takes longer is met by the second cell that waits',
    cells: {
      a: 'let n = 0',
      b: 'setTimeout(() => { n = 1 }, 5)',
      c: 'await new Promise(r => setTimeout(r, 60))',
      d: 'console.log(n)',
      e: 'await new Promise(r => setTimeout(r, 400))',
      f: 'console.log(n)',
    },
    steps: [runAll, edit('b', 'setTimeout(() => { n = 1 }, 200)')],
  },
  {
    name: 'a timer that only prints is no business of a cell that waits',
    cells: {
      a: 'let n = 0',
      b: `setTimeout(() => console.log('late'), 5)`,
      c: 'await new Promise(r => setTimeout(r, 40))',
    },
    steps: [runAll, edit('b', `setTimeout(() => console.log('later'), 5)`)],
    ideal: ['b'],
  },
  {
    name: 'an interval that holds an object as its `this`, and the object is made anew',
    cells: {
      a: 'class C { n = 0; tick() { this.n++; if (this.n === 3) clearInterval(this.t) } }\nconst c = new C()',
      b: 'c.t = setInterval(c.tick.bind(c), 5)',
      c: 'await new Promise(r => setTimeout(r, 150))',
      d: 'console.log(c.n)',
    },
    steps: [
      runAll,
      edit('a', 'class C { n = 10; tick() { this.n++; if (this.n === 13) clearInterval(this.t) } }\nconst c = new C()'),
    ],
  },
  {
    name: 'a method that sets a timer for its object',
    cells: {
      a: 'class Clock { ticks = []; start(v) { setTimeout(() => this.ticks.push(v), 5) } }\nconst clock = new Clock()',
      b: 'clock.start(1)',
      c: 'await new Promise(r => setTimeout(r, 60))',
      d: 'console.log(clock.ticks.join())',
    },
    steps: [runAll, edit('b', 'clock.start(2)')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a timer that is given the array which it fills',
    cells: {
      a: 'const watch = list => setTimeout(() => list.push(1), 5)\nconst beats = []',
      b: 'watch(beats)',
      c: 'await new Promise(r => setTimeout(r, 60))',
      d: 'console.log(beats.join())',
    },
    steps: [runAll, edit('a', 'const watch = list => setTimeout(() => list.push(2), 5)\nconst beats = []')],
  },
  {
    name: 'a timer calls a bound method that prints what a cell below changes',
    cells: {
      a: `const o = { n: 0, tick() { this.n++; console.log('n', this.n) } }`,
      b: 'setTimeout(o.tick.bind(o), 5)',
      c: 'o.n += 10',
    },
    steps: [runAll, edit('c', 'o.n += 20')],
  },
  {
    name: 'what follows on a pending promise, the promise edited',
    cells: {
      a: 'const list = []\nconst fetchLater = v => new Promise(r => setTimeout(r, 5, v))',
      b: 'const p = fetchLater(1)',
      c: 'p.then(v => { list.push(v) })',
      d: 'await new Promise(r => setTimeout(r, 60))',
      e: 'console.log(list.join())',
    },
    steps: [runAll, edit('b', 'const p = fetchLater(2)')],
  },
  {
    name: 'what follows on a pending promise, edited',
    cells: {
      a: 'const list = []\nconst fetchLater = v => new Promise(r => setTimeout(r, 5, v))',
      b: 'const p = fetchLater(1)',
      c: 'p.then(v => { list.push(v) })',
      d: 'await new Promise(r => setTimeout(r, 60))',
      e: 'console.log(list.join())',
    },
    steps: [runAll, edit('c', 'p.then(v => { list.push(v * 10) })')],
  },
]
