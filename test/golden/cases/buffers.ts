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
]
