/** Golden cases of TypeScript in cells: edits to types alone, enums, namespaces, decorators, `using`. Plain Node runs none: each case says what is shown. */
import { type Case, edit, remove, runAll } from './case.ts'

export const typescriptCases: readonly Case[] = [
  {
    name: 'type-only import',
    cells: { a: `import type { Stats } from 'node:fs'\nconst n: number = 1`, b: 'console.log(n)' },
    steps: [runAll, edit('a', `import type { Dirent } from 'node:fs'\nconst n: number = 1`)],
    expect: { a: '', b: `1\n` },
    ideal: [],
  },
  {
    name: 'interface and type alias edits',
    cells: { a: `interface P { a: number }\ntype Q = P | null`, b: 'const p: P = { a: 1 }', c: 'console.log(p.a)' },
    steps: [runAll, edit('a', `interface P { a: number; b?: string }\ntype Q = P`)],
    expect: { a: '', b: '', c: `1\n` },
    ideal: [],
  },
  {
    name: 'satisfies and as',
    cells: { a: 'const o = { a: 1 }', b: 'console.log(o.a)' },
    steps: [runAll, edit('a', 'const o = { a: 1 } satisfies Record<string, number>')],
    expect: { a: '', b: `1\n` },
    ideal: [],
  },
  {
    name: 'abstract and overloads',
    cells: { a: 'function ov(x) { return x }', b: 'console.log(ov(1))' },
    steps: [
      runAll,
      edit('a', `function ov(x: number): number\nfunction ov(x: string): string\nfunction ov(x: any) { return x }`),
    ],
    expect: { a: '', b: `1\n` },
    ideal: [],
  },
  {
    name: 'enum edited',
    cells: { a: 'enum Color { Red, Green }', b: 'console.log(Color.Green, Color[0])' },
    steps: [runAll, edit('a', 'enum Color { Red = 5, Green }')],
    expect: { a: '', b: `6 undefined\n` },
    ideal: ['a', 'b'],
  },
  {
    name: 'enum same values',
    cells: { a: 'enum Color { Red, Green }', b: 'console.log(Color.Green, Color[0])' },
    steps: [runAll, edit('a', 'enum Color { Red = 0, Green = 1 }')],
    expect: { a: '', b: `1 Red\n` },
    ideal: ['a'],
  },
  {
    name: 'const enum',
    cells: { a: 'const enum Lvl { Lo = 1, Hi = 2 }', b: 'console.log(Lvl.Hi)' },
    steps: [runAll, edit('a', 'const enum Lvl { Lo = 1, Hi = 3 }')],
    expect: { a: '', b: `3\n` },
    ideal: ['a', 'b'],
  },
  {
    name: 'namespace',
    cells: {
      a: 'namespace Geo { export const pi = 3; export function area(r: number) { return pi * r * r } }',
      b: 'console.log(Geo.area(2))',
    },
    steps: [
      runAll,
      edit('a', 'namespace Geo { export const pi = 4; export function area(r: number) { return pi * r * r } }'),
    ],
    expect: { a: '', b: `16\n` },
    ideal: ['a', 'b'],
  },
  {
    name: 'namespace with state',
    cells: {
      a: 'namespace Ctr { let n = 0; export function next() { return ++n } }',
      b: 'console.log(Ctr.next())',
      c: 'console.log(Ctr.next())',
    },
    steps: [runAll, edit('b', 'console.log("x")')],
    expect: { a: '', b: `x\n`, c: `1\n` },
  },
  {
    name: 'parameter properties',
    cells: {
      a: 'class Pt { constructor(public x: number, private y = 2) {} sum() { return this.x + this.y } }',
      b: 'const p = new Pt(1)',
      c: 'console.log(p.sum())',
    },
    steps: [
      runAll,
      edit('a', 'class Pt { constructor(public x: number, private y = 3) {} sum() { return this.x + this.y } }'),
    ],
    expect: { a: '', b: '', c: `4\n` },
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'access modifiers only',
    cells: { a: 'class Pt { x = 1; get() { return this.x } }', b: 'const p = new Pt()', c: 'console.log(p.get())' },
    steps: [runAll, edit('a', 'class Pt { private readonly x: number = 1; public get(): number { return this.x } }')],
    expect: { a: '', b: '', c: `1\n` },
    ideal: [],
  },
  {
    name: 'decorator logs',
    cells: {
      a: 'const calls: string[] = []',
      b: 'const logged = (f: any, ctx: any) => function (this: any, ...a: any[]) { calls.push(String(ctx.name)); return f.apply(this, a) }',
      c: 'class Svc { @logged run(x: number) { return x * 2 } }',
      d: 'const s = new Svc()',
      e: 'console.log(s.run(2), calls.join())',
    },
    steps: [
      runAll,
      edit(
        'b',
        'const logged = (f: any, ctx: any) => function (this: any, ...a: any[]) { calls.push("!" + String(ctx.name)); return f.apply(this, a) }',
      ),
    ],
    expect: { a: '', b: '', c: '', d: '', e: `4 !run\n` },
    ideal: ['b', 'c', 'd', 'e', 'a'],
  },
  {
    name: 'using declaration',
    cells: {
      a: 'const log: string[] = []',
      b: 'const res = (n: string) => ({ n, [Symbol.dispose]() { log.push("close " + n) } })',
      c: '{ using r = res("one"); log.push("use " + r.n) }',
      d: 'console.log(log.join())',
    },
    steps: [runAll, edit('c', '{ using r = res("two"); log.push("use " + r.n) }')],
    expect: { a: '', b: '', c: '', d: `use two,close two\n` },
    ideal: ['c', 'd'],
  },
  {
    name: 'abstract class',
    cells: {
      a: 'abstract class Shape { abstract area(): number; describe() { return "area " + this.area() } }',
      b: 'class Sq extends Shape { constructor(private s: number) { super() } area() { return this.s ** 2 } }',
      c: 'const sq = new Sq(3)',
      d: 'console.log(sq.describe())',
    },
    steps: [
      runAll,
      edit('a', 'abstract class Shape { abstract area(): number; describe() { return "AREA " + this.area() } }'),
    ],
    expect: { a: '', b: '', c: '', d: `AREA 9\n` },
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'class implements, generics',
    cells: {
      a: 'class Stack<T> { private xs: T[] = []; push(x: T) { this.xs.push(x); return this } get size() { return this.xs.length } }',
      b: 'const st = new Stack<number>()',
      c: 'st.push(1)',
      d: 'st.push(2)',
      e: 'console.log(st.size)',
    },
    steps: [runAll, remove('c')],
    expect: { a: '', b: '', d: '', e: `1\n` },
    ideal: ['d', 'e'],
  },
  {
    name: 'await using',
    cells: {
      a: 'const log: string[] = []',
      b: 'const res = (n: string) => ({ async [Symbol.asyncDispose]() { log.push("close " + n) } })',
      c: '{ await using r = res("x"); log.push("use") }',
      d: 'console.log(log.join())',
    },
    steps: [
      runAll,
      edit('b', 'const res = (n: string) => ({ async [Symbol.asyncDispose]() { log.push("CLOSE " + n) } })'),
    ],
    expect: { a: '', b: '', c: '', d: `use,CLOSE x\n` },
    ideal: ['b', 'c', 'd'],
  },
]
