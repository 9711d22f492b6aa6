/**
 * Golden cases of DOM nodes that a package draws and hangs functions on, as Observable Plot does. Plain Node has no document: each case
 * says what is shown.
 */
import { type Case, edit, remove, runAll } from './case.ts'

const files = {
  'node_modules/draw/package.json': '{ "name": "draw", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/draw/index.js': `export const draw = (document, rows, options = {}) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  for (const x of rows) svg.append(Object.assign(document.createElementNS(svg.namespaceURI, 'circle'), { id: 'c' + x }))
  svg.scale = name => options[name]
  svg.count = () => rows.length
  return svg
}
`,
}
const data = `import { draw } from 'draw'
const rows = [1, 2]`

export const drawingCases: readonly Case[] = [
  {
    name: 'a drawing appended to in a later cell',
    files,
    cells: {
      a: data,
      b: 'const chart = draw(document, rows)',
      c: `chart.append(chart.ownerDocument.createElement('b'))`,
      d: 'console.log(chart.childNodes.length)',
    },
    steps: [runAll, edit('c', `chart.append('text'); chart.append('text')`), remove('c')],
    expect: { a: '', b: '', d: '2\n' },
    // After a restart `b` draws it again.
    ideal: ['b', 'd'],
  },
  {
    name: 'a drawing whose markup stays and whose scale changes',
    files,
    cells: {
      a: data,
      b: 'const chart = draw(document, rows, { x: 1 })',
      c: `console.log(chart.scale('x'))`,
      d: 'console.log(chart.outerHTML.length > 0)',
    },
    steps: [
      runAll,
      edit('b', 'const chart = draw(document, rows, { x: 2 })'),
      edit('b', 'const chart = draw(document, rows, { x: 3 })'),
    ],
    expect: { a: '', b: '', c: '3\n', d: 'true\n' },
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'an undone edit brings back the drawing with the functions it had',
    files,
    cells: { a: data, b: 'const chart = draw(document, rows, { x: 1 })', c: `console.log(chart.scale('x'))` },
    steps: [
      runAll,
      edit('b', 'const chart = draw(document, rows, { x: 2 })'),
      edit('b', 'const chart = draw(document, rows, { x: 1 })'),
      edit('c', `console.log('x', chart.scale('x'))`),
    ],
    expect: { a: '', b: '', c: 'x 1\n' },
  },
  {
    name: 'data changed behind a drawing that still refers to it',
    files,
    cells: {
      a: data,
      b: 'const chart = draw(document, rows)',
      c: 'rows.push(3)',
      d: 'console.log(chart.count())',
    },
    steps: [runAll, edit('c', 'rows.push(3, 4)')],
    expect: { a: '', b: '', c: '', d: '4\n' },
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'drawings of the same data, one of them drawn anew',
    files,
    cells: {
      a: data,
      b: 'const one = draw(document, rows)',
      c: 'const two = draw(document, rows)',
      d: 'console.log(two.childNodes.length)',
    },
    steps: [runAll, edit('b', 'const one = draw(document, rows, { x: 1 })')],
    expect: { a: '', b: '', c: '', d: '2\n' },
    ideal: ['b'],
  },
  {
    name: 'a function of a cell hung on a drawing keeps its state',
    files,
    cells: {
      a: data,
      b: 'const chart = draw(document, rows)\nchart.next = (n => () => ++n)(0)',
      c: 'console.log(chart.next())',
      d: 'console.log(chart.next())',
    },
    steps: [runAll, edit('c', 'console.log(chart.next(), chart.next())')],
    expect: { a: '', b: '', c: '1 2\n', d: '3\n' },
  },
]
