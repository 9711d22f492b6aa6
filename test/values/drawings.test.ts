/**
 * DOM nodes of the headless document as values: what the library itself is made of is no content, a node's own content is, and
 * functions that a package hangs on one join nothing.
 */
import * as Plot from '@observablehq/plot'
import { beforeEach, expect, test } from 'vitest'
import { headlessDocument } from '../../runtime/capture/headless-document.ts'
import { domPrefix } from '../../runtime/values/code/hung-functions.ts'
import { Cells, only } from './cells.ts'

let cells: Cells
/** A new document, as each run has one. */
let newDocument: () => Document

beforeEach(() => {
  cells = new Cells()
  let run = 0
  const { property } = headlessDocument({
    folder: import.meta.dirname,
    owner: () => `run ${run}`,
    outside: work => work(),
    onLoad: (examples, common) => cells.references.registerKind(domPrefix, examples, common),
  })
  newDocument = () => {
    run++
    return property.get?.call(undefined) as Document
  }
})

const draw = (rows: readonly (readonly [number, number])[]): Element =>
  Plot.plot({ document: newDocument(), marks: [Plot.dot(rows as [number, number][])] })

test('charts of the same data are units of their own, and the data is none of theirs', () => {
  const rows = [[1, 2]] as const
  cells.box('rows').v = rows
  cells.box('one').v = draw(rows)
  cells.box('two').v = draw(rows)
  const units = cells.capture('rows', 'one', 'two')
  expect(units.map(unit => unit.members.map(m => m.location))).toEqual([['name:one'], ['name:rows'], ['name:two']])
  expect(units.map(unit => only(unit.members).partial)).toEqual([true, undefined, true])
})

test('equal charts with functions of their own are not one snapshot', () => {
  cells.box('chart').v = draw([[1, 2]])
  const first = only(cells.capture('chart')).snapshot
  expect(only(cells.capture('chart')).snapshot).toBe(first)
  cells.box('chart').v = draw([[1, 2]])
  expect(only(cells.capture('chart')).snapshot).not.toBe(first)
})

test.each([
  ['a child more', (chart: Element) => chart.append('text')],
  ['another attribute', (chart: Element) => chart.setAttribute('width', '7')],
  ['an attribute deep inside', (chart: Element) => chart.querySelector('circle')?.setAttribute('r', '9')],
  ['a style', (chart: Element) => chart.setAttribute('style', 'color: red')],
  ['an object hung on it', (chart: Element) => void Object.assign(chart, { note: { n: 1 } })],
])('a change of a chart is seen and put back: %s', (_, change) => {
  const chart = draw([[1, 2]])
  cells.box('chart').v = chart
  const { snapshot } = only(cells.capture('chart'))
  const before = chart.outerHTML
  change(chart)
  expect(only(cells.capture('chart')).snapshot).not.toBe(snapshot)
  expect(cells.heap.holds(snapshot)).toBe(true)
  cells.restore(snapshot, 'chart')
  expect(cells.box('chart').v).toBe(chart)
  expect(chart.outerHTML).toBe(before)
  expect(chart).not.toHaveProperty('note')
  expect(only(cells.capture('chart')).snapshot).toBe(snapshot)
})

test('what a cell hangs on a chart is looked into', () => {
  const chart = draw([[1, 2]])
  cells.box('state').v = { n: 0 }
  cells.run('$$next.v = (state => () => ++state.n)($$state.v)')
  cells.box('chart').v = Object.assign(chart, { next: cells.box('next').v })
  const members = cells.capture('chart', 'state').map(unit => unit.members.map(m => m.location))
  expect(members).toEqual([['name:chart', 'name:state']])
})
