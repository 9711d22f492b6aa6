/** A declaration of the notebook that takes a value apart gives the same values as any, and V8's own words where it can't. */
import { expect, test } from 'vitest'
import { caught } from '../../runtime/compile/native-message.ts'
import { CellSession } from './cell-session.ts'

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor

const before = `const o = { f: () => undefined }, f = () => undefined, g = async () => {}; let x, k = 'kk'\n`

const plainly = async (code: string): Promise<unknown> => {
  const log: unknown[] = []
  try {
    await AsyncFunction('log', `"use strict";${before}${code}`)((value: unknown) => void log.push(String(value)))
    return log
  } catch (error) {
    return String(error)
  }
}

const inCell = async (code: string): Promise<unknown> => {
  const session = new CellSession()
  await session.run(before)
  const { log, error } = await session.run(code)
  return error === undefined ? log : String(caught(error))
}

const values = [
  '5',
  'null',
  'undefined',
  '{}',
  'x',
  'o',
  'o.x',
  'o.x.y',
  'o.f()',
  'f()',
  'await g()',
  'x ?? o.x',
  '[][0]',
  '(k, x)',
]

test.each(
  ['[a]', '[a, ...b]', '[[a]]', '{ a }', '{ a: b }', '{ ...a }', '{ a: { b } }', '{ a = 1 }'].flatMap(pattern =>
    values.map(value => [`const ${pattern} = ${value}`]),
  ),
)('%s', async code => {
  expect(await inCell(code)).toEqual(await plainly(code))
})

test.each([
  [
    'let { a, b: [c, , d = 5], "e-f": e, 0: z, ...rest } = { a: 1, b: [2, 3], "e-f": 4, 0: 0, r: 6 }\nlog([a, c, d, e, z, rest])',
  ],
  ['const [m, rt, _] = [1, 2, 3]\nlog([m, rt, _])'],
  ['const { n } = { n: 1 }; let [p, q] = [() => [p, q, n], 2]\nq++\nlog(p().slice(1))'],
  ['const { w, h = w * 2 } = { w: 3 }\nlog([w, h])'],
  ['const { [k]: u } = { kk: 7 }\nlog(u)'],
  [
    'const seen = []\nconst { i, j } = { get i() { return seen.push("i") }, get j() { return seen.push("j") } }\nlog([i, j, seen])',
  ],
  ['const [s, t] = await Promise.all([g(), 2])\nlog([s, t])'],
  ['const y = f\nconst [v] = [y]\nlog(v === f)'],
])('%s', async code => {
  expect(await inCell(code)).toEqual(await plainly(code))
})
