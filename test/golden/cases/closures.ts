/** Golden cases of closures over variables that change, however these are declared: each is put back, stored and found again without its makers. */
import { type Case, edit, run, runAll } from './case.ts'

export const closureCases: readonly Case[] = [
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
]
