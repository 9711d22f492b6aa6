/** What an editor is offered at the cursor, and which part of the code it replaces. */
import { expect, test } from 'vitest'
import { typedFolder } from './typed-notebook.ts'

const { open, write } = typedFolder()

const between = (marked: string, found: { readonly start: number; readonly end: number }): string =>
  marked.replace('|', '').slice(found.start, found.end)

test('members come with kind, signature and documentation', () => {
  const nb = open(
    'class Account {\n  /** What is left, in cents. */\n  balance = 0\n  pay(to: Account, cents: number) { return true }\n}',
  )
  expect(nb.complete('new Account().|').items).toEqual([
    { text: 'balance', kind: 'property', signature: 'number', documentation: 'What is left, in cents.' },
    { text: 'pay', kind: 'method', signature: '(to: Account, cents: number): boolean' },
  ])
})

test('names of cells above come first, with the kind they were declared with', () => {
  const nb = open(
    'const total = 1; let tool = 2; function toRows() {}; class Torus {}; enum Tone { A }; namespace towns { export const a = 1 }; interface Toy {}; type Top = 1',
  )
  const first = nb.complete('to|').items.slice(0, 4)
  expect(first.map(i => [i.text, i.kind])).toEqual([
    ['tool', 'variable'],
    ['toRows', 'function'],
    ['total', 'constant'],
    ['towns', 'module'],
  ])
  const kinds = Object.fromEntries(nb.complete('let t: To|').items.map(i => [i.text, i.kind]))
  expect(kinds).toMatchObject({ Torus: 'class', Tone: 'enum', Toy: 'interface', Top: 'type' })
})

test('names of the same cell, keywords and globals are offered', () => {
  const nb = open()
  expect(nb.offers('const mine = 1\nmi|')).toEqual(['mine'])
  expect(nb.complete('awai|').items).toEqual([{ text: 'await', kind: 'keyword' }])
  expect(nb.offers('structuredC|')).toContain('structuredClone')
})

test('names that only cells below define come last and not at all in a member list', () => {
  const nb = open('', 'const pilot = 1', 'const plane = 2')
  expect(nb.offers('p|', 1).at(-1)).toBe('plane')
  expect(nb.offers('p|', 1).slice(0, -1)).not.toContain('plane')
  expect(nb.offers('const o = { a: 1 }; o.|', 1)).toEqual(['a'])
})

test.each([
  ['const a = { b: { cat: 1 } }; a.b?.c|', 'c', 'cat'],
  ['const a = { b: { cat: 1 } }; a.b?.|', '', 'cat'],
  ["const s = 'é→🙂'; const größe = { tief: 1 }; größe.ti|", 'ti', 'tief'],
  ['const größe = 1; grö|', 'grö', 'größe'],
  ['const 𠮷野 = 1; 𠮷|', '𠮷', '𠮷野'],
  ['function f(a?: { cat: 1 }) { a.c| }', '.c', '?.cat'],
  ["const o = { 'odd name': 1 }; o.odd|", '.odd', '["odd name"]'],
  ["const way: 'left' | 'right' = '", '', ''],
])('%s replaces %j', (marked, replaced, text) => {
  const code = marked.includes("= 'left'") || marked.endsWith("= '") ? undefined : marked
  if (code === undefined) {
    const nb = open()
    const offset = marked.length
    const found = nb.types.complete({ code: `${marked}'`, offset })
    expect(found).toMatchObject({ start: offset, end: offset })
    expect(found.items.map(i => i.text)).toEqual(['left', 'right'])
    return
  }
  const found = open().complete(code)
  expect(between(code, found)).toBe(replaced)
  expect(found.items.map(i => i.text)).toContain(text)
})

test('it works in the middle of broken code', () => {
  const nb = open("const rows = [{ id: 1, name: 'x' }]")
  expect(nb.offers('for (const r of rows) {\n  if (r.|')).toEqual(['id', 'name'])
  expect(nb.offers('rows.map(r => { const y = r.na|')).toEqual(['name'])
  expect(nb.offers('const t = `${rows[0].|')).toEqual(['id', 'name'])
  expect(nb.offers('const = ; )\nrows[0].|\nfunction (')).toEqual(['id', 'name'])
})

test('a word typed on, letter by letter, is offered what it would be offered at once', () => {
  const nb = open('const total = 1; const toast = 2', 'const tower = 3')
  const word = 'total'
  for (let n = 0; n <= word.length; n++) {
    const grown = nb.complete(`const x = ${word.slice(0, n)}|\nx`, 1)
    nb.inspect('x|')
    nb.edit(1, `const tower = ${n}`)
    expect(nb.complete(`const x = ${word.slice(0, n)}|\nx`, 1)).toEqual(grown)
  }
  for (const typed of ['to|', 'tot|', 'to|', 'tota|x', 'total.|', 'total.to|', 'total.toF|']) {
    const grown = nb.complete(typed, 1)
    nb.edit(1, `const tower = '${typed}'`)
    expect(nb.complete(typed, 1)).toEqual(grown)
  }
})

test('import specifiers and paths are completed, from packages, built-ins and the folder', () => {
  write({
    'lib/shapes.ts': 'export const area = 1',
    'node_modules/charts/package.json': JSON.stringify({ name: 'charts', version: '1.0.0', types: 'index.d.ts' }),
    'node_modules/charts/index.d.ts': 'export declare function bar(x: number): string',
    'package.json': JSON.stringify({ dependencies: { charts: '1' } }),
  })
  const nb = open()
  expect(nb.offers("import fs from 'node:f|'")).toContain('node:fs/promises')
  expect(nb.offers("import { a } from './l|'")).toEqual(['lib'])
  const path = nb.complete("import { a } from './lib/s|'")
  expect(path.items[0]?.text).toMatch(/^shapes/)
  expect(between("import { a } from './lib/s|'", path)).toBe('s')
  expect(nb.offers("import { bar } from 'cha|'")).toEqual(['charts'])
  expect(nb.offers("import { | } from 'charts'")).toContain('bar')
})

test('nothing is imported by itself', () => {
  write({ 'far.ts': 'export const farAwayThing = 1' })
  expect(open("import './far.ts'").offers('farAwayTh|')).toEqual([])
})

test('a list is bounded and says nothing of how cells are wired', () => {
  const nb = open('let counted = 1')
  const items = nb.complete('counted = 2; |').items
  expect(items.length).toBeLessThanOrEqual(500)
  expect(items.some(i => i.text.startsWith('__'))).toBe(true) // __dirname
  expect(items.filter(i => /__(above|cellar)/.test(i.text))).toEqual([])
})

test('the API of cells comes before the globals of Node, documented', () => {
  const [first] = open().complete('prog|').items
  expect(first).toMatchObject({ text: 'progress', kind: 'function' })
  expect(first?.documentation).toContain('progress bar')
  expect(open().offers('display.|')).toEqual(expect.arrayContaining(['html', 'markdown', 'table', 'clear']))
  expect(open().offers("import { | } from 'cellar'")).toEqual(expect.arrayContaining(['display', 'input', 'progress']))
  expect(open().offers("import * as tslab from 'tslab'\ntslab.display.|")).toEqual(
    expect.arrayContaining(['html', 'png', 'raw']),
  )
})

test('an empty cell, an offset at the end and an unknown cell are no trouble', () => {
  expect(open().complete('|').items.length).toBeGreaterThan(50)
  expect(open().types.complete({ code: '', offset: 0 }).start).toBe(0)
  expect(open('const z = 1').complete('z.toF|', 99).items[0]?.text).toBe('toFixed')
})
