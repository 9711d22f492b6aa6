/** Classes with private members of every shape: how an instance is made, changed and looked at, as plain code. */
export interface ClassShape {
  readonly name: string
  /** Defines `C` and whatever it needs, in compiled form. */
  readonly classes: string
  /** An expression. */
  readonly make: string
  /** Changes `x`. */
  readonly change: string
  /** An expression that shows all of `x` that can be shown. */
  readonly look: string
  /** Before another is made. */
  readonly again?: string
  /** Why it isn't stored. */
  readonly whyNot?: string
}

export const classShapes: readonly ClassShape[] = [
  {
    name: 'a field',
    classes: '$$C.v = class Counter { #n = 0; add() { this.#n++ } get n() { return this.#n } }',
    make: 'new $$C.v()',
    change: '$$x.v.add()',
    look: '[$$x.v.n, Reflect.ownKeys($$x.v), $$x.v instanceof $$C.v]',
  },
  {
    name: 'fields without initialiser, given by a constructor',
    classes:
      '$$C.v = class Account { #owner; #n; constructor({ owner, n = 1 }) { if (!owner) throw new Error("none"); this.#owner = owner; this.#n = n } add() { this.#n *= 2 } toString() { return `${this.#owner} ${this.#n}` } }',
    make: 'new $$C.v({ owner: "ann", n: 3 })',
    change: '$$x.v.add()',
    look: 'String($$x.v)',
  },
  {
    name: 'initialisers that draw, count, throw when called again and are named by their fields',
    classes:
      '$$made.v = 0; $$once.v = () => { if ($$made.v++) throw new Error("again"); return $$made.v }; $$C.v = class { #id = $$once.v(); #at = Math.random(); #f = () => 1; #g = function () {}; #K = class {}; #o = { ...{ a: 1 } }; up() { this.#id += 1; this.#o.a++ } look() { return [this.#id, this.#f(), this.#f.name, this.#g.name, this.#K.name, this.#o.a] } }',
    make: 'new $$C.v()',
    change: '$$x.v.up()',
    look: '$$x.v.look()',
    again: '$$made.v = 0',
  },
  {
    name: 'public fields between private ones',
    classes:
      '$$C.v = class { a = 1; #b = 2; c = this.#b + 1; #d = this.c + 1; up() { this.a++; this.#b++; this.#d++ } look() { return [this.a, this.#b, this.c, this.#d] } }',
    make: 'new $$C.v()',
    change: '$$x.v.up()',
    look: '[$$x.v.look(), Object.entries($$x.v)]',
  },
  {
    name: 'a subclass with a field of the same name',
    classes:
      '$$B.v = class B { #n = 1; up() { this.#n++ } base() { return this.#n } }; $$C.v = class C extends $$B.v { #n; #m = []; constructor(n) { super(); this.#n = n } up() { super.up(); this.#n++; this.#m.push(1) } look() { return [this.base(), this.#n, this.#m.length] } }',
    make: 'new $$C.v(10)',
    change: '$$x.v.up()',
    look: '[$$x.v.look(), $$x.v instanceof $$B.v]',
  },
  {
    name: 'a subclass that calls super late, after work of its own',
    classes:
      '$$B.v = class B { #n; constructor(n) { this.#n = n } up() { this.#n++ } get n() { return this.#n } }; $$C.v = class C extends $$B.v { #m = 1; constructor(a, b = 2) { const n = a + b; if (n > 100) throw new RangeError(); super(n); this.#m += n } get m() { return this.#m } }',
    make: 'new $$C.v(1)',
    change: '$$x.v.up()',
    look: '[$$x.v.n, $$x.v.m]',
  },
  {
    name: 'methods, accessors and a brand check',
    classes:
      '$$C.v = class C { #n = 1; static is(o) { return #twice in o } static isField(o) { return #n in o } #twice() { return this.#n * 2 } get #it() { return this.#n } set #it(n) { this.#n = n } up() { this.#it = this.#it + 1 } look() { return [this.#twice(), this.#it] } }',
    make: 'new $$C.v()',
    change: '$$x.v.up()',
    look: '[$$x.v.look(), $$C.v.is($$x.v), $$C.v.isField($$x.v), $$C.v.is({})]',
  },
  {
    name: 'a method and no field, with a public one that changes',
    classes: '$$C.v = class C { a = 1; #twice() { return this.a * 2 } look() { return this.#twice() } }',
    make: 'new $$C.v()',
    change: '$$x.v.a++',
    look: '$$x.v.look()',
  },
  {
    name: 'a nameless subclass of a class with methods only',
    classes:
      '$$B.v = class { #one() { return 1 } base() { return this.#one() } }; $$C.v = class extends $$B.v { #n = 5; #two() { return this.#n } up() { this.#n++ } look() { return [this.base(), this.#two()] } }',
    make: 'new $$C.v()',
    change: '$$x.v.up()',
    look: '$$x.v.look()',
  },
  {
    name: 'a Map',
    classes:
      '$$C.v = class extends Map { #hits = 0; get(k) { this.#hits++; return super.get(k) } get hits() { return this.#hits } }',
    make: 'new $$C.v([["a", 1]])',
    change: '$$x.v.get("a"); $$x.v.set("b", 2)',
    look: '[$$x.v.hits, [...$$x.v]]',
  },
  {
    name: 'an Error',
    classes:
      '$$C.v = class Failure extends Error { #code; constructor(text, code) { super(text); this.#code = code } up() { this.#code++ } get code() { return this.#code } }',
    make: 'new $$C.v("no", 7)',
    change: '$$x.v.up()',
    look: '[$$x.v.code, $$x.v.message, $$x.v instanceof Error]',
  },
  {
    name: 'an array',
    classes:
      '$$C.v = class extends Array { #left = 3; note(x) { this.#left--; this.push(x) } get left() { return this.#left } }',
    make: '$$C.v.from([1, 2])',
    change: '$$x.v.note(3)',
    look: '[$$x.v.left, [...$$x.v], Array.isArray($$x.v)]',
  },
  {
    name: 'a typed array, a date and a promise',
    classes:
      '$$C.v = class extends Float64Array { #unit = "m"; in(u) { this.#unit = u } get unit() { return this.#unit } }; $$D.v = class extends Date { #zone = 1; to(z) { this.#zone = z } get zone() { return this.#zone } }; $$P.v = class extends Promise { #n = 1; up() { this.#n++ } get n() { return this.#n } static get [Symbol.species]() { return Promise } }',
    make: '[new $$C.v([1.5]), new $$D.v(5), $$P.v.resolve(1)]',
    change: '$$x.v[0].in("km"); $$x.v[1].to(2); $$x.v[2].up()',
    look: '[$$x.v[0].unit, $$x.v[0][0], $$x.v[1].zone, +$$x.v[1], $$x.v[2].n]',
  },
  {
    name: 'a frozen one',
    classes:
      '$$C.v = class C { #n = 1; a = 1; constructor() { Object.freeze(this) } up() { this.#n++ } get n() { return this.#n } }',
    make: 'new $$C.v()',
    change: '$$x.v.up()',
    look: '[$$x.v.n, Object.isFrozen($$x.v)]',
  },
  {
    name: 'one without a prototype of its own any more',
    classes: '$$C.v = class C { #n = 1; static up(o) { o.#n++ } static n(o) { return o.#n } }',
    make: 'Object.setPrototypeOf(new $$C.v(), null)',
    change: '$$C.v.up($$x.v)',
    look: '$$C.v.n($$x.v)',
    whyNot: 'x is an object with private fields that its classes do not tell of',
  },
  {
    name: 'an object that a constructor returned, and a function',
    classes:
      '$$G.v = class { constructor(o) { return o } }; $$C.v = class C extends $$G.v { #t = 0; static up(o) { o.#t++ } static t(o) { return #t in o ? o.#t : "none" } }; $$make.v = o => (new $$C.v(o), o)',
    make: '[$$make.v({ a: 1 }), $$make.v(function named() {}), $$make.v(new Map()), {}]',
    change: '$$x.v.slice(0, 3).forEach(o => $$C.v.up(o))',
    look: '$$x.v.map(o => $$C.v.t(o))',
    whyNot: 'x[0] is an object with private fields that its classes do not tell of',
  },
  {
    name: 'cycles, and others of its class in what it holds',
    classes:
      '$$C.v = class Node { #next = null; #label; constructor(l) { this.#label = l } link(o) { this.#next = o; return o } name(l) { this.#label = l } walk(n) { return n === 0 ? "" : this.#label + this.#next.walk(n - 1) } }; $$ring.v = () => { const a = new $$C.v("a"); a.link(new $$C.v("b")).link(a); return new Map([["one", a], ["two", [a]]]) }',
    make: '$$ring.v()',
    change: '$$x.v.get("one").name("z")',
    look: '[$$x.v.get("one").walk(5), $$x.v.get("one") === $$x.v.get("two")[0]]',
  },
  {
    name: 'a hundred fields, and as many properties added and deleted',
    classes: `$$C.v = class C { ${Array.from({ length: 100 }, (_, i) => `#f${i} = ${i};`).join(' ')} up() { this.#f99++; this.#f0-- } look() { return [this.#f0, this.#f50, this.#f99] } }; $$made.v = () => { const o = new $$C.v(); for (let i = 0; i < 2000; i++) o['k' + i] = i; for (let i = 0; i < 1990; i++) delete o['k' + i]; return o }`,
    make: '$$made.v()',
    change: '$$x.v.up()',
    look: '[$$x.v.look(), Object.keys($$x.v).length]',
  },
  {
    name: 'handlers that keep `this`',
    classes: `$$C.v = class Button { #clicks = 0; #handler = ($$0this => ({ ["#handler"]: () => ++$$0this.#clicks })["#handler"])(this); onClick = ($$0this => ({ ['onClick']: () => $$0this.#handler() })['onClick'])(this); get clicks() { return this.#clicks } }`,
    make: 'new $$C.v()',
    change: '$$x.v.onClick()',
    look: '[$$x.v.clicks, $$x.v.onClick.name]',
    whyNot: 'x.onClick is a function that uses private fields of the class around it',
  },
]
