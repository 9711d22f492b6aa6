/** Whatever the code, broken or not, wherever the cursor: an answer inside the code, and the same by either way of reading the cells above. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typedFolder } from './typed-notebook.ts'

const { open } = typedFolder()

/** Milliseconds: each run asks the compiler a dozen times, and shrinking a failure runs many. */
const generous = 120_000

const pieces = fc.constantFrom(
  'const a = { b: 1 }',
  'let x',
  'x = a?.b',
  'function f(',
  ') {',
  '}',
  'class C<T> extends',
  '`${',
  '`',
  '//| label: c',
  'import { y } from',
  "'./m'",
  'export {',
  'await',
  'for (const q of',
  '<div>',
  '</',
  '=>',
  '.',
  '?.',
  '\\u{1F642}',
  '🙂',
  'größe',
  '/** doc */',
  '/* open',
  '@dec',
  'type T =',
  'enum E { A',
  '__above_x',
  "import 'cell:1'",
  '\n',
  ' ',
  '0',
  '(',
  '[',
  ',',
)
const code = fc.array(pieces, { maxLength: 12 }).map(parts => parts.join(' '))

test(
  'answers stay inside the code',
  () => {
    fc.assert(
      fc.property(code, code, fc.nat(), (above, typed, at) => {
        const nb = open(above, 'const after = 1')
        const offset = at % (typed.length + 1)
        const found = nb.types.complete({ code: typed, offset })
        expect(found.start).toBeGreaterThanOrEqual(0)
        expect(found.start).toBeLessThanOrEqual(found.end)
        expect(found.end).toBe(offset)
        nb.types.inspect({ code: typed, offset, detail: 1 })
        nb.settle()
        const lines = above.split('\n').length
        for (const problem of nb.problems(0)) {
          expect(problem.start).toBeGreaterThanOrEqual(0)
          expect(problem.end).toBeLessThanOrEqual(above.length)
          expect(problem.line).toBeGreaterThanOrEqual(1)
          expect(problem.line).toBeLessThanOrEqual(lines)
        }
      }),
      { numRuns: 25, verbose: 1 },
    )
  },
  generous,
)

const values = fc.constantFrom(
  '1',
  "'text'",
  '[1, 2]',
  '{ a: 1, b: { c: true } }',
  'new Map([[1, { k: "v" }]])',
  'class { m() { return 1 } }',
  '(x: number) => [x]',
  'async () => ({ done: true })',
  'null',
  'Promise.resolve([1])',
  'function* () { yield 1 }',
  'v0',
  '[v0, v1]',
  '{ ...v1, more: v0 }',
  'v2',
  'typeof v1 === "string" ? v1 : v2',
  'Symbol()',
  '/x/',
  '1n',
)

test(
  'cells above read as declarations offer what they offer read as sources',
  () => {
    const notebook = fc.array(
      fc.tuple(fc.constantFrom('const', 'let', 'var'), fc.nat(2), values).map(([k, i, v]) => `${k} v${i} = ${v}`),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(notebook, sources => {
        const nb = open(...sources)
        const asked = ['v0.|', 'v1().|', '(await v2).|']
        const offered = () => asked.map(a => nb.offers(a).toSorted())
        const fromSources = offered()
        nb.settle()
        expect(offered()).toEqual(fromSources)
      }),
      { numRuns: 15, verbose: 1 },
    )
  },
  generous,
)
