/** Golden cases of settings of JavaScript and Node that code reads without naming them: limits, formats, defaults, the process. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

export const settingCases: readonly Case[] = [
  {
    name: 'a toJSON of BigInt that another cell stringifies with',
    cells: {
      a: `BigInt.prototype.toJSON = function () { return 'A' + this }`,
      b: 'console.log(JSON.stringify({ n: 1n }))',
    },
    steps: [runAll, edit('a', `BigInt.prototype.toJSON = function () { return 'B' + this }`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'the length of stack traces',
    cells: { a: 'Error.stackTraceLimit = 1', b: `console.log(new Error('x').stack.split('\\n').length)` },
    steps: [runAll, edit('a', 'Error.stackTraceLimit = 0')],
    ideal: ['a', 'b'],
  },
  {
    name: 'the form of stack traces',
    cells: { a: `Error.prepareStackTrace = e => 'A ' + e.message`, b: `console.log(new Error('x').stack)` },
    steps: [runAll, edit('a', `Error.prepareStackTrace = e => 'B ' + e.message`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'how deep Node inspects',
    cells: {
      a: `import util from 'node:util'`,
      b: 'util.inspect.defaultOptions.depth = 0',
      c: 'console.log(util.inspect({ a: { b: { c: 1 } } }))',
    },
    steps: [runAll, edit('b', 'util.inspect.defaultOptions.depth = 1')],
    ideal: ['b', 'c'],
  },
  {
    name: 'how Node inspects, the cell that says so deleted',
    cells: {
      a: `import util from 'node:util'`,
      b: 'util.inspect.defaultOptions = { compact: false }',
      c: 'console.log({ a: { b: 1 } })',
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'how many listeners an emitter takes',
    cells: {
      a: `import { EventEmitter } from 'node:events'`,
      b: 'EventEmitter.defaultMaxListeners = 3',
      c: 'console.log(new EventEmitter().getMaxListeners())',
    },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'the title and the exit code of the process',
    cells: { a: `process.exitCode = 0; process.title = 'one'`, b: 'console.log(process.title, process.exitCode)' },
    steps: [runAll, edit('a', `process.exitCode = 0; process.title = 'two'`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'a property put on the process by a deleted cell',
    cells: { a: 'process.mine = 1', b: 'console.log(process.mine)' },
    steps: [runAll, remove('a')],
    ideal: ['b'],
  },
  {
    name: 'structuredClone replaced',
    cells: { a: `globalThis.structuredClone = () => 'A'`, b: 'console.log(structuredClone(1))' },
    steps: [runAll, edit('a', `globalThis.structuredClone = () => 'B'`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'a group that another cell prints in',
    cells: { a: `console.group('G')`, b: `console.log('in')`, c: 'console.groupEnd()', d: `console.log('out')` },
    steps: [runAll, edit('b', `console.log('IN')`)],
    ideal: ['b'],
  },
  {
    name: 'a group whose cell is deleted',
    cells: { a: `console.group('G')`, b: `console.log('in')`, c: 'console.groupEnd()', d: `console.log('out')` },
    steps: [runAll, remove('a')],
    ideal: ['b', 'c'],
  },
  {
    name: 'a group that is never closed, and the cell that opens it run again',
    cells: { a: `console.group('G')`, b: `console.log('in')` },
    steps: [runAll, run('a'), edit('a', `console.group('H')`)],
    ideal: ['a'],
  },
  {
    name: 'counts of the console, over cells',
    cells: { a: `console.count('k')`, b: `console.count('k')`, c: `console.countReset('k')`, d: `console.count('k')` },
    steps: [runAll, edit('a', '1')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'counts of the console make no chain of what prints',
    cells: { a: 'console.count()', b: `console.log('apart')`, c: 'console.count()' },
    steps: [runAll, edit('a', 'console.count(); console.count()')],
    ideal: ['a', 'c'],
  },
  {
    name: 'the time zone, set by a cell',
    cells: {
      a: `process.env.TZ = 'UTC'`,
      b: 'console.log(new Date(0).getHours())',
      c: `console.log('x'.toString())`,
    },
    steps: [runAll, edit('a', `process.env.TZ = 'Asia/Tokyo'`)],
    ideal: ['a', 'b'],
  },
  {
    name: 'the time zone, the cell that sets it deleted',
    cells: { a: `process.env.TZ = 'Asia/Tokyo'`, b: 'const day = new Date(0)', c: 'console.log(day.getHours())' },
    steps: [runAll, remove('a')],
    ideal: ['b', 'c'],
  },
  {
    name: 'the time zone, set below one reader and then above it',
    cells: {
      a: 'console.log(new Date(0).getHours())',
      b: `process.env.TZ = 'Asia/Tokyo'`,
      c: 'console.log(new Date(0).toString().slice(16, 24))',
    },
    steps: [runAll, move('b', 0)],
    ideal: ['b', 'a', 'c'],
  },
  {
    // Without times of their own, marks of two processes are sorted by how long each process had run.
    name: 'a mark of performance under another name',
    cells: {
      a: `performance.mark('load', { startTime: 1 })`,
      b: `performance.mark('draw', { startTime: 2, detail: { n: 1 } })`,
      c: `console.log(performance.getEntriesByType('mark').map(m => m.name + (m.detail?.n ?? '')).join())`,
    },
    steps: [
      runAll,
      edit('a', `performance.mark('read', { startTime: 1 })`),
      edit('b', `performance.mark('draw', { startTime: 2, detail: { n: 2 } })`),
    ],
    ideal: ['b', 'c'],
  },
  {
    name: 'a measure between two marks, and the marks cleared',
    cells: {
      a: `performance.mark('from', { startTime: 10 })`,
      b: `performance.mark('to', { startTime: 30 })`,
      c: `performance.measure('all', 'from', 'to')`,
      d: `console.log(performance.getEntriesByName('all').map(m => m.duration).join())`,
      e: 'performance.clearMarks()',
      f: 'console.log(performance.getEntries().filter(e => /^(from|to|all)$/.test(e.name)).length)',
    },
    steps: [runAll, edit('b', `performance.mark('to', { startTime: 50 })`), remove('e')],
    ideal: ['f'],
  },
]
