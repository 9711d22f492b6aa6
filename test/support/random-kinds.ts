/**
 * Random notebooks over values of every kind: generators, private fields, proxies, promises, weak collections, closures that share, linked
 * prototypes, files, patches, a local module that keeps state. No cell can fail. What a cell reads can't be told from its text, so nothing
 * counts what ran.
 */
import fc from 'fast-check'
import { cellOf, type RandomCell, read, same, storyOf } from './random-notebook.ts'

/** What a name may be declared as; `k` is a small number, `m` another name. */
const made = (k: number, m: string): readonly string[] => [
  `${k}`,
  `-0`,
  `${k}n`,
  `Object(${k})`,
  `Symbol('s${k}')`,
  `[${k}, ${k + 1}]`,
  `{ n: ${k}, in: { k: ${k} } }`,
  read(m),
  `[${read(m)}]`,
  `{ of: ${read(m)} }`,
  `{ ...${ifObject(m)} }`,
  `Object.create(${ifObject(m)})`,
  `(function* () { for (let i = ${k}; ; i++) yield i; })()`,
  `[${read(m)}, ${k}, 6][Symbol.iterator]()`,
  `new Map([['k', ${read(m)}], [${k}, 'v']])`,
  `new Set([${read(m)}, ${k}])`,
  `new WeakMap([[${ifObject(m)}, ${k}]])`,
  `new WeakRef(${ifObject(m)})`,
  `new Proxy({ n: ${k} }, { get: (target, key) => (key === 'tag' ? ${k} : target[key]) })`,
  `new Date(${k}000)`,
  `/[a-c]/g`,
  `new Uint8Array([${k}, 2, 3])`,
  `new Uint8Array(ArrayBuffer.isView(${read(m)}) ? ${m}.buffer : 4)`,
  `new Error('e${k}', { cause: ${read(m)} })`,
  `Promise.resolve(${k})`,
  `(async () => { await null; return ${k}; })()`,
  `new Promise(done => setTimeout(done, ${k}, ${k}))`,
  `(() => { let v = ${k}; return { up: () => ++v, get: () => v }; })()`,
  `((a = ${read(m)}) => ({ get: () => a, put: b => { a = b; } }))()`,
  `{ get n() { return this.hidden ?? ${k}; }, set n(x) { this.hidden = x; } }`,
  `typeof Counter === 'function' ? new Counter(${k}) : 'none'`,
  `typeof Loud === 'function' ? new Loud(${k}) : 'none'`,
  `typeof mixed === 'function' ? new (mixed(class { base() { return ${k}; } }))() : 'none'`,
  `typeof kept === 'object' ? new kept.Thing(${k}) : 'none'`,
  `typeof tag === 'function' ? tag\`a\${${k}}b\` : 'none'`,
]

/** An object in any case. */
const ifObject = (n: string): string => `(typeof ${n} === 'object' && ${n} !== null ? ${n} : { n: 0 })`

/** What may be done with a name: when, and what. */
const used = (n: string, k: number, m: string): readonly (readonly [when: string, what: string])[] => [
  [`Array.isArray(${n})`, `${n}.push(${read(m)})`],
  [`Array.isArray(${n})`, `${n}.length = 1`],
  [isObject(n), `Reflect.set(${n}, 'tag', ${k})`],
  [isObject(n), `Reflect.set(${n}, 'link', ${read(m)})`],
  [isObject(n), `Reflect.set(${n}, Symbol.for('mark'), ${k})`],
  [isObject(n), `Reflect.deleteProperty(${n}, 'n')`],
  [isObject(n), `Reflect.setPrototypeOf(${n}, ${ifObject(m)})`],
  [isObject(n), `Reflect.defineProperty(${n}, 'tag', { get: () => ${k}, configurable: true, enumerable: true })`],
  [isObject(n), `console.log(${n} instanceof Object, typeof Counter === 'function' && ${n} instanceof Counter)`],
  [`typeof ${n}?.in === 'object'`, `${n}.in.k += ${k}`],
  [`typeof ${n}?.next === 'function'`, `console.log(${shown(`${n}.next().value`)})`],
  [`${n} instanceof Map`, `${n}.set(${read(m)}, ${k})`],
  [`${n} instanceof Map`, `console.log(${n}.size, ${shown(`${n}.get(${read(m)})`)})`],
  [`${n} instanceof Set`, `console.log(${n}.add(${read(m)}).size)`],
  [`${n} instanceof WeakMap`, `console.log(${n}.get(${ifObject(m)}), ${n}.set(${ifObject(m)}, ${k}) === ${n})`],
  [`${n} instanceof WeakRef`, `console.log(${n}.deref() === ${read(m)})`],
  [`ArrayBuffer.isView(${n})`, `${n}[0] += ${k}`],
  [`${n} instanceof Date`, `${n}.setTime(${n}.getTime() + ${k})`],
  [`${n} instanceof RegExp`, `console.log(${n}.test('abcabc'), ${n}.lastIndex)`],
  [`${n} instanceof Promise`, `console.log(${shown(`await ${n}`)})`],
  [`typeof ${n}?.up === 'function'`, `console.log(${n}.up())`],
  [`typeof ${n}?.get === 'function' && ${n}.get.length === 0`, `console.log(${shown(`${n}.get()`)})`],
  [`typeof ${n}?.put === 'function'`, `${n}.put(${read(m)})`],
  [`typeof kept === 'object'`, `kept.registry.set('x', ${read(n)})`],
  [
    `typeof kept === 'object'`,
    `console.log(kept.registry.get('x') === ${read(n)}, ${isObject(n)} && ${n} instanceof kept.Thing)`,
  ],
  ['true', `globalThis.swapped = [${n}, ${read(m)}]`],
  ['true', `console.log(globalThis.swapped?.[0] === ${n}, ${n} === ${read(m)})`],
]

