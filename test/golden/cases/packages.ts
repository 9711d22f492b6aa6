/** Golden cases of what packages keep between two calls: plugins, defaults, settings and counters, in CommonJS and ES modules. */
import { type Case, edit, remove, run, runAll } from './case.ts'

const inPackage = (name: string, files: Readonly<Record<string, string>>, more: object = {}) =>
  Object.fromEntries(
    Object.entries({ 'package.json': JSON.stringify({ name, version: '1.0.0', ...more }), ...files }).map(
      ([file, text]) => [`node_modules/${name}/${file}`, text],
    ),
  )

const esm = { type: 'module', exports: './index.js' }

/** As dayjs: a class behind a function, plugins that patch its prototype and note that they were there. */
const dates = inPackage('dates', {
  'index.js': `class Day { constructor(n) { this.n = n } format() { return 'day ' + this.n } }
const dates = n => new Day(n)
dates.prototype = Day.prototype
dates.extend = plugin => { if (!plugin.there) { plugin(Day, dates); plugin.there = true } return dates }
dates.isDay = d => d instanceof Day
module.exports = dates`,
  'plugin.js': `module.exports = (Day, dates) => {
  const before = Day.prototype.format
  Day.prototype.format = function () { return before.call(this) + '!' }
  dates.utc = n => dates(n + 100)
}`,
})

/** As chalk, axios: an exported object with settings. */
const paint = inPackage(
  'paint',
  { 'index.js': `const paint = { level: 1, defaults: { tags: [] } }\nexport default paint` },
  esm,
)

/** As i18next, Handlebars: an exported instance with collections. */
const helpers = inPackage('helpers', {
  'index.js': `class Helpers { constructor() { this.all = new Map(); this.names = new Set() }
  add(name, f) { this.all.set(name, f); this.names.add(name) }
  call(name, x) { return this.all.has(name) ? this.all.get(name)(x) : name + '?' } }
module.exports = new Helpers()`,
})

/** As lodash, dayjs: one file that calls its factory; variables that no export leads to. */
const counter = inPackage('counter', {
  'index.js': `'use strict';!function (root, make) { 'object' == typeof exports ? (module.exports = make()) : (root.counter = make()) }(this, function () {
  var last = 0, locale = 'en', locales = { en: 'Hello' }
  var start = (function start() { var depth = 0; return function () { return ++depth } })
  var deeper = start()
  return { unique: function () { return ++last }, locale: function (name, text) {
    if (text) locales[name] = text
    if (name) locale = name
    return locales[locale] }, deeper: deeper }
})`,
})

/** As d3-format: a default behind live bindings, set by a function. */
const formats = inPackage(
  'formats',
  {
    'index.js': `import { make } from 'makes-formats'\nlet current\nexport let format\nexport function setDefault(sign) { current = make(sign); format = current.format; return current }\nsetDefault('.')`,
    'node_modules/makes-formats/package.json': JSON.stringify({ name: 'makes-formats', version: '1.0.0', ...esm }),
    'node_modules/makes-formats/index.js': `let made = 0\nexport const make = sign => ({ format: n => n + sign + made++ })`,
  },
  { ...esm, dependencies: { 'makes-formats': '1' } },
)

/** As zod: methods come to a prototype with its first instance, and weak collections know where they are already. */
const types = inPackage(
  'types',
  {
    'make.js': `export const made = new WeakMap()
export const typeOf = methods => {
  const done = methods && new WeakSet()
  function Type(k) {
    this.k = k
    const own = Object.getPrototypeOf(this)
    made.set(own, (made.get(own) ?? 0) + 1)
    if (done.has(own)) return
    done.add(own)
    Object.assign(own, methods)
  }
  return Type
}`,
    'index.js': `import { made, typeOf } from './make.js'
export const Text = typeOf({ min(n) { return this.k + ' >= ' + n } })
export const Count = typeOf({ max(n) { return this.k + ' <= ' + n } })
export const counted = type => made.get(type.prototype) ?? 0`,
  },
  esm,
)

