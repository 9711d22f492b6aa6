/** The rewritten text of a module does what its own text does, on the same lines. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of modules
import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { localText } from '../../runtime/executor/session/local-module.ts'

const tag = '(strings, ...values) => strings.raw.join("|") + values.join()'

test.each([
  ['with values', `const tag = ${tag}; tag\`a\${1}b\${2}\``],
  ['of nothing', `const tag = ${tag}; tag\`\``],
  ['on several lines', `const tag = ${tag}\ntag\`a\n\${1}\n\`\n+ 1`],
  ['in a template', `const tag = ${tag}; tag\`a\${tag\`b\${3}\`}\``],
  ['one behind the other', 'const twice = a => b => a[0] + b[0]; twice`a``b`'],
  [
    'of a method, which has its this',
    'const o = { n: 2, tag(s) { return this.n + s[0] } }; o.tag`a` + o["tag"] /* c */ `b`',
  ],
  [
    'of this and of what is above',
    'class A { t(s) { return s[0] } } class B extends A { u() { return super.t`a` + this.t`b` } }; new B().u()',
  ],
  [
    'made new',
    'const kind = s => class { constructor(n) { this.is = s[0] + n } }; [new kind`a`(1).is, new kind`b`().is, new (kind`c`)(2).is].join()',
  ],
  [
    'made new, of a member',
    'const kind = s => ({ Of: class { is = s[0] } }); new kind`a`.Of().is + new kind`b`.Of().is',
  ],
  ['at the start of a line', `let log = ''\nconst tag = s => { log += s[0] }\nconst n = 1\ntag\`a\`\nlog`],
  ['of an escape that is none', 'const tag = s => String(s[0]) + s.raw[0]; tag`\\unicode`'],
  ['in an arrow and a condition', `const f = x => x ? (${tag})\`a\${x}\` : (${tag})\`b\`; f(1) + f(0)`],
])('a template %s', (_name, text) => {
  const rewritten = localText(text, '/project/m.mjs', 'commonjs')
  expect(rewritten).not.toBe(text)
  expect(rewritten.split('\n')).toHaveLength(text.split('\n').length)
  expect(new Script(rewritten).runInNewContext()).toEqual(new Script(text).runInNewContext())
})

const classes = `class A { #n; made = []; #log = [].concat(1); static #all = 0
  constructor(n = 1) { if (n < 0) throw n; this.#n = n; A.#all++; this.made.push(this.#twice()) }
  #twice() { return this.#n * 2 } get n() { return [this.#n, ...this.#log, A.#all] } }
class B extends A { #m = Math.max(1, 2); constructor(n) { super(n + 1); this.#m += n } get m() { return [this.#m, ...this.n, ...this.made] } }`

test('a class with private fields does what it did, and makes instances without running more while it is told to', () => {
  const rewritten = localText(
    `${classes}\nglobalThis.B = B; JSON.stringify([new A().n, new B(3).m])`,
    '/project/m.mjs',
    'commonjs',
  )
  expect(rewritten.split('\n')).toHaveLength(5)
  const switches: ((on: boolean) => void)[] = []
  const realm: { B?: new () => { readonly made: unknown }; [name: string]: unknown } = {
    'cellar.blanks': (turn: (on: boolean) => void) => switches.push(turn),
  }
  expect(new Script(rewritten).runInNewContext(realm)).toBe('[[1,1,1],[5,4,1,2,8]]')
  expect(switches).toHaveLength(1)
  switches[0]?.(true)
  expect(new (realm.B as NonNullable<typeof realm.B>)().made).toEqual([])
  switches[0]?.(false)
  expect(new (realm.B as NonNullable<typeof realm.B>)().made).toHaveLength(1)
})

test.each([
  ['whose constructor only fills its fields', 'class A { #n = 0; #all = []; constructor(n) { this.#n = n } }'],
  ['without private fields', 'class A { n = Math.random() }; const color = "#fff"'],
])('a class %s is left as it is', (_what, text) => expect(localText(text, '/project/m.mjs', 'module')).toBe(text))

test('what has no tagged template, or is of a package, is left as it is', () => {
  for (const [text, path] of [
    ['const a = `x${1}`', '/project/m.mjs'],
    ['return `', '/project/broken.cjs'],
    ['tag`x`', '/project/node_modules/a/index.js'],
  ] as const)
    expect(localText(text, path, 'commonjs')).toBe(text)
})
