/** Golden cases of private fields: they are put back, stored and sent as public ones are, and no maker runs for them. */
import { type Case, edit, remove, run, runAll } from './case.ts'

/** Making one checks, computes and calls; the class that the other extends is the module's alone. */
const dice = `class Rng {
  #state
  constructor(seed) { if (!Number.isInteger(seed)) throw new TypeError('seed'); this.#state = this.#step(seed) }
  #step(n) { return (n * 16807) % 2147483647 }
  next() { return (this.#state = this.#step(this.#state)) }
}
export class Die extends Rng {
  #sides = Math.max(2, 6)
  rolls = 0
  constructor(seed) { super(seed * 2); this.#note() }
  #note() { this.rolls++ }
  roll() { this.#note(); return this.next() % this.#sides }
}
`
export const privateFieldCases: readonly Case[] = [
  {
    name: 'a counter with a private field, changed by a cell that is edited',
    cells: {
      a: 'class Counter { #n = 0; add(by = 1) { this.#n += by; return this } get value() { return this.#n } }',
      b: 'const counter = new Counter()',
      c: 'counter.add(2)',
      d: 'counter.add(3)',
      e: 'console.log(counter.value, counter instanceof Counter)',
    },
    steps: [runAll, edit('c', 'counter.add(20)')],
    ideal: ['c', 'd', 'e'],
  },
  {
    name: 'the change of a private field taken away',
    cells: {
      a: 'class Stack { #items = []; push(x) { this.#items.push(x); return this } get text() { return this.#items.join() } }',
      b: 'const stack = new Stack().push(1)',
      c: 'stack.push(2)',
      d: 'console.log(stack.text)',
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'private fields given in a constructor that checks its arguments',
    cells: {
      a: 'let made = 0\nclass Account { #owner; #balance; #id = ++made; constructor({ owner, balance = 0 }) { if (typeof owner !== "string") throw new Error("no owner"); this.#owner = owner; this.#balance = balance } put(n) { if (n <= 0) throw new RangeError("nothing"); this.#balance += n } toString() { return `${this.#id} ${this.#owner} ${this.#balance}` } }',
      b: 'const ann = new Account({ owner: "ann" }), bob = new Account({ owner: "bob", balance: 5 })',
      c: 'ann.put(1)',
      d: 'bob.put(2)',
      e: 'console.log(String(ann), String(bob), made)',
    },
    steps: [runAll, edit('c', 'ann.put(10)')],
  },
  {
    name: 'a subclass with private fields of the same name',
    cells: {
      a: 'class Base { #n = 1; bump() { this.#n++; return this } base() { return this.#n } }',
      b: 'class Sub extends Base { #n = 10; bump() { super.bump(); this.#n++; return this } own() { return this.#n } }',
      c: 'const sub = new Sub()',
      d: 'sub.bump()',
      e: 'console.log(sub.base(), sub.own(), Object.keys(sub))',
    },
    steps: [runAll, edit('d', 'sub.bump().bump()')],
    ideal: ['d', 'e'],
  },
  {
    name: 'private methods, accessors and a brand check',
    cells: {
      a: 'class Temperature { #celsius = 0; static is(o) { return #convert in o } #convert() { return this.#celsius * 1.8 + 32 } get #shown() { return `${this.#convert()} F` } set #kelvin(k) { this.#celsius = k - 273 } warm(k) { this.#kelvin = 273 + k } get text() { return this.#shown } }',
      b: 'const outside = new Temperature()',
      c: 'outside.warm(10)',
      d: 'console.log(outside.text, Temperature.is(outside), Temperature.is({}))',
    },
    steps: [runAll, edit('c', 'outside.warm(20)')],
    ideal: ['c', 'd'],
  },
  {
    name: 'private methods and no field at all',
    cells: {
      a: 'class Greeter { name = "x"; #hello() { return `hello ${this.name}` } greet() { return this.#hello() } }',
      b: 'const greeter = new Greeter()',
      c: 'greeter.name = "you"',
      d: 'console.log(greeter.greet())',
    },
    steps: [runAll, edit('c', 'greeter.name = "them"')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a private static counter',
    cells: {
      a: 'class Id { static #next = 1; static take() { return Id.#next++ } static #twice(n) { return n * 2 } static twice() { return Id.#twice(Id.#next) } }',
      b: 'const one = Id.take()',
      c: 'const two = Id.take()',
      d: 'console.log(one, two, Id.twice())',
    },
    steps: [runAll, edit('c', 'const two = Id.take() + Id.take()')],
    ideal: ['c', 'd'],
  },
  {
    name: 'private fields of a Map, an Error and an array that were extended',
    cells: {
      a: 'class Hits extends Map { #hits = 0; get(k) { this.#hits++; return super.get(k) } get hits() { return this.#hits } }',
      b: 'class Failure extends Error { #code; constructor(text, code) { super(text); this.#code = code } raise() { this.#code++; return this } get code() { return this.#code } }',
      c: 'class Log extends Array { #left = 3; note(x) { if (this.#left-- > 0) this.push(x) } }',
      d: 'const hits = new Hits([["a", 1]]), failure = new Failure("no", 7), log = Log.from([0])',
      e: 'hits.get("a"); failure.raise(); log.note(1)',
      f: 'hits.get("a"); log.note(2); log.note(3); log.note(4)',
      g: 'console.log(hits.hits, failure.message, failure.code, log.join(), log instanceof Log)',
    },
    steps: [runAll, edit('e', 'hits.get("a"); hits.get("b"); failure.raise().raise()')],
    ideal: ['e', 'f', 'g'],
  },
  {
    name: 'instances with private fields in a map, an array and a cycle',
    cells: {
      a: 'class Node { #next = null; #label; constructor(label) { this.#label = label } link(to) { this.#next = to; return to } rename(label) { this.#label = label } walk(n) { return n === 0 ? "" : this.#label + (this.#next?.walk(n - 1) ?? "") } }',
      b: 'const first = new Node("a"), second = new Node("b")',
      c: 'first.link(second).link(first)',
      d: 'const all = new Map([["one", first]]), list = [second, { deep: first }]',
      e: 'all.get("one").rename("x")',
      f: 'list[0].rename("y")',
      g: 'console.log(first.walk(5), all.get("one") === list[1].deep)',
    },
    steps: [runAll, edit('e', 'all.get("one").rename("z")')],
    ideal: ['e', 'f', 'g'],
  },
  {
    name: 'a frozen instance whose private field changes',
    cells: {
      a: 'class Once { #done = false; text = "t"; constructor() { Object.freeze(this) } do() { const was = this.#done; this.#done = true; return was } }',
      b: 'const once = new Once()',
      c: 'once.do()',
      d: 'console.log(once.do(), Object.isFrozen(once))',
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'the class of an instance with private fields edited',
    cells: {
      a: 'class Meter { #n = 1; tick() { this.#n++ } get n() { return this.#n } }',
      b: 'const meter = new Meter()',
      c: 'meter.tick()',
      d: 'console.log(meter.n)',
    },
    steps: [
      runAll,
      edit('a', 'class Meter { #n = 1; #by = 2; tick() { this.#n += this.#by } get n() { return this.#n } }'),
    ],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a patch of a class with private fields, above and below its instance',
    cells: {
      a: 'class K { #n = 1; get() { return this.#n } up() { this.#n++ } }',
      b: 'const k = new K()',
      c: 'K.prototype.more = function () { return "more" + this.get() }',
      d: 'k.up(); console.log(k.more())',
    },
    steps: [runAll, edit('c', 'K.prototype.more = function () { return "MORE" + this.get() }')],
    ideal: ['c', 'd'],
  },
  {
    name: 'a class expression, a nested class and a class of another class',
    cells: {
      a: 'const Point = class { #x; constructor(x) { this.#x = x } move(by) { this.#x += by } get x() { return this.#x } }',
      b: 'class Outer { static Inner = class { #v = 5; up() { return ++this.#v } get v() { return this.#v } } }',
      c: 'const point = new Point(1), inner = new Outer.Inner()',
      d: 'point.move(2); inner.up()',
      e: 'console.log(point.x, inner.v, point instanceof Point, Point.name)',
    },
    steps: [runAll, edit('d', 'point.move(3); inner.up(); inner.up()')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a private field that an object got from a class it is no instance of',
    cells: {
      a: 'class Given { constructor(o) { return o } }\nclass Tag extends Given { #t = 0; static up(o) { return ++o.#t } static has(o) { return #t in o } }',
      b: 'const plain = { a: 1 }',
      c: 'new Tag(plain)',
      d: 'Tag.up(plain)',
      e: 'console.log(plain, Tag.has(plain), Tag.has({}), Tag.up(plain))',
    },
    steps: [runAll, edit('d', 'Tag.up(plain); Tag.up(plain)')],
  },
  {
    name: 'a cell that only reads private fields, run again by hand',
    cells: {
      a: 'class Range { #from; #to; constructor(from, to) { this.#from = from; this.#to = to } *[Symbol.iterator]() { for (let i = this.#from; i < this.#to; i++) yield i } }',
      b: 'const range = new Range(1, 4)',
      c: 'console.log([...range].join())',
      d: 'console.log(Math.max(...range))',
    },
    steps: [runAll, run('c')],
    ideal: ['c'],
  },
  {
    name: 'the class of instances with private fields run again by hand, with arguments checked and counted',
    cells: {
      a: 'let made = 0\nclass Item { #id = ++made; #tags = new Set(); constructor(tag) { if (!tag) throw new Error("no tag"); this.#tags.add(tag) } tag(t) { this.#tags.add(t) } get text() { return `${this.#id} ${[...this.#tags]}` } }',
      b: 'const item = new Item("a")',
      c: 'item.tag("b")',
      d: 'item.tag("c"); console.log(item.text, item instanceof Item)',
      e: 'console.log(new Item("z").text)',
    },
    steps: [runAll, run('a'), edit('d', 'item.tag("d"); console.log(item.text, item instanceof Item)')],
  },
  {
    name: 'a class with private fields edited and back again',
    cells: {
      a: 'class Lamp { #on = false; flip() { this.#on = !this.#on } get on() { return this.#on } }\nconsole.log("lamp")',
      b: 'const lamp = new Lamp()',
      c: 'lamp.flip()',
      d: 'console.log(lamp.on, lamp instanceof Lamp)',
    },
    steps: [
      runAll,
      edit(
        'a',
        'class Lamp { #on = true; flip() { this.#on = !this.#on } get on() { return this.#on } }\nconsole.log("lamp")',
      ),
      edit(
        'a',
        'class Lamp { #on = false; flip() { this.#on = !this.#on } get on() { return this.#on } }\nconsole.log("light")',
      ),
      edit('c', 'lamp.flip(); lamp.flip()'),
    ],
    ideal: ['c', 'd'],
  },
  {
    name: 'functions that a class hands out over its private field',
    cells: {
      a: 'class Safe { #code; constructor(code) { this.#code = code } static opener() { return (safe) => safe.#code } static shift = (safe, by) => { safe.#code += by } }',
      b: 'const open = Safe.opener()',
      c: 'const safe = new Safe(7)',
      d: 'Safe.shift(safe, 1)',
      e: 'console.log(open(safe))',
    },
    steps: [runAll, edit('d', 'Safe.shift(safe, 2)'), run('a'), edit('e', 'console.log("code", open(safe))')],
  },
  {
    name: 'handlers over a private field',
    cells: {
      a: 'class Button { #clicks = 0; onClick = () => ++this.#clicks; get clicks() { return this.#clicks } }',
      b: 'const button = new Button()',
      c: 'button.onClick()',
      d: 'const handle = button.onClick\nhandle()',
      e: 'console.log(button.clicks)',
    },
    steps: [runAll, edit('c', 'button.onClick(); button.onClick()')],
  },
  {
    name: 'an instance of a module class with private fields',
    cells: {
      a: `import { Tally } from './tally.mjs'`,
      b: 'const tally = new Tally()',
      c: 'tally.add(2)',
      d: 'console.log(tally.total)',
    },
    files: {
      'tally.mjs': 'export class Tally { #total = 0; add(n) { this.#total += n } get total() { return this.#total } }',
    },
    steps: [runAll, edit('c', 'tally.add(3)')],
  },
  {
    name: 'a class of a cell that extends a module class, both with private fields',
    cells: {
      a: `import { Tally } from './tally.mjs'`,
      b: 'class Named extends Tally { #name; constructor(name) { super(); this.#name = name } toString() { return `${this.#name} ${this.total}` } }',
      c: 'const named = new Named("n")',
      d: 'named.add(2)',
      e: 'console.log(String(named))',
    },
    files: {
      'tally.mjs': 'export class Tally { #total = 0; add(n) { this.#total += n } get total() { return this.#total } }',
    },
    steps: [runAll, edit('d', 'named.add(3)')],
  },
  {
    name: 'private fields sent to items and back',
    cells: {
      a: 'class Sum { #n = 0; constructor(n = 0) { this.#n = n } add(n) { this.#n += n; return this } get n() { return this.#n } }',
      b: 'const sums = [new Sum(1), new Sum(2)]',
      c: 'const done = await each(sums, s => new Sum(s.n).add(10))',
      d: 'console.log(done.map(s => s.n), done.every(s => s instanceof Sum))',
    },
    steps: [runAll, edit('b', 'const sums = [new Sum(1), new Sum(3)]')],
    expect: { a: '', b: '', c: '', d: '[ 11, 13 ] true\n' },
  },
  {
    name: 'a private field that a failing cell changed',
    cells: {
      a: 'class Pot { #left = 5; take() { if (this.#left === 0) throw new Error("empty"); return --this.#left } }',
      b: 'const pot = new Pot()',
      c: 'pot.take()',
      d: 'console.log(pot.take())',
    },
    steps: [runAll, edit('c', 'for (let i = 0; i < 9; i++) pot.take()'), edit('c', 'pot.take(); pot.take()')],
    ideal: ['c', 'd'],
  },
  {
    name: 'an instance half made, whose constructor threw',
    cells: {
      a: 'const kept = []\nclass Base { #a = 1; constructor() { kept.push(this) } up() { this.#a++ } get a() { return this.#a } }\nclass Derived extends Base { #b = (() => { throw new Error("no") })(); static has(o) { return #b in o } }',
      b: 'try { new Derived() } catch { }',
      c: 'kept[0].up()',
      d: 'console.log(kept.length, kept[0].a, Derived.has(kept[0]), kept[0] instanceof Derived)',
    },
    steps: [runAll, edit('c', 'kept[0].up(); kept[0].up()')],
  },
  {
    name: 'instances made in workers, of classes that the session has',
    cells: {
      a: 'class Model { #w; #at = Math.max(1, 0); constructor({ w }) { this.#w = w } grow() { this.#w++; return this } get w() { return this.#w + this.#at } }',
      b: 'class Simple { #n = 1; constructor(n) { this.#n = n } get n() { return this.#n } }',
      c: '//| pool: true\nconst model = new Model({ w: 1 }), simple = new Simple(4)',
      d: 'model.grow(); console.log(model.w, model instanceof Model, simple.n, simple instanceof Simple)',
      e: 'console.log(new Model({ w: 5 }).w, model.w)',
    },
    steps: [
      runAll,
      edit(
        'd',
        'model.grow(); model.grow(); console.log(model.w, model instanceof Model, simple.n, simple instanceof Simple)',
      ),
    ],
  },
  {
    name: 'instances of a local module whose constructors check and compute',
    files: { 'dice.mjs': dice },
    cells: {
      a: `import { Die } from './dice.mjs'`,
      b: 'const die = new Die(7)',
      c: 'die.roll()',
      d: 'console.log(die.roll(), die.rolls, die instanceof Die)',
      e: 'die.roll(); die.roll()',
      f: 'console.log(die.roll())',
    },
    steps: [runAll, edit('e', 'die.roll()')],
    ideal: ['e', 'f'],
  },
  {
    name: 'instances of a package whose constructors check and compute, the one changing them deleted',
    files: {
      'node_modules/dice/package.json': '{ "name": "dice", "version": "1.0.0" }',
      'node_modules/dice/index.js': `'use strict'\n${dice.replaceAll('export ', '')}module.exports = { Die }`,
    },
    cells: {
      a: `import { Die } from 'dice'`,
      b: 'const pair = [new Die(3), new Die(4)]',
      c: 'pair.forEach(die => die.roll())',
      d: 'pair[0].roll()',
      e: 'console.log(pair.map(die => die.roll() + "/" + die.rolls).join())',
    },
    steps: [runAll, remove('d')],
    ideal: ['e'],
  },
]
