/**
 * Random functions full of closures that share variables, however these are declared: parameters, `var` anywhere, `let` plain and in
 * patterns, heads of loops. `p` and `q` belong to a function, `r` and `s` to a block, `i` and `x` to loops; outside, all of them are variables
 * of the function around everything.
 */
import fc from 'fast-check'

const ofFunction = fc.constantFrom('p', 'q')
const ofBlock = fc.constantFrom('r', 's')
const anyName = fc.constantFrom('p', 'q', 'r', 's', 'i', 'x')
/** Every loop and call burns fuel, so that every program ends. */
const burn = 'if (++fuel > 150) throw new Error("fuel");'

interface Grammar {
  expression: string
  target: string
  statement: string
  statements: string
  block: string
  closure: string
}

const grammar = fc.letrec<Grammar>((tie: fc.LetrecTypedTie<Grammar>) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyName,
    fc.integer({ min: 0, max: 4 }).map(String),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '<', '&&', '||'), tie('expression'))
      .map(([l, o, r]) => `((${l}) ${o} (${r}))`),
    fc.tuple(ofFunction, tie('expression')).map(([n, e]) => `(${n} = ${e})`),
    // Before its declaration has run, a box refuses an assignment before the value is known, and not after.
    fc.tuple(anyName, fc.nat(4)).map(([n, e]) => `(${n} = ${e})`),
    fc.tuple(anyName, fc.constantFrom('+=', '??=', '&&='), tie('expression')).map(([n, o, e]) => `(${n} ${o} ${e})`),
    anyName.map(n => `${n}++`),
    anyName.map(n => `--${n}`),
    anyName.map(n => `(typeof ${n}).length`),
    fc.nat(5).map(k => `call(${k})`),
    tie('closure').map(f => `(fs.push(${f}), 1)`),
    tie('expression').map(e => `(() => ${e})()`),
  ),
  /** Of a pattern that assigns. */
  target: fc.oneof(
    anyName,
    fc.tuple(anyName, fc.nat(4)).map(([n, e]) => `${n} = ${e}`),
  ),
  closure: fc.oneof(
    tie('expression').map(e => `() => { ${burn} return ${e} }`),
    tie('block').map(b => `() => ${b}`),
    fc.tuple(ofFunction, tie('block')).map(([n, b]) => `function (${n}) ${b}`),
    fc.tuple(ofFunction, tie('expression'), tie('block')).map(([n, e, b]) => `(${n} = ${e}) => ${b}`),
    fc.tuple(ofFunction, tie('expression')).map(([n, e]) => `${n} => ${e}`),
  ),
  statements: fc.oneof(
    { weight: 2, arbitrary: fc.array(tie('statement'), { maxLength: 3 }).map(all => all.join('\n')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.array(tie('statement'), { maxLength: 2 }),
          fc.oneof(
            fc.tuple(ofBlock, tie('expression')).map(([n, e]) => `let ${n} = ${e};`),
            ofBlock.map(n => `let ${n};`),
            fc
              .tuple(tie('expression'), tie('expression'))
              .map(([e, h]) => `let { r, s = ${h} } = { r: ${e}, get s() { return call(1) } };`),
            fc.tuple(tie('expression'), tie('expression')).map(([e, h]) => `let [s, r = ${h}] = [${e}], z = s;`),
            fc
              .tuple(tie('expression'), tie('expression'))
              .map(([e, h]) => `let [s, ...r] = [${e}, ${h}]; r = r[0]; up();`),
          ),
          fc.array(tie('statement'), { maxLength: 3 }),
          fc.boolean(),
        )
        .map(([before, declared, after, up]) => {
          const fn = up || declared.includes('up()') ? 'function up() { r++; return s }' : ''
          return [...before, declared, ...after, fn].join('\n')
        }),
    },
  ),
  block: tie('statements').map(all => `{ ${burn} ${all} }`),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('expression').map(e => `log(${e});`),
    tie('closure').map(f => `fs.push(${f});`),
    fc.tuple(ofFunction, tie('expression')).map(([n, e]) => `var ${n} = ${e};`),
    ofFunction.map(n => `var ${n};`),
    fc.tuple(tie('expression'), tie('expression')).map(([e, h]) => `var p = ${e}, { q = ${h}, y } = { y: p };`),
    fc.tuple(tie('expression'), tie('expression')).map(([e, h]) => `var [q, p = ${h}] = [${e}];`),
    fc.tuple(tie('target'), tie('expression')).map(([t, e]) => `[${t}] = [${e}];`),
    fc.tuple(tie('expression'), tie('block'), tie('block')).map(([t, y, n]) => `if (${t}) ${y} else ${n}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('i++', 'i += 2', 'i++, x--', 'call(0), i++'), tie('block'))
      .map(([e, u, b]) => `for (let i = 0, x = ${e}; i < 3 && i <= x + 3; ${u}) ${b}`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(
        ([e, t, u]) =>
          `for (let i = ${e}; i < 3 && ${t}; i++, ${u}) { ${burn} if (i === 1) continue; fs.push(() => i++); }`,
      ),
    fc.tuple(tie('expression'), tie('block')).map(([e, b]) => `for (let [i, x] = [0, ${e}]; i < 3; i++) ${b}`),
    fc.tuple(ofFunction, tie('block')).map(([n, b]) => `for (var ${n} = 0; ${n} < 3; ${n}++) ${b}`),
    fc.tuple(tie('expression'), tie('block')).map(([e, b]) => `for (let x of [1, ${e}]) ${b}`),
    fc.tuple(tie('expression'), tie('statement')).map(([e, s]) => `for (let [i, x = ${e}] of [[1], [2, 3]]) { ${s} }`),
    fc.tuple(ofFunction, tie('expression'), tie('block')).map(([n, e, b]) => `for (var ${n} of [1, ${e}]) ${b}`),
    tie('closure').map(f => `for (var { p, y2 } of [{ p: 1 }, { y2: 2 }]) fs.push(${f});`),
    tie('closure').map(f => `for (let x in { 1: 0, 2: 0 }) fs.push(() => x += "!", ${f});`),
    fc.tuple(tie('block'), tie('block')).map(([t, h]) => `try ${t} catch (e) { log(e.message); ${h.slice(1)}`),
  ),
}))

const wrapped = fc.oneof(
  grammar.statements.map(all => `(function (p, q = 2) { ${all} })(1);`),
  grammar.statements.map(all => `((q) => { ${all}\nvar p; })();`),
  fc
    .array(grammar.statement, { maxLength: 4 })
    .map(all => `log([...(function* (p) { var q; ${all.join('\nyield p;')} })(3)]);`),
)

/** The text of a function's body, which logs. */
export const closures: fc.Arbitrary<string> = fc.array(wrapped, { minLength: 1, maxLength: 2 }).map(
  all => `let p = 1, q = 2, r = 3, s = 4, i = 5, x = 6, fuel = 0
const fs = [], call = k => fs.length > 0 ? (fs[k % fs.length])(k) : 0
${all.map(one => `try { ${one} } catch (e) { log(e.name, e.message) }`).join('\n')}
for (const f of fs.slice(0, 9)) try { log(f(7)) } catch (e) { log(e.name, e.message) }
log(p, q, r, s, i, x)`,
)
