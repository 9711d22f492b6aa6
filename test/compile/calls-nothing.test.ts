/**
 * Which cells can run no code but their own. Whoever is told so doesn't look at globals and built-ins after the run: wherever other code may
 * be reached (a call, a getter, a `valueOf`, an iterator, a display hook), the answer must be no.
 */
import { expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId } from '../../runtime/brand.ts'
import { compile } from '../../runtime/compile/compile.ts'

/** In a notebook where another cell defines `other`. */
const callsNothing = (source: string): boolean =>
  compile(source, analyse(source), {
    cell: cellId('a'),
    title: '',
    shared: new Set(),
    notebookNames: new Set(['other']),
    markOf: () => 0,
  }).callsNothing

test.each([
  'void 0;',
  'const n: number = 1_000, rate = 0.1, name = "a"',
  'let a = 1, b = "text", c = { list: [1, 2, { three: 3 }] }\n1 + a',
  'let sum = 0\nfor (let i = 0; i < 10; i++) sum += i % 7\nlet d = [other, sum]',
  'const f = (x: any) => x.y()\nfunction g() { return new Date() }',
  'let t = 0\nif (t < 1) t = `${t}` === "0" ? 1 : 2\nwhile (t < 5) t++\nt',
  'let kept = other ?? null\nconst same = kept === other, kind = typeof kept',
  'const table = { [1 + 1]: 2, get two() { return other.two } }',
])('%s', source => {
  expect(callsNothing(source)).toBe(true)
})

test.each([
  ['a call', 'const x = other()'],
  ['a call of a method', '[1].push(2);'],
  ['a construction', 'const x = new Date()'],
  ['a member, which may be a getter', 'const x = other.y'],
  ['an optional member', 'const x = other?.y'],
  ['an assigned member, which may be a setter', 'const o = {}\no.x = 1'],
  ['a deleted member', 'delete other.x;'],
  ['a tagged template', 'const x = other`a`'],
  ['a spread, which asks for an iterator', 'const x = [...other]'],
  ['a spread into an object', 'const x = { ...other }'],
  ['a pattern', 'const { x } = other'],
  ['a loop over an iterator', 'for (const x of other) {}'],
  ['a loop over keys', 'for (const x in other) {}'],
  ['an awaited value', 'await 0;'],
  ['an import', 'import { x } from "node:fs"'],
  ['a dynamic import', 'const x = import("node:fs")'],
  ['a class, whose parts may be computed', 'class A { static x = other() }'],
  ['an enum', 'enum E { A }'],
  ['a global, which may have a getter', 'const x = now'],
  ['an assigned pattern', '[other] = [1];'],
  ['an operator on another cell’s value', 'const x = other + 1'],
  ['a sign before another cell’s value', 'const x = -other'],
  ['an update of another cell’s value', 'other++;'],
  ['a compound assignment of another cell’s value', 'other += 1;'],
  ['loose equality with another cell’s value', 'const x = other == 1'],
  ['a template of another cell’s value', 'const x = `${other}`'],
  ['a key made of another cell’s value', 'const x = { [other]: 1 }'],
  ['membership', 'const x = "a" in other'],
  ['an instance, which asks the class', 'const x = other instanceof other'],
  ['an operator on an object', 'const o = {}\nconst x = o + 1'],
  [
    'an operator on a name that becomes an object later',
    'let n = 0\nfor (let i = 0; i < 2; i++) { const x = n + 1; n = {} }',
  ],
  ['an operator on a name that an operator makes an object', 'let n = 0\nn ||= {}\nconst x = n + 1'],
  [
    'an operator on a name that a chain of names makes an object',
    'let a = 0, b = 0\nfor (let i = 0; i < 3; i++) { b = a; a = other; if (b > 1) break }',
  ],
  ['a name before it is declared, which an earlier cell may have filled', 'const x = n + 1\nlet n = 0'],
  ['a `var`, which keeps an earlier value', 'var n\nconst x = n + 1'],
  ['an inner name that hides one without objects', 'let n = 0\n{ let n = {}; const x = n + 1 }'],
  ['an object as the result, which is asked how it is shown', 'const o = {}\no'],
  ['another cell’s value as the result', 'other'],
])('not %s', (_, source) => {
  expect(callsNothing(source)).toBe(false)
})
