/** The rewritten text of a module does what its own text does, on the same lines. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of modules
import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { withNamedTemplates } from '../../runtime/executor/session/module-templates.ts'

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
  const rewritten = withNamedTemplates(text, '/project/m.mjs', 'commonjs')
  expect(rewritten).not.toBe(text)
  expect(rewritten.split('\n')).toHaveLength(text.split('\n').length)
  expect(new Script(rewritten).runInNewContext()).toEqual(new Script(text).runInNewContext())
})

test('what has no tagged template, or is of a package, is left as it is', () => {
  for (const [text, path] of [
    ['const a = `x${1}`', '/project/m.mjs'],
    ['return `', '/project/broken.cjs'],
    ['tag`x`', '/project/node_modules/a/index.js'],
  ] as const)
    expect(withNamedTemplates(text, path, 'commonjs')).toBe(text)
})
