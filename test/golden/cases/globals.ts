/** Golden cases of what cells make global: by its whole name, by its bare one, beside a declared name. */
import { type Case, edit, remove, run, runAll } from './case.ts'

export const globalCases: readonly Case[] = [
  {
    name: 'delete of a global',
    cells: { a: 'globalThis.temp = 1', b: 'delete globalThis.temp', c: `console.log('temp' in globalThis)` },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a global assigned by its bare name, read by its whole one',
    cells: { a: 'globalThis.total = 0', b: 'total += 5', c: 'console.log(globalThis.total, total)' },
    steps: [runAll, edit('a', 'globalThis.total = 10')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a global assigned by its bare name and by its whole one',
    cells: { a: 'globalThis.total = 0', b: 'total += 5', c: 'globalThis.total += 1', d: 'console.log(total)' },
    steps: [runAll, edit('b', 'total += 6')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a global with a setter, assigned by its bare name',
    cells: {
      a: 'let backing = 1',
      b: `Object.defineProperty(globalThis, 'doubled', { get: () => backing, set: v => { backing = v * 2 }, configurable: true })`,
      c: 'doubled = 5',
      d: 'console.log(backing, globalThis.doubled)',
      e: 'backing++',
      f: 'console.log(doubled)',
    },
    steps: [runAll, edit('c', 'doubled = 7')],
    ideal: ['c', 'd', 'e', 'f'],
  },
  {
    name: 'a global counted by a function',
    cells: {
      a: 'globalThis.total = 0',
      b: 'const up = () => { total++ }',
      c: 'up(); up()',
      d: 'console.log(globalThis.total, total)',
    },
    steps: [runAll, edit('c', 'up()'), runAll, edit('d', 'console.log(total)'), run('c')],
  },
  {
    name: 'a declared name beside a global of that name',
    cells: { a: 'globalThis.size = 1', b: 'let size = 2', c: 'size += 10', d: 'console.log(size, globalThis.size)' },
    steps: [runAll, edit('c', 'size += 20'), runAll, edit('a', 'globalThis.size = 3')],
    // It mentions the name, too.
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'a global that becomes a declared name',
    cells: { a: 'globalThis.mode = "x"', b: 'mode += "y"', c: 'console.log(mode, typeof globalThis.mode)' },
    steps: [runAll, edit('a', 'let mode = "z"'), runAll, edit('a', 'globalThis.mode = "x"')],
  },
  {
    name: 'a global of three writers, the middle one edited',
    cells: { a: 'globalThis.g = 1', b: 'globalThis.g += 10', c: 'globalThis.g *= 2', d: 'console.log(globalThis.g)' },
    steps: [runAll, edit('b', 'globalThis.g += 20')],
    ideal: ['b', 'c', 'd'],
  },
]
