/** Golden cases of values that hide state or share it: collections, views, exotic objects, symbols, errors, iterators. */
import { type Case, edit, remove, runAll } from './case.ts'

export const valueCases: readonly Case[] = [
  {
    name: 'an alias through a Map value',
    cells: {
      a: 'const user = { name: "a" }',
      b: `const byId = new Map([[1, user]])`,
      c: `byId.get(1).name = 'b'`,
      d: 'console.log(user.name)',
    },
    steps: [runAll, edit('c', `byId.get(1).name = 'c'`)],
    ideal: ['c', 'd'],
  },
  {
    name: 'an object as a Map key, changed through the key',
    cells: {
      a: 'const key = { n: 1 }',
      b: 'const m = new Map([[key, "v"]])',
      c: '[...m.keys()][0].n = 2',
      d: 'console.log(key.n, m.get(key))',
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'an alias through a closure',
    cells: {
      a: 'const box = { n: 1 }',
      b: 'const grab = (o => () => o)(box)',
      c: 'grab().n = 5',
      d: 'console.log(box.n)',
    },
    steps: [runAll, edit('c', 'grab().n = 6')],
  },
  {
    name: 'an alias through a prototype',
    cells: {
      a: 'const base = { list: [] }',
      b: 'const child = Object.create(base)',
      c: 'child.list.push(1)',
      d: 'console.log(base.list.length)',
    },
    steps: [runAll, edit('c', 'child.list.push(1, 2)')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a getter of a class with side effects, in two cells',
    cells: {
      a: `class Ticket { #n = 0; get next() { return ++this.#n } }`,
      b: 'const ticket = new Ticket()',
      c: 'console.log(ticket.next)',
      d: 'console.log(ticket.next)',
    },
    steps: [runAll, edit('c', 'console.log(ticket.next, ticket.next)')],
  },
  {
    name: 'a static block and a static private counter',
    cells: {
      a: `class Id { static #n = 0; static { Id.#n = 10 } static next() { return Id.#n++ } }`,
      b: 'const one = Id.next()',
      c: 'const two = Id.next()',
      d: 'console.log(one, two)',
    },
    steps: [runAll, remove('b'), edit('d', 'console.log(two)')],
  },
  {
    name: 'a class edited, with instances in an array',
    cells: {
      a: 'class Shape { area() { return 1 } }',
      b: 'const shapes = [new Shape(), new Shape()]',
      c: 'shapes.push(new Shape())',
      d: 'console.log(shapes.map(s => s.area()).join(), shapes.every(s => s instanceof Shape))',
    },
    steps: [runAll, edit('a', 'class Shape { area() { return 2 } }')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a subclass of Array',
    cells: {
      a: `class Stack extends Array { top() { return this.at(-1) } }`,
      b: 'const st = Stack.from([1, 2])',
      c: 'st.push(3)',
      d: 'console.log(st.top(), st.length, st instanceof Stack, Array.isArray(st))',
    },
    steps: [runAll, edit('c', 'st.push(4)')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a subclass of Map with a field',
    cells: {
      a: `class Counter extends Map { hits = 0; bump(k) { this.hits++; return this.set(k, (this.get(k) ?? 0) + 1) } }`,
      b: 'const cnt = new Counter()',
      c: `cnt.bump('x')`,
      d: `cnt.bump('x')`,
      e: 'console.log(cnt.hits, [...cnt].join())',
    },
    steps: [runAll, remove('c')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a subclass of Error with a cause',
    cells: {
      a: `class Fault extends Error { constructor(m, o) { super(m, o); this.name = 'Fault' } }`,
      b: `const inner = new TypeError('deep')`,
      c: `const fault = new Fault('top', { cause: inner })`,
      d: `inner.message = 'deeper'`,
      e: 'console.log(fault.cause.message, fault.cause === inner, fault instanceof Fault, String(fault))',
    },
    steps: [runAll, edit('d', `inner.message = 'deepest'`)],
    ideal: ['d', 'e'],
  },
  {
    name: 'frozen and sealed objects',
    cells: {
      a: 'const conf = { a: 1, in: { b: 2 } }',
      b: 'Object.freeze(conf)',
      c: 'try { conf.a = 9 } catch {}',
      d: 'conf.in.b = 3',
      e: 'console.log(conf.a, conf.in.b, Object.isFrozen(conf))',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'an array with holes, filled by one cell',
    cells: {
      a: 'const gaps = [, 1, , 2]',
      b: 'gaps[0] = 0',
      c: 'delete gaps[1]',
      d: 'console.log(0 in gaps, 1 in gaps, 2 in gaps, gaps.length)',
    },
    steps: [runAll, edit('b', 'gaps.length = 6')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'length of an array cut short',
    cells: { a: 'const arr = [1, 2, 3, 4]', b: 'arr.length = 2', c: 'arr.push(9)', d: 'console.log(arr.join())' },
    steps: [runAll, remove('b')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a symbol shared by two cells through the registry',
    cells: {
      a: `const o = {}`,
      b: `o[Symbol.for('k')] = 1`,
      c: `console.log(o[Symbol.for('k')], Object.getOwnPropertySymbols(o).length)`,
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'Symbol.iterator put on an object',
    cells: {
      a: 'const range = { to: 3 }',
      b: 'range[Symbol.iterator] = function* () { for (let i = 0; i < this.to; i++) yield i }',
      c: 'range.to++',
      d: 'console.log([...range].join())',
    },
    steps: [runAll, edit('c', 'range.to += 2')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a proxy that counts reads',
    cells: {
      a: 'const seen = { n: 0 }',
      b: 'const spy = new Proxy({ v: 1 }, { get(t, k, r) { if (k === "v") seen.n++; return Reflect.get(t, k, r) } })',
      c: 'spy.v',
      d: 'spy.v + spy.v',
      e: 'console.log(seen.n)',
    },
    steps: [runAll, edit('c', 'let unread = 1')],
  },
  {
    name: 'a tagged template that remembers its strings',
    cells: {
      a: 'const tags = new Set()',
      b: 'const tag = strings => { tags.add(strings); return tags.size }',
      c: 'for (let i = 0; i < 2; i++) tag`one`',
      d: 'tag`two`',
      e: 'console.log(tags.size)',
    },
    steps: [runAll, edit('d', 'tag`three`; tag`four`')],
  },
  {
    name: 'BigInt arrays over one buffer',
    cells: {
      a: 'const big = new BigInt64Array(2)',
      b: 'const half = new Int32Array(big.buffer)',
      c: 'half[0] = 7',
      d: 'big[1] = 5n',
      e: 'console.log(big.join(), half.join())',
    },
    steps: [runAll, edit('c', 'half[0] = 8')],
    ideal: ['c', 'd', 'e'],
  },
  {
    name: 'a SharedArrayBuffer seen by two views',
    cells: {
      a: 'const shared = new SharedArrayBuffer(8)',
      b: 'const v1 = new Int32Array(shared)',
      c: 'const v2 = new Uint8Array(shared)',
      d: 'Atomics.add(v1, 0, 258)',
      e: 'console.log(v2[0], v2[1])',
    },
    steps: [runAll, edit('d', 'Atomics.add(v1, 0, 515)')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a Date set twice',
    cells: {
      a: 'const day = new Date(0)',
      b: 'day.setUTCDate(2)',
      c: 'day.setUTCHours(3)',
      d: 'console.log(day.toISOString())',
    },
    steps: [runAll, edit('b', 'day.setUTCDate(5)')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a WeakRef and what it leads to',
    cells: {
      a: 'const kept = { n: 1 }',
      b: 'const ref = new WeakRef(kept)',
      c: 'ref.deref().n++',
      d: 'console.log(kept.n)',
    },
    steps: [runAll, edit('c', 'ref.deref().n += 2')],
  },
  {
    name: 'a WeakSet that brands objects',
    cells: {
      a: 'const brand = new WeakSet()',
      b: 'const thing = {}',
      c: 'brand.add(thing)',
      d: 'console.log(brand.has(thing))',
    },
    steps: [runAll, remove('c')],
  },
  {
    name: 'a private field of another instance',
    cells: {
      a: `class Acc { #b = 0; add(n) { this.#b += n; return this } static move(x, y, n) { x.#b -= n; y.#b += n } get b() { return this.#b } }`,
      b: 'const x = new Acc().add(10)',
      c: 'const y = new Acc()',
      d: 'Acc.move(x, y, 4)',
      e: 'console.log(x.b, y.b)',
    },
    steps: [runAll, edit('d', 'Acc.move(x, y, 5)')],
  },
  {
    name: 'a generator half consumed by a spread of one cell',
    cells: {
      a: 'const gen = (function* () { yield 1; yield 2; yield 3 })()',
      b: 'const first = gen.next().value',
      c: 'const rest = [...gen]',
      d: 'console.log(first, rest.join())',
    },
    steps: [runAll, edit('b', 'const first = 0')],
  },
  {
    name: 'an array iterator between cells',
    cells: {
      a: 'const letters = ["a", "b", "c"]',
      b: 'const it = letters[Symbol.iterator]()',
      c: 'console.log(it.next().value)',
      d: 'console.log(it.next().value)',
      e: 'letters.push("d")',
      f: 'console.log([...it].join())',
    },
    steps: [runAll, remove('c')],
    onlyInOneSession:
      'the iterator is made again over an array that the store brings back, and not over the one that grows',
  },
  {
    name: 'a Map iterator between cells',
    cells: {
      a: 'const mm = new Map([[1, "x"], [2, "y"]])',
      b: 'const entries = mm.entries()',
      c: 'console.log(entries.next().value.join())',
      d: 'mm.set(3, "z")',
      e: 'console.log([...entries].join("|"))',
    },
    steps: [runAll, edit('d', 'mm.delete(2)')],
    onlyInSession:
      'nothing tells which Map an iterator is over, so a change made to it in a worker is not brought to it',
  },
  {
    name: 'structuredClone cuts the alias',
    cells: {
      a: 'const src = { deep: { n: 1 } }',
      b: 'const copy = structuredClone(src)',
      c: 'copy.deep.n = 2',
      d: 'console.log(src.deep.n, copy.deep.n)',
    },
    steps: [runAll, edit('b', 'const copy = src')],
  },
  {
    name: 'a regular expression that keeps its place, sticky',
    cells: {
      a: 'const lexer = /\\w/y',
      b: 'console.log(lexer.exec("abc")[0])',
      c: 'console.log(lexer.exec("abc")[0])',
      d: 'console.log(lexer.lastIndex)',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'Intl formatters',
    cells: {
      a: `const fmt = new Intl.NumberFormat('en', { minimumFractionDigits: 2 })`,
      b: 'const money = n => fmt.format(n)',
      c: 'console.log(money(3))',
    },
    steps: [runAll, edit('a', `const fmt = new Intl.NumberFormat('en', { minimumFractionDigits: 1 })`)],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'URLSearchParams of a URL',
    cells: {
      a: `const url = new URL('http://h/p?a=1')`,
      b: `url.searchParams.append('b', '2')`,
      c: 'console.log(url.href)',
    },
    steps: [runAll, edit('b', `url.searchParams.append('c', '3')`)],
  },
  {
    name: 'a Buffer slice is a view',
    cells: {
      a: `const buf = Buffer.from('hello')`,
      b: 'const part = buf.subarray(1, 3)',
      c: 'part[0] = 69',
      d: 'console.log(buf.toString())',
    },
    steps: [runAll, edit('c', 'part[1] = 76')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a function with properties',
    cells: {
      a: 'const fn = () => { fn.calls = (fn.calls ?? 0) + 1 }',
      b: 'fn()',
      c: 'fn()',
      d: 'console.log(fn.calls)',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'a bound function and its target',
    cells: {
      a: 'const state = { n: 0 }',
      b: 'const inc = function () { return ++this.n }.bind(state)',
      c: 'inc()',
      d: 'console.log(state.n)',
    },
    steps: [runAll, edit('c', 'inc(); inc()')],
  },
  {
    name: 'an object swapped for its equal',
    cells: {
      a: 'let cur = { n: 1 }',
      b: 'const hold = cur',
      c: 'cur = { n: 1 }',
      d: 'cur.n = 5',
      e: 'console.log(hold.n)',
    },
    steps: [runAll, remove('c')],
  },
  {
    name: 'NaN, -0 and undefined keep apart',
    cells: {
      a: 'let z = 0',
      b: 'console.log(Object.is(z, -0), 1 / z)',
      c: 'let u = [undefined]',
      d: 'console.log(u.length, 0 in u)',
    },
    steps: [runAll, edit('a', 'let z = -0'), edit('c', 'let u = [,]')],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'order of keys is content',
    cells: { a: 'const dict = { b: 1, a: 2 }', b: 'console.log(Object.keys(dict).join())' },
    steps: [runAll, edit('a', 'const dict = { a: 2, b: 1 }')],
    ideal: ['a', 'b'],
  },
]