export const packageCases: readonly Case[] = [
  {
    name: 'a plugin of a package, the cell that extends is deleted',
    files: dates,
    cells: {
      a: `import dates from 'dates'`,
      b: `import plugin from 'dates/plugin.js'`,
      c: 'console.log(dates(1).format())',
      d: 'dates.extend(plugin)',
      e: 'console.log(dates(1).format(), typeof dates.utc)',
    },
    steps: [runAll, remove('d')],
    ideal: ['e'],
  },
  {
    name: 'a plugin of a package, a cell above run again',
    files: dates,
    cells: {
      a: `import dates from 'dates'`,
      b: `import plugin from 'dates/plugin.js'`,
      c: 'console.log(dates(1).format())',
      d: 'dates.extend(plugin)',
      e: 'console.log(dates(2).format())',
    },
    steps: [runAll, edit('c', 'console.log(dates(3).format(), typeof dates.utc)')],
    ideal: ['c'],
  },
  {
    name: 'an instance of a class of a package that a plugin patches below it',
    files: dates,
    cells: {
      a: `import dates from 'dates'`,
      b: `import plugin from 'dates/plugin.js'`,
      c: 'const day = dates(1)',
      d: 'dates.extend(plugin)',
      e: 'console.log(day.format(), dates.isDay(day))',
    },
    steps: [runAll, remove('d')],
    ideal: ['e'],
  },
  {
    name: 'methods that come to a class of a package with its first instance, whose cell is edited',
    files: types,
    cells: { a: `import { Text, Count } from 'types'`, b: 'const t = new Text(1)', c: 'console.log(t.min(2))' },
    steps: [runAll, edit('b', 'const t = new Text(new Count(3).max(4))'), edit('b', 'const t = new Text(5)')],
  },
  {
    name: 'instances that a package counts by their classes in a weak map, one of them edited',
    files: types,
    cells: {
      a: `import { Text, counted } from 'types'`,
      b: 'const t = new Text(1)',
      c: 'console.log(counted(Text))',
      d: 'const u = new Text(2)',
      e: 'console.log(counted(Text), u.min(1))',
    },
    steps: [runAll, edit('b', 'const t = [new Text(1), new Text(2)]'), remove('d'), remove('e')],
  },
  {
    name: 'a setting of a package, edited',
    files: paint,
    cells: { a: `import paint from 'paint'`, b: 'paint.level = 2', c: 'console.log(paint.level)', d: 'console.log(1)' },
    steps: [runAll, edit('b', 'paint.level = 3')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a setting of a package, set by a cell that comes later',
    files: paint,
    cells: {
      a: `import paint from 'paint'`,
      b: 'let x = 1',
      c: 'console.log(paint.level, paint.defaults.tags.join())',
    },
    steps: [runAll, edit('b', `paint.level = 5; paint.defaults.tags.push('t')`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'settings of a package, run out of order',
    files: paint,
    cells: {
      a: `import paint from 'paint'`,
      b: `paint.defaults.tags.push('b')`,
      c: `paint.defaults.tags.push('c')`,
      d: 'console.log(paint.defaults.tags.join())',
    },
    steps: [run('d'), run('c'), run('b'), run('c'), remove('b')],
  },
  {
    name: 'an equal setting of a package',
    files: paint,
    cells: { a: `import paint from 'paint'`, b: 'paint.level = 2', c: 'console.log(paint.level)' },
    steps: [runAll, edit('b', 'paint.level = 1 + 1')],
    ideal: ['a', 'b'],
  },
  {
    name: 'helpers registered with a package, one taken back',
    files: helpers,
    cells: {
      a: `import helpers from 'helpers'`,
      b: `helpers.add('up', s => s.toUpperCase())`,
      c: `helpers.add('twice', s => s + s)`,
      d: `console.log(helpers.call('up', 'x'), helpers.call('twice', 'y'), [...helpers.names].join())`,
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'a helper registered with a package, edited',
    files: helpers,
    cells: {
      a: `const helpers = require('helpers')`,
      b: `helpers.add('up', s => s.toUpperCase())`,
      c: `console.log(helpers.call('up', 'x'))`,
    },
    steps: [runAll, edit('b', `helpers.add('up', s => s + '^')`)],
    ideal: ['a', 'b', 'c'],
    // A script that can `await` has no `require`.
    expect: { a: '', b: '', c: 'x^\n' },
  },
  {
    name: 'a package that a local module uses',
    files: {
      ...helpers,
      'm.mjs': `import helpers from 'helpers'\nexport const add = (name, f) => helpers.add(name, f)\nexport const call = (name, x) => helpers.call(name, x)`,
    },
    cells: {
      a: `import { add, call } from './m.mjs'`,
      b: `add('up', s => s.toUpperCase())`,
      c: `console.log(call('up', 'x'))`,
    },
    steps: [runAll, edit('b', `add('up', s => s + '^')`)],
  },
  {
    name: 'functions of a package that keep nothing chain nobody',
    files: inPackage('pure', { 'index.js': 'export const double = x => 2 * x' }, esm),
    cells: {
      a: `import { double } from 'pure'`,
      b: 'const x = double(2)',
      c: 'const y = double(3)',
      d: 'console.log(x, y)',
    },
    steps: [runAll, edit('b', 'const x = double(5)')],
    ideal: ['b', 'd'],
  },
  {
    name: 'a counter in a package, whose caller is edited',
    files: counter,
    cells: {
      a: `import counter from 'counter'`,
      b: 'console.log(counter.unique())',
      c: 'console.log(counter.unique(), counter.deeper())',
      d: 'console.log(1)',
    },
    steps: [runAll, edit('b', 'console.log(counter.unique(), counter.unique())')],
    ideal: ['a', 'b', 'c'],
  },
  {
    name: 'a counter in a package, run out of order',
    files: counter,
    cells: {
      a: `import counter from 'counter'`,
      b: 'console.log(counter.unique())',
      c: 'console.log(counter.unique())',
      d: 'console.log(counter.unique())',
    },
    steps: [run('d'), run('c'), run('b'), run('d'), remove('c')],
  },
  {
    name: 'the locale of a package, the cell that sets it deleted',
    files: counter,
    cells: {
      a: `import counter from 'counter'`,
      b: 'console.log(counter.locale())',
      c: `counter.locale('de', 'Hallo')`,
      d: 'console.log(counter.locale())',
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'a default format of a package, through its namespace',
    files: formats,
    cells: {
      a: `import * as f from 'formats'`,
      b: `f.setDefault(',')`,
      c: 'console.log(f.format(1))',
      d: 'console.log(f.format(2))',
    },
    steps: [runAll, edit('b', `f.setDefault(';')`)],
  },
]
