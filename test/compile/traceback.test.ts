/** Tracebacks of errors that real compiled cells threw: the right cell, line and caret, the user's frames, the causes. */
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderError } from '../../runtime/capture/thrown.ts'
import type { CellMap } from '../../runtime/compile/compiled.ts'
import { traceback } from '../../runtime/compile/traceback.ts'
import { CellSession } from './cell-session.ts'

const failing = async (...cells: readonly string[]) => {
  const session = new CellSession()
  const maps = new Map<string, CellMap>()
  let error: unknown
  for (const [index, cell] of cells.entries()) {
    const ran = await session.run(cell)
    maps.set(ran.compiled.map.file, { ...ran.compiled.map, title: `Cell [${index + 1}]` })
    error = ran.error
  }
  // Who called the cell is this test, not the session.
  return traceback(renderError(error), file => maps.get(file)).filter(line => !/test\/compile|vitest/.test(line))
}
const plain = (lines: readonly string[]) => stripVTControlCharacters(lines.join('\n')).split('\n')

describe('a traceback', () => {
  test('shows the line and the place', async () => {
    const lines = plain(await failing('type A = string\n\nconst o: any = { a: 1 }\n  o.b.c()\nlog(1)'))
    expect(lines).toEqual([
      "TypeError: Cannot read properties of undefined (reading 'c')",
      'Cell [1], line 4:',
      '  3 | const o: any = { a: 1 }',
      '> 4 |   o.b.c()',
      '    |       ^',
      '  5 | log(1)',
      '    at Cell [1], line 4',
    ])
  })
  test('goes through the functions of other cells', async () => {
    const lines = plain(
      await failing(
        'function fail(n: number) {\n  throw new RangeError("bad " + n)\n}\nconst outer = () => fail(1)',
        '// here\nouter()',
      ),
    )
    expect(lines[0]).toBe('RangeError: bad 1')
    expect(lines).toContain('> 2 |   throw new RangeError("bad " + n)')
    expect(lines.filter(line => line.includes(' at '))).toEqual([
      '    at fail (Cell [1], line 2)',
      '    at outer (Cell [1], line 4)',
      '    at Cell [2], line 2',
    ])
  })
  test.each([
    ['a name that isn’t there', 'let a = 1\nlet b = nowhere + a', 2, 8],
    ['a constant assigned', 'const k = 1\nlog(1)\nk = 2', 3, 0],
    ['a loop', 'let n = 0\nfor (let i = 0; i < 3; i++) {\n  n += i\n  if (i === 1) throw new Error("x")\n}', 4, 21],
    ['an await', 'await 1\nawait Promise.reject(new Error("x"))', 2, 21],
    ['a class', 'class A {\n  static {\n    throw new Error("x")\n  }\n}', 3, 10],
    ['JSX', 'const a: any = undefined\nconst React = 1, h = () => <b>{a.b}</b>\nh()', 2, 33],
    [
      'decorators',
      'const d = (f: any, c: any) => f\nclass A {\n  @d m() { throw new Error("x") }\n}\nnew A().m()',
      3,
      17,
    ],
    ['a carriage return', 'log(1)\r\nnull!.x\r\n', 2, 6],
  ])('finds %s', async (_, cell, line, column) => {
    const lines = plain(await failing(cell))
    const shown = lines.find(each => each.startsWith('>'))
    expect(shown, lines.join('\n')).toMatch(new RegExp(`^> +${line} \\|`))
    const caret = lines[lines.indexOf(shown!) + 1]!
    expect(caret.indexOf('^') - caret.indexOf('|') - 2).toBe(column)
  })
  test('hides Node and Cellar, keeps packages', () => {
    const stack = `Error: x\n    at f (/nb/node_modules/pkg/index.js:1:2)\n    at Module._compile (node:internal/modules:1:1)\n    at async g (file:///nb/m.ts:3:4)\n    at x (${process.cwd()}/runtime/compile/compile.ts:1:1)\n    at <anonymous>`
    expect(plain(traceback({ name: 'Error', message: 'x', stack }, () => undefined))).toEqual([
      'Error: x',
      '    at f (/nb/node_modules/pkg/index.js:1:2)',
      '    at async g (file:///nb/m.ts:3:4)',
    ])
  })
  test('follows causes and the errors of an AggregateError', async () => {
    const lines = plain(
      await failing('throw new AggregateError([new Error("one"), "two"], "all", { cause: new TypeError("why") })'),
    )
    expect(lines.filter(line => /^(Agg|Error \d|Caused)/.test(line))).toEqual([
      'AggregateError: all',
      'Error 1 of 2: Error: one',
      "Error 2 of 2: Uncaught: 'two'",
      'Caused by: TypeError: why',
    ])
  })
  test('tells errors of one place once, with how many and what else they say', () => {
    const at = (line: number, message: string) => ({
      name: 'E',
      message,
      stack: `E: ${message}\n    at f (/a.js:${line}:1)`,
    })
    const errors = [at(1, 'no a'), at(2, 'other'), at(1, 'no b'), at(1, 'no a'), { name: 'E', message: 'bare' }]
    const lines = plain(traceback({ name: 'Agg', message: 'all', errors, errorCount: 40 }, () => undefined))
    expect(lines).toEqual([
      'Agg: all',
      '',
      'Error 1 of 40: E: no a',
      '    at f (/a.js:1:1)',
      '    … and 2 more like it: no b',
      '',
      'Error 2 of 40: E: other',
      '    at f (/a.js:2:1)',
      '',
      'Error 5 of 40: E: bare',
      '… and 35 more errors',
    ])
  })
  test('ends, however deep the causes go', () => {
    let error: { name: string; message: string; cause?: object } = { name: 'E', message: '0' }
    for (let i = 1; i < 50; i++) error = { name: 'E', message: String(i), cause: error }
    expect(traceback(error as never, () => undefined).filter(line => line.includes('Caused by'))).toHaveLength(8)
  })
  test('of a message that looks like frames', () => {
    const message = 'a\n    at fake (cell:x:1:1)\nb'
    const lines = plain(
      traceback({ name: 'Error', message, stack: `Error: ${message}\n    at f (/a.js:1:1)` }, () => undefined),
    )
    expect(lines.at(-1)).toBe('    at f (/a.js:1:1)')
    expect(lines.filter(line => line.includes('/a.js'))).toHaveLength(1)
  })
  test('of any strings never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.option(fc.string(), { nil: undefined }), (name, message, stack) => {
        const error =
          stack === undefined ? { name, message } : { name, message, stack: `${stack}\n    at ${stack} (${stack}:1:1)` }
        expect(
          traceback(error, () => ({ mappings: 'AAAA', file: 'f', source: 'x', title: 'T' })).length,
        ).toBeGreaterThan(0)
      }),
    )
  })
})
