/**
 * Random small programs in two spellings: cells, which redeclare names freely, and one plain script in which a redeclaration is an
 * assignment. All names hold numbers from the start, except `f` and `g`, which hold functions.
 */
import fc from 'fast-check'

export interface Piece {
  readonly cell: string
  readonly plain: string
}

export const numberNames = ['a', 'b', 'c', 'd'] as const
export const prelude = 'var a = 1, b = 2, c = 3, d = 4, fuel = 0\nvar f = () => 5, g = () => 6'

const same = (text: string): Piece => ({ cell: text, plain: text })
const both = (join: (...texts: readonly string[]) => string, ...pieces: readonly Piece[]): Piece => ({
  cell: join(...pieces.map(({ cell }) => cell)),
  plain: join(...pieces.map(({ plain }) => plain)),
})

const name = fc.constantFrom(...numberNames)
const functionName = fc.constantFrom('f', 'g')
/** Every loop and call burns fuel, so that every program ends. */
const burn = 'if (++fuel > 60) throw new Error("fuel");'

interface Grammar {
  expression: string
  statement: Piece
  block: Piece
}

const { expression, statement } = fc.letrec<Grammar>((tie: fc.LetrecTypedTie<Grammar>) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    fc.integer({ min: 0, max: 5 }).map(String),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '<', '&&', '||', '??'), tie('expression'))
      .map(([l, o, r]) => (o === '??' ? `((${l}) ?? (${r}))` : `((${l}) ${o} (${r}))`)),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([t, y, n]) => `(${t} ? ${y} : ${n})`),
    fc
      .tuple(name, fc.constantFrom('=', '+=', '-=', '??=', '||=', '&&='), tie('expression'))
      .map(([n, o, e]) => `(${n} ${o} ${e})`),
    fc.tuple(name, fc.constantFrom('++', '--')).map(([n, o]) => `(${n}${o})`),
    fc.tuple(name, fc.constantFrom('++', '--')).map(([n, o]) => `(${o}${n})`),
    functionName.map(n => `${n}()`),
    functionName.map(n => `${n}?.()`),
    name.map(n => `(typeof ${n}).length`),
    name.map(n => `({ ${n} }).${n}`),
    tie('expression').map(e => `[${e}, 2].map(a => a + 1)[0]`),
    tie('expression').map(e => `(() => ${e})()`),
    fc.tuple(name, tie('expression')).map(([n, e]) => `((${n}) => ${n} + 1)(${e})`),
  ),
  block: fc
    .array(tie('statement'), { maxLength: 3 })
    .map(all => both((...texts) => `{ ${burn} ${texts.join('\n')} }`, ...all)),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('expression').map(e => same(`log(${e});`)),
    tie('expression').map(e => same(`${e};`)),
    fc.tuple(name, tie('expression')).map(([n, e]) => same(`${n} = ${e};`)),
    fc
      .tuple(name, name, tie('expression'), tie('expression'))
      .map(([n, m, e, h]) => same(`[${n}, ${m} = ${h}] = [${e}];`)),
    fc
      .tuple(name, name, tie('expression'))
      .map(([n, m, e]) => same(`({ x: ${n}, y: [${m}] } = { x: ${e}, y: [${n}] });`)),
    fc
      .tuple(tie('expression'), tie('block'), tie('block'))
      .map(([t, y, n]) => both((a, b) => `if (${t}) ${a} else ${b}`, y, n)),
    fc
      .tuple(tie('expression'), tie('block'))
      .map(([n, b]) => both(x => `for (let i = 0; i < ${n} && i < 4; i++) ${x}`, b)),
    fc.tuple(name, tie('block')).map(([n, b]) => both(x => `for (${n} = 0; ${n} < 3; ${n}++) ${x}`, b)),
    fc.tuple(name, tie('expression'), tie('block')).map(([n, e, b]) => both(x => `for (${n} of [1, ${e}]) ${x}`, b)),
    fc.tuple(name, tie('block')).map(([n, b]) => both(x => `for (const ${n} of [7, 8]) ${x}`, b)),
    fc
      .tuple(tie('expression'), tie('block'))
      .map(([e, b]) => both(x => `while (${e}) { if (++fuel % 3 === 0) break; ${x.slice(1)}`, b)),
    tie('block').map(b => both(x => `do ${x} while (++fuel % 3)`, b)),
    fc
      .tuple(tie('block'), tie('block'))
      .map(([t, h]) => both((a, b) => `try { ${a} if (++fuel % 2) throw 0 } catch ${b}`, t, h)),
    fc.tuple(tie('block'), tie('block')).map(([t, h]) => both((a, b) => `try ${a} finally ${b}`, t, h)),
    fc
      .tuple(tie('expression'), tie('block'), tie('block'))
      .map(([e, x, y]) => both((a, b) => `switch (${e}) { case 1: ${a} break; case c: ${b} default: a++ }`, x, y)),
    fc
      .tuple(tie('expression'), name, tie('expression'))
      .map(([t, n, e]) => same(`out: { if (${t}) break out; ${n} = ${e}; }`)),
    fc.tuple(functionName, tie('expression')).map(([n, e]) => same(`${n} = () => { ${burn} return ${e} };`)),
    fc.tuple(functionName, tie('block')).map(([n, b]) => both(x => `${n} = function () ${x};`, b)),
    fc.tuple(name, tie('block')).map(([n, b]) => both(x => `{ let ${n} = 1; ${x} log(${n}) }`, b)),
  ),
}))

/** `var`s stand where no `let` of a block is in their way. */
const topStatement: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 5, arbitrary: statement },
  { weight: 1, arbitrary: fc.tuple(name, expression).map(([n, e]) => same(`var ${n} = ${e};`)) },
  {
    weight: 1,
    arbitrary: fc.tuple(name, expression, expression).map(([n, t, e]) => same(`if (${t}) { var ${n} = ${e}; }`)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, expression).map(([n, e]) => same(`for (var ${n} of [${e}, 2]) { log(${n}); }`)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, expression).map(([n, e]) => same(`for (var ${n} = ${e}; ${n} < 3; ${n}++) { ${burn} }`)),
  },
)

/** What may stand at a cell's top level only. A name is declared once a cell. */
const declaration = fc.oneof(
  fc.tuple(name, expression).map(([n, e]) => ({ name: n, cell: `let ${n} = ${e};`, plain: `${n} = ${e};` })),
  name.map(n => ({ name: n, cell: `let ${n};`, plain: `${n} = void 0;` })),
  name.map(n => ({ name: n, cell: `var ${n};`, plain: '' })),
  fc
    .tuple(name, expression)
    .map(([n, e]) => ({ name: n, cell: `let [${n} = ${e}] = [];`, plain: `[${n} = ${e}] = [];` })),
  fc
    .tuple(functionName, expression)
    .map(([n, e]) => ({ name: n, cell: `let ${n} = () => ${e};`, plain: `${n} = () => ${e};` })),
)

export const program: fc.Arbitrary<readonly Piece[]> = fc.array(
  fc
    .tuple(
      fc.array(topStatement, { maxLength: 3 }),
      fc.option(declaration, { nil: undefined }),
      fc.array(topStatement, { maxLength: 3 }),
    )
    .map(([before, declared, after]): Piece => {
      // A script can't hold `var x` beside `let x`.
      const clash = declared && [...before, ...after].some(({ cell }) => cell.includes(`var ${declared.name} `))
      return both((...texts) => texts.join('\n'), ...before, ...(declared && !clash ? [declared] : []), ...after)
    }),
  { minLength: 1, maxLength: 3 },
)
