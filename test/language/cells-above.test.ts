/** A cell is typed against the cells above it: whichever way those types are had, from sources or from declarations. */
import { describe, expect, test } from 'vitest'
import { typedFolder, type TypedNotebook } from './typed-notebook.ts'

const { open } = typedFolder()

describe.each(['read from sources', 'read from declarations'])('cells above, %s', how => {
  const opened = (...sources: readonly string[]): TypedNotebook => {
    const notebook = open(...sources)
    if (how === 'read from declarations') notebook.settle()
    return notebook
  }

  test('a name has the type that the nearest cell above gives it', () => {
    const nb = opened('const x = 1', "const x = 'a'", 'x')
    expect(nb.offers('x.toF|', 1)).toEqual(['toFixed'])
    expect(nb.offers('x.toUp|', 2)).toEqual(['toUpperCase'])
    expect(nb.offers('x.toF|', 2)).toEqual([])
    expect(nb.problems(1)).toEqual([])
  })

  test('a definer that changes its type changes what is right below it', () => {
    const nb = opened('const x = 1', 'x.toFixed()')
    expect(nb.problems(1)).toEqual([])
    nb.edit(0, "const x = 'a'")
    expect(nb.problems(1).map(p => p.code)).toEqual([2551])
  })

  test('classes, enums, interfaces, types, namespaces, functions and imports are seen below', () => {
    const nb = opened(
      `interface Point { x: number }
       type Pair = [Point, Point]
       enum Colour { Red, Green }
       class Shape<T> { constructor(readonly inner: T) {} area() { return 1 } }
       namespace geo { export const radius = 6371 }
       async function* walk(n: number) { yield n }
       import { join } from 'node:path'
       import * as fs from 'node:fs'
       const { a, ...others } = { a: 1, b: 'two' }
       var [first, second = 2] = [1]`,
      `const p: Point = { x: Colour.Red }
       const pair: Pair = [p, p]
       const shape = new Shape(pair)
       const n: number = shape.inner[0].x + geo.radius + shape.area() + a + first + second
       const s: string = join(others.b, fs.realpathSync('.'))
       for await (const step of walk(3)) step.toFixed()`,
    )
    expect(nb.problems(0)).toEqual([])
    expect(nb.problems(1)).toEqual([])
    expect(nb.offers('others.|')).toEqual(['b'])
  })

  test('re-assigning a name of another cell is right, whatever declared it', () => {
    const nb = opened(
      'let x = 1; const y = 2; function f() { return 1 }',
      'x = 3; y = 4; x++; [y] = [5]',
      'x.toFixed() === y.toFixed()',
    )
    expect(nb.problems(1)).toEqual([])
    expect(nb.problems(2)).toEqual([])
    expect(nb.offers('y.toF|')).toEqual(['toFixed'])
  })

  test('a name that is only assigned is any', () => {
    const nb = opened('made = { deep: 1 }', 'made.deep.deeper.toFixed()')
    expect(nb.problems(0)).toEqual([])
    expect(nb.problems(1)).toEqual([])
    expect(nb.inspect('ma|de')?.signature).toContain('made: any')
  })

  test("what a block or a function declares and assigns is not the notebook's", () => {
    const nb = opened(
      'for (let i = 0; i < 3; i++) {} \nfunction f() { let inner = 1; inner = 2 }\n{ let block = 1; block++ }',
    )
    expect(nb.offers('i|')).not.toContain('i')
    expect(nb.offers('inn|')).toEqual([])
    expect(nb.offers('bloc|')).toEqual([])
  })

  test('a function may name what a cell below defines; the flow of a cell may not', () => {
    const deferred = opened('function area() { return width * 2 }', 'const width = 3', 'area()')
    expect(deferred.problems(0)).toEqual([])
    expect(deferred.offers('area().toF|')).toEqual(['toFixed'])
    const direct = opened('width', 'const width = 3').problems(0)
    expect(direct[0]?.message).toBe("Cannot find name 'width'. It is defined below, in cell 2: move that cell up.")
  })

  test('a type that cannot be named in a declaration is still known below', () => {
    const nb = opened(
      'const Counter = class { #n = 0; private step = 1; next() { return ++this.#n + this.step } }',
      'new Counter().next()',
    )
    expect(nb.problems(1)).toEqual([])
    expect(nb.offers('new Counter().|')).toEqual(['next'])
  })

  test('a chain of cells keeps its types', () => {
    const chain = Array.from({ length: 30 }, (_, i) =>
      i === 0 ? 'const v0 = { n: 1 }' : `const v${i} = { ...v${i - 1}, n: v${i - 1}.n + 1 }`,
    )
    const nb = opened(...chain)
    expect(nb.offers('v29.|')).toEqual(['n'])
    nb.edit(0, "const v0 = { n: 1, extra: 'x' }")
    expect(nb.offers('v29.|')).toEqual(['extra', 'n'])
  })
})

test('an edit is never answered from declarations of before', () => {
  const nb = open('const x = 1', 'const y = x', 'y')
  nb.settle()
  expect(nb.offers('y.toF|')).toEqual(['toFixed'])
  nb.edit(0, "const x = 'a'")
  expect(nb.offers('y.toUp|')).toEqual(['toUpperCase'])
  nb.settle()
  expect(nb.offers('y.toUp|')).toEqual(['toUpperCase'])
})

test('a deleted cell takes its names with it', () => {
  const nb = open('const gone = 1', 'gone')
  expect(nb.problems(1)).toEqual([])
  const shorter = open('gone')
  expect(shorter.problems(0).map(p => p.code)).toEqual([2304])
})
