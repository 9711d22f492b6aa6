/** Golden cases of buffers that change their size, with the views of them. */
import { type Case, edit, runAll } from './case.ts'

export const bufferCases: readonly Case[] = [
  {
    name: 'a resizable buffer',
    cells: {
      a: 'const rb = new ArrayBuffer(2, { maxByteLength: 8 })',
      b: 'const view = new Uint8Array(rb)',
      c: 'rb.resize(4)',
      d: 'view[3] = 9',
      e: 'console.log(view.length, view.join())',
    },
    steps: [runAll, edit('d', 'view[3] = 8')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a view that grows with its buffer, and one that does not',
    cells: {
      a: 'const grown = new ArrayBuffer(2, { maxByteLength: 8 })',
      b: 'const views = [new Uint8Array(grown), new Uint8Array(grown, 0, 2), new DataView(grown, 1)]',
      c: 'console.log("apart")',
      d: 'grown.resize(5); console.log(views.map(view => view.byteLength).join())',
    },
    steps: [runAll, edit('d', 'grown.resize(6); console.log(views.map(view => view.byteLength).join())')],
    ideal: ['d'],
  },
  {
    name: 'views that their buffer is too short for, and then long enough again',
    cells: {
      a: 'const cut = new ArrayBuffer(4, { maxByteLength: 8 })',
      b: 'const fixed = [new DataView(cut, 0, 4), new Uint8Array(cut, 0, 4), new DataView(cut, 3)]',
      c: 'cut.resize(2)',
      d: 'console.log(cut.byteLength)',
      e: 'cut.resize(5)\nconsole.log(fixed.map(view => view.byteLength).join())',
    },
    steps: [
      runAll,
      edit('c', 'cut.resize(1)'),
      edit('e', 'cut.resize(6)\nconsole.log(fixed.map(v => v.byteLength).join())'),
    ],
  },
  {
    name: 'a view of a buffer that was transferred',
    cells: {
      a: 'const sent = new ArrayBuffer(4, { maxByteLength: 8 })\nconst there = new DataView(sent)',
      b: 'const got = structuredClone(sent, { transfer: [sent] })',
      c: 'console.log(sent.byteLength, got.byteLength)',
    },
    steps: [runAll, edit('c', 'console.log(got.byteLength, sent.byteLength)')],
  },
]
