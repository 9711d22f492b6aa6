/** Arrow functions keep their `this` in a variable: what they say, are called and return stays as it was. */
import { describe, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

const logged = async (...cells: readonly string[]): Promise<readonly string[]> => {
  const it = new CellSession()
  let last = await it.run('')
  for (const cell of cells) {
    last = await it.run(cell)
    if (last.error) throw last.error
  }
  return last.log
}

describe('the `this` of an arrow function', () => {
  test.each<[string, string, readonly string[]]>([
    ['in a field', 'class A { n = 1; up = (by = 1) => this.n += by }\nconst a = new A(); a.up(2); log(a.n)', ['3']],
    [
      'in a field of a generic',
      'class A<T> { all: T[] = []; add = (x: T): void => { this.all.push(x) } }\nconst a = new A<number>(); a.add(2); log(a.all)',
      ['2'],
    ],
    [
      'as an argument in a field',
      'const twice = f => () => f() + f()\nclass A { n = 2; get = twice(() => this.n) }\nlog(new A().get())',
      ['4'],
    ],
    ['in a method', 'class A { n = 1; all() { return [1, 2].map(x => x + this.n) } }\nlog(new A().all())', ['2,3']],
    ['in a getter', 'class A { n = 1; get f() { return () => this.n } }\nlog(new A().f())', ['1']],
    ['in a static field', 'class A { static n = 7; static get = () => this.n }\nlog(A.get())', ['7']],
    [
      'in a private field',
      'class A { #n = 1; #up = () => ++this.#n; up() { return this.#up() } }\nlog(new A().up())',
      ['2'],
    ],
    ['in an arrow function', 'class A { n = 1; f = () => () => this.n }\nlog(new A().f()())', ['1']],
    ['in a constructor', 'class A { n = 1; f; constructor() { this.f = () => this.n } }\nlog(new A().f())', ['1']],
    [
      'in a constructor behind super',
      'class A { n = 1 }\nclass B extends A { f; constructor(x) { const y = x; super(); this.f = () => this.n + y } }\nlog(new B(2).f())',
      ['3'],
    ],
    [
      'in a constructor before super',
      'class A { constructor(f) { this.f = f } n = 1 }\nclass B extends A { constructor() { super(() => this.n) } }\nlog(new B().f())',
      ['1'],
    ],
    [
      'where super is called in a branch',
      'class A { n = 1 }\nclass B extends A { constructor() { if (true) { super() } this.f = () => this.n } }\nlog(new B().f())',
      ['1'],
    ],
    ['of an object’s method', 'const o = { n: 1, f() { return () => this.n } }\nlog(o.f()())', ['1']],
    [
      'of a function that is called on something',
      'function f() { return () => this }\nlog(f.call(5)(), f()())',
      ['5 undefined'],
    ],
    [
      'of an async method',
      'class A { n = 1; async f() { return await Promise.all([1].map(async x => x + this.n)) } }\nlog(await new A().f())',
      ['2'],
    ],
    ['of a generator', 'class A { n = 1; *f() { yield () => this.n } }\nlog([...new A().f()][0]())', ['1']],
    ['in a default', 'class A { n = 1; f(g = () => this.n) { return g() } }\nlog(new A().f())', ['1']],
    [
      'in the heritage of a class',
      'function f() { return class extends (() => this.base)() {} }\nlog(f.call({ base: Date }).name)',
      [''],
    ],
    [
      'in a computed key',
      'class A { n = "k"; f() { return class { [(() => this.n)()]() { return 1 } } } }\nlog(new (new A().f())().k())',
      ['1'],
    ],
    [
      'beside super',
      'class A { g() { return 1 } }\nclass B extends A { n = 2; f = () => super.g() + this.n }\nlog(new B().f())',
      ['3'],
    ],
    [
      'in a function expression is its own',
      'class A { n = 1; f = () => [function () { return this }].map(g => g())[0] }\nlog(new A().f())',
      ['undefined'],
    ],
    ['in eval', 'class A { n = 1; f = () => eval("this.n") + this.n }\nlog(new A().f())', ['2']],
  ])('%s', async (_name, cell, said) => {
    expect(await logged(cell)).toEqual(said)
  })

  test.each<[string, string]>([
    ['f = () => this', 'f'],
    ['#f = () => this; f = this.#f', '#f'],
    ["'a b' = () => this; f = this['a b']", 'a b'],
    ['1.5 = () => this; f = this[1.5]', '1.5'],
    ['__proto__ = () => this; f = Reflect.getOwnPropertyDescriptor(this, "__proto__").value', '__proto__'],
    ['["a" + "b"] = () => this; f = this.ab', 'ab'],
    ['static f = () => this; f = A.f', 'f'],
  ])('%s: called as the field is', async (fields, name) => {
    expect(await logged(`class A { ${fields} }\nlog(new A().f.name)`)).toEqual([name])
  })

  test('a missing method is said to be missing on this', async () => {
    expect(await logged('class A { f = () => this.g() }\ntry { new A().f() } catch (e) { log(e.message) }')).toEqual([
      'this.g is not a function',
    ])
  })
})
