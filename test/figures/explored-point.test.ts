/** Which axes of a sweep a figure's name carries: those that its cell's reads lead to, and no other. */
import { expect, test } from 'vitest'
import { explored } from '../../runtime/figures/explored-point.ts'
import { locationOf } from '../../runtime/location.ts'

const param = (name: string) => ({ location: locationOf('param', name) })
const named = (name: string) => ({ location: locationOf('name', name) })
const point = { n: 3, s: 'a b' }

test('what no axis reaches has no ending', () => {
  const above = [{ reads: [param('n')], writes: [named('x')] }]
  expect(explored(point, [named('y')], above)).toBe('')
  expect(explored({}, [named('x')], above)).toBe('')
})

test('an axis is reached through the cells between, by the nearest writer of each name', () => {
  const above = [
    { reads: [param('n')], writes: [named('x')] },
    undefined,
    { reads: [named('x')], writes: [named('y')] },
  ]
  expect(explored(point, [named('y')], above)).toBe(',n=3')
  expect(explored(point, [named('y')], [...above, { reads: [], writes: [named('y')] }])).toBe('')
})

test('of a cell that declares many parameters only the one counts whose name is read', () => {
  const above = [{ reads: [param('n'), param('s')], writes: [named('n'), named('s'), named('both')] }]
  expect(explored(point, [named('n')], above)).toBe(',n=3')
  expect(explored(point, [named('both')], above)).toMatch(/^,n=3,s=a-b-[0-9a-f]{8}$/)
})

test("papermill's parameters count by their names, and values that look alike in a file name differ", () => {
  expect(explored(point, [named('n')], [undefined])).toBe(',n=3')
  const endings = ['a b', 'a-b', 'a/b', ''].map(s => explored({ s }, [param('s')], []))
  expect(new Set(endings).size).toBe(4)
  expect(explored({ s: 'é'.repeat(500), t: 1 }, [param('s'), param('t')], []).length).toBeLessThan(120)
})