const isObject = (n: string): string => `typeof ${n} === 'object' && ${n} !== null`

/** A value as two processes print it alike. */
const shown = (value: string): string =>
  `(v => (v instanceof Promise ? 'a promise' : v instanceof Error ? v.message : v))(${value})`

/** What is done without a name of its own. */
const elsewhere = (k: number): readonly string[] => [
  `if (typeof Counter === 'function') Counter.prototype.up = function () { return 'patched ${k}'; };`,
  `if (typeof Counter === 'function') console.log(Counter.all.size, (Counter.made += ${k}));`,
  `if (typeof tag === 'function') console.log(tag\`a\${1}b\`, tag.seen.size);`,
  `if (typeof mixed === 'function') console.log(mixed.times);`,
  `if (typeof count !== 'undefined') console.log(++count, bump());`,
  `if (typeof bus !== 'undefined') bus.on('x', v => { globalThis.heard = (globalThis.heard ?? 0) + v * ${k}; });`,
  `if (typeof bus !== 'undefined') console.log(bus.emit('x', ${k}), bus.listenerCount('x'));`,
  `if (typeof kept === 'object') console.log(kept.up(), kept.n, kept.list.push(${k}));`,
  `console.log(globalThis.heard, globalThis.shared);`,
  `globalThis.shared = (globalThis.shared ?? 0) + ${k};`,
  `delete globalThis.shared;`,
  `Array.prototype.last = function () { return this.at(-1) + ${k}; };`,
  `delete Array.prototype.last;`,
  `console.log([1, 2].last?.(), Math.twice?.(3), process.env.CASK);`,
  `Math.twice = x => x * ${k};`,
  `process.env.CASK = (process.env.CASK ?? '') + ${k};`,
  `delete process.env.CASK;`,
  `(await import('node:fs')).writeFileSync('a.txt', '${k}');`,
  `(await import('node:fs')).appendFileSync('a.txt', '${k}');`,
  `await (await import('node:fs/promises')).rm('a.txt', { force: true });`,
  `await (await import('node:fs/promises')).rename('a.txt', 'b.txt').catch(() => {});`,
  `console.log(await (await import('node:fs/promises')).readFile('a.txt', 'utf8').catch(() => 'no file'));`,
  `console.log((await import('node:fs')).readdirSync('.').filter(name => name.endsWith('.txt')).join());`,
  `setTimeout(console.log, ${k}, 'late', ${k});`,
  `await new Promise(done => setTimeout(done, ${k}));`,
]

/** Names that are always of one kind. */
const named = (k: number): readonly RandomCell[] => [
  classOf(
    `Counter`,
    `{ #n = ${k}; static all = new Set(); static made = 0; constructor(x) { this.x = x; Counter.all.add(this); } up() { return ++this.#n; } }`,
  ),
  classOf(
    `Loud`,
    `extends (typeof Counter === 'function' ? Counter : Object) { y = ${k}; up() { return 'loud ' + super.up?.(); } }`,
  ),
  declared(
    'const',
    'tag',
    `Object.assign((strings, ...values) => { tag.seen.set(strings, ${k}); return strings.join('|') + values.join(); }, { seen: new Map() })`,
  ),
  declared(
    'const',
    'mixed',
    `Object.assign(Base => { mixed.times++; return class extends Base { mine() { return ${k}; } }; }, { times: 0 })`,
  ),
  declared('const', 'bus', `new (await import('node:events')).EventEmitter()`),
  declared('const', 'kept', `await import('./kept.mjs')`),
  {
    source: `let count = ${k}; const bump = () => count += ${k};`,
    script: `var count = ${k}; var bump = () => count += ${k};`,
  },
]

const declared = (word: string, name: string, value: string): RandomCell => ({
  source: `${word} ${name} = ${value};`,
  script: `var ${name} = ${value};`,
})

const classOf = (name: string, body: string): RandomCell => ({
  source: `class ${name} ${body}`,
  script: `var ${name} = class ${name} ${body};`,
})

/** Beside the notebook. */
export const kindFiles: Readonly<Record<string, string>> = {
  'kept.mjs': `export let n = 0
export const up = () => ++n
export const list = []
export const registry = new Map()
export class Thing { constructor(k) { this.k = k } }
`,
}

const statement: fc.Arbitrary<RandomCell> = fc
  .record({
    word: fc.constantFrom('let', 'const', 'var'),
    n: fc.constantFrom('p', 'q', 'r', 's'),
    m: fc.constantFrom('p', 'q', 'r', 's'),
    k: fc.integer({ min: 1, max: 4 }),
    which: fc.nat(),
    what: fc.constantFrom('made', 'made', 'named', 'used', 'used', 'shown', 'elsewhere'),
  })
  .map(({ word, n, m, k, which, what }) => {
    const oneOf = <T>(all: readonly T[]): T => all[which % all.length] as T
    if (what === 'made') return declared(word, n, oneOf(made(k, m)))
    if (what === 'named') return oneOf(named(k))
    if (what === 'elsewhere') return same(oneOf(elsewhere(k)))
    if (what === 'shown') return same(`console.log('${n}', ${shown(read(n))});`)
    const [when, done] = oneOf(used(n, k, m))
    return same(`if (typeof ${n} !== 'undefined' && ${when}) ${done};`)
  })

export const kindStory = storyOf(cellOf(statement, 3), false)
