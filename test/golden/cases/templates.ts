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
  {
    name: 'a cache by the strings of templates in a module',
    files: {
      'page.mjs': `const cache = new WeakMap(), seen = []
export let parsed = 0
export const html = (strings, ...values) => {
  if (!cache.has(strings)) { cache.set(strings, ++parsed); seen.push(strings) }
  return String(cache.get(strings)) + strings.join('_') + values.join()
}
export const row = n => html\`<td>\${n}</td>\`
export const other = n => html\`<td>\${n}</td>\`
export const nested = n => html\`<tr>\${html\`<th>\${n}\`}</tr>\`
export const count = () => new Set(seen).size`,
    },
    cells: {
      a: `import { row, other, nested, html, parsed, count } from './page.mjs'`,
      b: 'const first = [row(1), other(1), nested(2)]',
      c: 'console.log(first.join(), row(3), other(4), parsed, count())',
      d: 'console.log(html`<td>${5}</td>`, nested(6), parsed, count())',
    },
    steps: [
      runAll,
      edit('c', '1\nconsole.log(first.join(), row(3), other(4), parsed, count())'),
      edit('d', '2\nconsole.log(html`<td>${5}</td>`, nested(6), row(7), parsed, count())'),
    ],
  },
  {
    name: 'templates of a module by the notebook, told apart by a map of a cell',
    files: {
      'queries.mjs': `export const one = sql => sql\`select \${1}\`
export const two = sql => sql\`select \${2}\`
export class Table { name = 'x'; find(sql) { return sql\`from \${this.name}\` } tag(strings) { return [this.name, strings] } of() { return this.tag\`a\`[0] + this.tag \`b\`[0] } }
export const made = sql => new (class { constructor(s) { this.s = s } static of(s) { return this } })\`\``,
    },
    cells: {
      a: `import { one, two, Table } from './queries.mjs'\nconst seen = new Map()\nconst sql = strings => { seen.set(strings, (seen.get(strings) ?? 0) + 1); return strings }`,
      b: 'one(sql); two(sql); one(sql)',
      c: 'console.log(seen.size, one(sql) === one(sql), one(sql) === two(sql), new Table().find(sql).raw.join(), new Table().of())',
      d: 'console.log([...seen.values()].join())',
    },
    steps: [runAll, edit('d', 'console.log([...seen.values()].join(), one(sql).join("?"), seen.size)')],
    ideal: ['d'],
  },
  {
    name: 'templates of CommonJS and of TypeScript',
    files: {
      'old.cjs':
        'const seen = []\nexports.row = n => (strings => { seen.push(strings); return strings.raw.join() })`${n} of\n ${seen.length}`\nexports.count = () => new Set(seen).size',
      'new.cts':
        'const seen: unknown[] = []\nexports.row = (n: number) => ((strings: TemplateStringsArray, ..._: unknown[]) => { seen.push(strings); return strings.raw.join() })`${n} of ${seen.length}`\nexports.count = (): number => new Set(seen).size',
    },
    cells: {
      a: `const old = require('./old.cjs'), now = require('./new.cts')`,
      b: 'old.row(1)\nnow.row(1)',
      c: 'old.row(2)\nnow.row(2)\nconsole.log(old.count(), now.count())',
    },
    steps: [runAll, edit('c', 'old.row(3)\nnow.row(3)\nconsole.log(old.count(), now.count())')],
    expect: { a: '', b: '', c: '1 1\n' },
    ideal: ['c'],
    moreAfterRestart: "a module's own state comes back by rerunning the cells that wrote it",
  },
]
