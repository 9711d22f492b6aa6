/** Golden cases of tagged templates: the object that a tag is given for the strings stays one and the same for its place in the source. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of cells
import { type Case, edit, move, remove, runAll } from './case.ts'

const counted = {
  a: 'const seen = new Map()\nconst sql = strings => { seen.set(strings, (seen.get(strings) ?? 0) + 1); return strings }',
  b: 'const find = () => sql`select ${1}`\nfind()',
  c: 'find()\nconsole.log(seen.size, [...seen.values()].join())',
}

export const templateCases: readonly Case[] = [
  {
    name: 'templates counted by their strings, cells above and below edited',
    cells: counted,
    steps: [runAll, edit('b', `${counted.b}\nfind()`), edit('c', `find()\n${counted.c}`)],
    ideal: ['c'],
  },
  {
    name: 'templates counted by their strings, a line more above each of them in turn',
    cells: counted,
    steps: [runAll, edit('a', `1\n${counted.a}`), edit('b', `2\n${counted.b}`), edit('c', `3\n${counted.c}`)],
    ideal: ['c'],
  },
  {
    name: 'a template more above equal ones',
    cells: counted,
    steps: [runAll, edit('b', `sql\`other\`\n${counted.b}`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'equal templates at several places, one taken away',
    cells: {
      a: counted.a,
      b: 'const one = () => sql`x`, two = () => sql`x`\none(); two(); two()',
      c: 'console.log(one() === two(), one() === one(), seen.size)',
      d: 'one() === sql`x`',
    },
    steps: [runAll, edit('b', 'const one = () => sql`x`, two = one\none(); two(); two()')],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a cache by the strings of a template, its user moved and removed',
    cells: {
      a: 'const cache = new WeakMap()\nlet parsed = 0\nconst html = (strings, ...values) => { if (!cache.has(strings)) { parsed++; cache.set(strings, strings.raw.join("_")) } return cache.get(strings) + values.join() }',
      b: 'const row = n => html`<td>${n}</td>`\nrow(1)',
      c: 'const head = html`<th>\\u{41}</th>`',
      d: 'console.log(row(2), row(3), head, parsed)',
    },
    steps: [
      runAll,
      move('c', 1),
      edit('d', 'console.log(row(5), head, parsed)'),
      remove('c'),
      edit('d', 'console.log(row(6), parsed)'),
    ],
  },
  {
    name: 'templates in methods, with `this`, an awaited value and an invalid escape',
    cells: {
      a: 'class Page { parts = []; add(strings, ...values) { this.parts.push(strings); return values.length + String(strings[0]) } title() { return this.add`\\x` } }\nconst page = new Page()',
      b: 'const n = page.add`a ${await Promise.resolve(2)} b ${3}` + page.title()',
      c: 'page.title()\nconsole.log(n, page.parts.length, new Set(page.parts).size)',
    },
    steps: [
      runAll,
      edit('b', 'const n = page.add`a ${await Promise.resolve(2)} b ${3}` + page.title() + "."'),
      edit('c', '0\npage.title()\nconsole.log(n, page.parts.length, new Set(page.parts).size)'),
    ],
    ideal: ['c'],
  },
]
