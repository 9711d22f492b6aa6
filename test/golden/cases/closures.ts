/** Golden cases of closures over variables that change, however these are declared: each is put back, stored and found again without its makers. */
import { type Case, edit, run, runAll } from './case.ts'

export const closureCases: readonly Case[] = [
  {
    name: 'a generator that is gone by now has in reach what a cell declares anew',
    cells: {
      a: `var numbers = (function* () { yield 1 })(); var bus = new (await import('node:events')).EventEmitter()`,
      b: 'console.log(typeof numbers)',
      c: 'var numbers = [1, 2]',
      d: `var bus = new (await import('node:events')).EventEmitter()`,
      e: 'console.log(numbers)',
    },
    steps: [run('c'), edit('e', 'console.log(numbers, 1)')],
    ideal: ['e'],
  },
  {
    name: 'two counters over a var',
    cells: {
      a: 'function counter() { var n = 0; return { up: () => ++n, get: () => n } }',
      b: 'const one = counter()',
      c: 'const two = counter()',
      d: 'one.up(); two.up(); one.up()',
      e: 'console.log(one.get(), two.get())',
    },
    steps: [runAll, edit('e', 'console.log(one.up(), two.get())'), run('e'), edit('d', 'two.up()')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a module pattern of vars, with functions that are hoisted',
    cells: {
      a: `const makeCart = (function () {
  var self = { name: 'cart' }
  return function (prices) {
    var items = [], total
    function add(k) { items.push(k); total = sum() }
    function sum() { var s = 0; items.forEach(k => { s += prices[k] }); return s }
    return { add: add, total: () => total, size: () => self.name + items.length }
  }
})()`,
      b: 'const cart = makeCart({ tea: 3, jam: 4 })',
      c: "cart.add('tea')",
      d: "cart.add('jam')",
      e: 'console.log(cart.total(), cart.size())',
    },
    steps: [runAll, edit('e', 'console.log(cart.size(), cart.total())'), edit('d', "cart.add('tea')")],
    ideal: ['d', 'e'],
  },
  {
    name: 'handlers of a loop over a var, which share its last value',
    cells: {
      a: 'const all = (() => { var fs = []; for (var i = 0; i < 3; i++) fs.push(() => i++); return fs })()',
      b: 'all[0]()',
      c: 'console.log(all.map(f => f()).join())',
    },
    steps: [runAll, edit('c', 'console.log(all[1]())'), run('c'), edit('b', 'all[0](); all[2]()')],
    ideal: ['b', 'c'],
  },
  {
    name: 'variables of a pattern of a let, of which one is the rest',
    cells: {
      a: `const start = options => {
  let { n, step = 1, ...rest } = options
  return { next: () => (n += step), rest: () => Object.keys(rest).join(), forget: () => { rest = {} } }
}`,
      b: 'const it = start({ n: 5, k: 1 })',
      c: 'it.next()',
      d: 'it.forget()',
      e: 'console.log(it.next(), it.rest())',
    },
    steps: [runAll, edit('e', 'console.log(it.rest(), it.next())'), run('e'), edit('c', 'it.next(); it.next()')],
    ideal: ['c', 'd', 'e'],
  },
  {
    name: 'a pair taken apart, as hooks have it',
    cells: {
      a: 'const useState = first => { let [value, count] = [first, 0]; return [() => value, v => { value = v; count++ }, () => count] }',
      b: "const [get, set, count] = useState('x')",
      c: "set('y')",
      d: 'console.log(get(), count())',
    },
    steps: [runAll, edit('d', 'console.log(count(), get())'), edit('c', "set('z')")],
    ideal: ['c', 'd'],
  },
  {
    name: 'buttons of a counting loop that its closures count on',
    cells: {
      a: 'const buttons = []',
      b: 'for (let i = 0, n = 10; i < 4; i++) { if (i === 1) i++; buttons.push({ press: () => (i += n), read: () => i }) }',
      c: 'buttons[1].press()',
      d: "console.log(buttons.map(b => b.read()).join(' '))",
    },
    steps: [runAll, edit('d', 'console.log(buttons[1].read())'), edit('c', 'buttons[0].press(); buttons[2].press()')],
    ideal: ['c', 'd'],
  },
  {
    name: 'closures of a loop over values, each with its own',
    cells: {
      a: "const left = {}\nfor (let [name, stock] of [['tea', 2], ['jam', 1]]) left[name] = { take: () => --stock, see: () => stock }",
      b: 'left.tea.take()',
      c: 'console.log(left.tea.see(), left.jam.see())',
    },
    steps: [runAll, edit('c', 'console.log(left.jam.take(), left.tea.see())'), run('c'), edit('b', 'left.jam.take()')],
    ideal: ['b', 'c'],
  },
  {
    name: 'a class that a function makes over a table, with its instances',
    cells: {
      a: 'const makeModel = table => class { constructor(id) { this.id = id } get name() { return table.get(this.id) } rename = name => { table.set(this.id, name) } }',
      b: "const User = makeModel(new Map([[1, 'ann']]))",
      c: "const Town = makeModel(new Map([[1, 'ulm']]))",
      d: 'const one = new User(1)',
      e: "one.rename('eva')",
      f: 'console.log(one.name, new Town(1).name, one instanceof User, one instanceof Town)',
    },
    steps: [
      runAll,
      edit('f', 'console.log(one instanceof User, new User(1).name, one instanceof Town, new Town(1).name)'),
      runAll,
      edit('e', "one.rename('ida')"),
    ],
    ideal: ['e', 'f'],
  },
  {
    name: 'mixins that name their base and count what they make',
    cells: {
      a: 'class Point { constructor(x) { this.x = x } }',
      b: 'const Counted = Base => { let made = 0; return class extends Base { constructor(...all) { super(...all); made++ } static get made() { return made } } }',
      c: 'const Tagged = (Base, tag) => class extends Base { toString() { return `${tag}:${Base.name}:${this.x}` } }',
      d: "const A = Tagged(Counted(Point), 'a')",
      e: "const B = Tagged(A, 'b')",
      f: 'const points = [new A(1), new B(2), new B(3)]',
      g: 'console.log(points.join(), A.made, points[1] instanceof A, points[0] instanceof B)',
    },
    steps: [
      runAll,
      edit('g', 'console.log(points.join(), B.made, points.map(p => p instanceof B).join())'),
      edit('f', 'const points = [new B(4), new A(1)]'),
    ],
    ideal: ['f', 'g'],
  },
  {
    name: 'a private class of a factory, whose instances others hold',
    cells: {
      a: 'const makePool = limit => { let open = 0; class Slot { #no = ++open; get no() { return `${this.#no}/${limit}` } is(o) { return o instanceof Slot } } return { take: () => (open < limit ? new Slot() : null), open: () => open } }',
      b: 'const pool = makePool(2)',
      c: 'const first = pool.take()',
      d: 'const second = pool.take()',
      e: 'console.log(first.no, second.no, first.is(second), pool.take(), pool.open())',
    },
    steps: [
      runAll,
      edit('e', 'console.log(pool.open(), second.is(first), second.no)'),
      run('e'),
      edit('d', 'const second = first'),
    ],
    ideal: ['d', 'e'],
  },
]
