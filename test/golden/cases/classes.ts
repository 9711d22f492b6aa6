/** Golden cases of classes that extend one another, patched and edited around their instances. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

const base = 'class Account { #n = 1; get n() { return this.#n } add(n) { this.#n += n } }'

export const classCases: readonly Case[] = [
  {
    name: 'formatters that several cells use, one of these edited',
    cells: {
      a: `const money = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' })`,
      b: `const formats = { day: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }), tongue: new Intl.Locale('fr-CH') }`,
      c: 'console.log(money.format(1.5))',
      d: 'console.log(formats.day.format(0), money.format(2), formats.tongue.region)',
      e: 'console.log(formats.day.format(1e12))',
    },
    steps: [runAll, edit('d', 'console.log(formats.day.format(1e11), money.format(3), formats.tongue.language)')],
    ideal: ['d'],
  },
  {
    name: 'a formatter made otherwise',
    cells: {
      a: `const digits = new Intl.NumberFormat('en', { minimumFractionDigits: 2 })`,
      b: 'const text = digits.format(1.5)',
      c: 'console.log(text)',
      d: `console.log(digits.format(2), digits instanceof Intl.NumberFormat)`,
    },
    steps: [runAll, edit('a', `const digits = new Intl.NumberFormat('en', { minimumFractionDigits: 3 })`)],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a class of Intl patched',
    cells: {
      a: `const digits = new Intl.NumberFormat('en')`,
      b: 'Intl.NumberFormat.prototype.twice = function (n) { return this.format(2 * n) }',
      c: 'console.log(digits.twice(1))',
    },
    steps: [runAll, edit('b', 'Intl.NumberFormat.prototype.twice = function (n) { return this.format(3 * n) }')],
    ideal: ['b', 'c'],
  },
  {
    name: 'a base class patched below an instance of its subclass',
    cells: {
      a: 'class Account { n = 1 }',
      b: 'class Savings extends Account {}',
      c: 'const own = new Savings()',
      d: 'Account.prototype.rate = 3',
      e: 'console.log(own.rate, own.n)',
    },
    steps: [runAll, edit('d', 'Account.prototype.rate = 4')],
    ideal: ['d', 'e'],
  },
  {
    name: 'instances of base and subclass in one map, patched and deleted from below',
    cells: {
      a: base,
      b: 'const all = new Map([["x", new Account()], ["y", new Account()]])',
      c: 'class Savings extends Account {}',
      d: 'all.set("z", new Savings()); all.get("z").add(4)',
      e: 'Account.prototype.toString = function () { return `n ${this.n}` }',
      f: 'console.log([...all.values()].join())',
      g: 'all.delete("x")',
      h: 'console.log(all.size)',
    },
    steps: [runAll, edit('d', 'all.set("z", new Savings()); all.get("z").add(5)')],
  },
  {
    name: 'a patch of the class of what was changed in place since it was made',
    cells: {
      a: 'class Note { constructor(text) { this.text = text } }',
      b: 'const notes = []',
      c: 'notes.push(new Note("one"))',
      d: 'notes[0].text = "two"',
      e: 'Note.prototype.toString = function () { return `(${this.text})` }',
      f: 'console.log(String(notes[0]))',
    },
    steps: [runAll, edit('e', 'Note.prototype.toString = function () { return `[${this.text}]` }')],
    ideal: ['e', 'f'],
  },
  {
    name: 'a patch two classes up, taken away',
    cells: {
      a: 'class A {}',
      b: 'class B extends A {}',
      c: 'class C extends B {}',
      d: 'const made = new C()',
      e: 'A.prototype.said = "yes"',
      f: 'console.log(made.said)',
    },
    steps: [runAll, remove('e')],
    ideal: ['f'],
  },
  {
    name: 'a patch of the base moved above its subclass and back',
    cells: {
      a: 'class A { who() { return "a" } }',
      b: 'class B extends A { who() { return `b ${super.who()}` } }',
      c: 'const made = [new A(), new B()]',
      d: 'A.prototype.who = () => "patched"',
      e: 'console.log(made.map(one => one.who()).join())',
    },
    steps: [runAll, move('d', 1), move('d', 3)],
  },
  {
    name: 'a handler that is an arrow function of its instance, on and off',
    cells: {
      a: `import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()`,
      b: 'class Counter { n = 0; handle = by => { this.n += by } }',
      c: 'const counter = new Counter()',
      d: `bus.on('add', counter.handle)`,
      e: `bus.emit('add', 2)`,
      f: 'console.log(counter.n)',
      g: `bus.off('add', counter.handle)`,
      h: `console.log(bus.listenerCount('add'), counter.n)`,
    },
    steps: [runAll, edit('f', `console.log('now', counter.n)`)],
    ideal: ['f'],
  },
  {
    name: 'a cell that only reads an instance with handlers leaves it as it was',
    cells: {
      a: 'class Counter { n = 0; up = () => ++this.n }',
      b: 'const counter = new Counter()',
      c: 'counter.up()',
      d: 'console.log(counter.n)',
      e: 'const both = [counter.up, counter]',
      f: 'console.log(both[0]() + both[1].n)',
    },
    steps: [runAll, edit('d', 'console.log(counter.n, counter.n)')],
    ideal: ['d'],
  },
  {
    name: 'an arrow function made by a constructor, called again in an edited cell',
    cells: {
      a: 'class Base { n = 1 }',
      b: 'class Steps extends Base { constructor() { super(); this.next = () => (this.n += 2) } }',
      c: 'const steps = new Steps()',
      d: 'steps.next()',
      e: 'console.log(steps.n)',
      f: 'steps.next()\nconsole.log(steps.n)',
    },
    steps: [runAll, edit('d', 'steps.next(); steps.next()')],
    ideal: ['d', 'e', 'f'],
  },
  {
    name: 'a failed cell that had an instance with handlers in its hands',
    cells: {
      a: 'class Counter { n = 0; up = () => this.n++ }',
      b: 'const counter = new Counter()',
      c: 'const handlers = new Set([counter.up])',
      d: 'for (const up of handlers) up()',
      e: 'console.log(counter.n, handlers.size)',
    },
    steps: [
      runAll,
      edit('e', 'handlers.delete(nowhere)'),
      run('e'),
      edit('e', 'console.log(counter.n, handlers.size, 1)'),
    ],
    ideal: ['e'],
  },
]
