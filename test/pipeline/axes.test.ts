/** Axes of a sweep: what a text means for a parameter, and the points that axes span. */
import { describe, expect, it } from 'vitest'
import { parseAxis, pointsOf } from '../../pipeline/axes.ts'
import { cellId } from '../../runtime/brand.ts'
import { newCell } from '../../runtime/notebook/ipynb.ts'
import { declaredParameters } from '../../runtime/parameters/declared.ts'

const declared = declaredParameters([newCell(cellId('a'), "params({ n: 1, s: 'x', on: true, xs: [1] })", [])])
const valuesOf = (name: string, text: string) => parseAxis(declared, name, text).values

describe('an axis', () => {
  it('lists values of the parameter’s type, each once', () => {
    expect(valuesOf('n', '1,2, 3,2')).toEqual([1, 2, 3])
    expect(valuesOf('s', '1,b')).toEqual(['1', 'b'])
    expect(valuesOf('on', 'true,false')).toEqual([true, false])
    expect(valuesOf('xs', '[[1, 2], [3]]')).toEqual([[1, 2], [3]])
  })

  it('counts from, to, by, ends included and without rounding errors', () => {
    expect(valuesOf('n', '0:1:0.1')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(valuesOf('n', '3:1')).toEqual([3, 2, 1])
    expect(valuesOf('n', '1:2:0.4')).toEqual([1, 1.4, 1.8])
  })

  it.each([
    ['n', '1,x', 'takes a number'],
    ['n', '1:2:-1', 'no range'],
    ['n', '1::2', 'no range'],
    ['n', '0:1:0', 'no range'],
    ['n', '0:1e9:1', 'at most 100000'],
    ['xs', '3', 'takes a list of values'],
    ['xs', '[3]', "takes a list, not 3. The axis `xs` takes a list of values: xs='[[1, 2], [3, 3]]'"],
    ['m', '1', 'There is no parameter `m`'],
  ])('%s=%s is refused: %s', (name, text, why) => {
    expect(() => valuesOf(name, text)).toThrow(why)
  })
})

describe('the points', () => {
  const axes = [
    { name: 'a', values: [1, 2] },
    { name: 'b', values: ['x', 'y'] },
  ]

  it('are every combination', () => {
    expect(pointsOf(axes, { zip: false })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ])
  })

  it('are pairs with zip, of axes of one length', () => {
    expect(pointsOf(axes, { zip: true })).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ])
    expect(() => pointsOf([...axes, { name: 'c', values: [1] }], { zip: true })).toThrow('c has 1')
  })
})
