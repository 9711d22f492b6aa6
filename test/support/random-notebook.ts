/**
 * Random notebooks and random steps on them, as fast-check arbitraries. Cells are put together from small statements over few names, so
 * that re-assignment, aliasing, closures, classes and realm state meet often. No cell can fail: reads are guarded.
 */
import fc from 'fast-check'
import { pooled } from './golden.ts'

export interface RandomCell {
  readonly source: string
  readonly script: string
}

type Statement = RandomCell

export const same = (text: string): Statement => ({ source: text, script: text })

const name = fc.constantFrom('p', 'q', 'r', 's')
const fn = fc.constantFrom('f', 'g')
const small = fc.integer({ min: 1, max: 4 })
const keyword = fc.constantFrom('let', 'const', 'var')

const declare = (word: string, n: string, value: string): Statement => ({
  source: `${word} ${n} = ${value};`,
  script: `var ${n} = ${value};`,
})
/** A function over a variable of its own, which the script form tells the oracle. */
const closure = (f: string, variable: string, { code, state }: { code: string; state: string }): Statement => ({
  source: `const ${f} = (() => { ${variable}; return ${code}; })();`,
  script: `var ${f} = (() => { ${variable}; return cellState(${code}, () => ${state}); })();`,
})
/** The value of a name, or a word where it is undefined. */
export const read = (n: string): string => `(typeof ${n} === 'undefined' ? 'none' : ${n})`
const isObject = (n: string): string => `typeof ${n} === 'object' && ${n} !== null`

const value = (n: string, k: number): readonly string[] => [
  String(k),
  `[${k}]`,
  `{ n: ${k}, in: { k: ${k} } }`,
  `new Map([['k', ${k}]])`,
  `new Uint8Array([${k}, 2])`,
  `${read(n)} + 1`,
  `[${read(n)}, ${k}]`,
  `{ n: ${read(n)} }`,
  read(n),
]

const statements: readonly fc.Arbitrary<Statement>[] = [
  fc.tuple(keyword, name, name, small, fc.nat(8)).map(([w, n, m, k, i]) => declare(w, n, value(m, k)[i] as string)),
  fc
    .tuple(name, name, small, fc.nat(8))
    .map(([n, m, k, i]) => same(`${`if (typeof ${n} !== 'undefined') ${n} = ${value(m, k)[i]};`}`)),
  fc
    .tuple(name, small)
    .map(([n, k]) => same(`if (typeof ${n} !== 'undefined' && Array.isArray(${n})) ${n}.push(${k});`)),
  fc.tuple(name, small).map(([n, k]) => same(`if (typeof ${n} !== 'undefined' && ${isObject(n)}) ${n}.tag = ${k};`)),
  fc
    .tuple(name, small)
    .map(([n, k]) => same(`if (typeof ${n} !== 'undefined' && ${isObject(n)} && ${n}.in) ${n}.in.k += ${k};`)),
  fc
    .tuple(name, small)
    .map(([n, k]) => same(`if (typeof ${n} !== 'undefined' && ${n} instanceof Map) ${n}.set('m', ${k});`)),
  fc
    .tuple(name, small)
    .map(([n, k]) => same(`if (typeof ${n} !== 'undefined' && ArrayBuffer.isView(${n})) ${n}[0] += ${k};`)),
  fc.tuple(name).map(([n]) => same(`if (typeof ${n} !== 'undefined' && ${isObject(n)}) delete ${n}.tag;`)),
  fc.tuple(keyword, fn, name).map(([w, f, n]) => declare(w, f, `() => ${read(n)}`)),
  fc
    .tuple(keyword, fn, name, small)
    .map(([w, f, n, k]) => declare(w, f, `() => { if (typeof ${n} === 'number') ${n} += ${k}; return ${k}; }`)),
  fc.tuple(fn, small).map(([f, k]) => closure(f, `let n = ${k}`, { code: '() => ++n', state: 'n' })),
  fc.tuple(fn, name).map(([f, n]) => closure(f, `const o = ${read(n)}`, { code: '() => o', state: 'o' })),
  fc.tuple(name, fn).map(([n, f]) => declare('let', n, `typeof ${f} === 'function' ? ${f}() : 0`)),
  fc.tuple(small).map(([k]) => ({
    source: `class C { static made = []; constructor(n) { this.n = n; C.made.push(n); } twice() { return this.n * ${k}; } }`,
    script: `var C = class C { static made = []; constructor(n) { this.n = n; C.made.push(n); } twice() { return this.n * ${k}; } }`,
  })),
  fc.tuple(name, small).map(([n, k]) => declare('const', n, `typeof C === 'undefined' ? ${k} : new C(${k})`)),
  fc
    .tuple(name)
    .map(([n]) =>
      same(
        `console.log(typeof C !== 'undefined' && ${read(n)} instanceof C, typeof C === 'undefined' ? '' : C.made.join());`,
      ),
    ),
  fc.tuple(small).map(([k]) => same(`globalThis.shared = (globalThis.shared ?? 0) + ${k};`)),
  fc.constant(same('console.log(globalThis.shared);')),
  fc.tuple(small).map(([k]) => same(`process.env.CASK = String(${k});`)),
  fc.constant(same('console.log(process.env.CASK);')),
  fc.tuple(name, name).map(([n, m]) => same(`console.log(${read(n)} === ${read(m)});`)),
  fc.tuple(name).map(([n]) => same(`await null; console.log(${read(n)});`)),
  fc.tuple(small).map(([k]) => same(`setTimeout(console.log, ${k}, 'late', ${k});`)),
  ...Array.from({ length: 5 }, () => name.map(n => same(`console.log(${read(n)});`))),
  fn.map(f => same(`console.log(typeof ${f} === 'function' ? ${f}() : 'no function');`)),
]

/** Fewer than two statements of one cell may declare one name: a second `const` would be a syntax error. */
export const cellOf = (statement: fc.Arbitrary<RandomCell>, maxLength: number): fc.Arbitrary<RandomCell> =>
  fc
    .array(statement, { minLength: 1, maxLength })
    .map(parts => {
      const declared = new Set<string>()
      return parts.filter(({ source }) => {
        const found = /^(?:let|const|var|class) (\w+)/.exec(source)?.[1]
        if (found === undefined || !declared.has(found)) return found === undefined || Boolean(declared.add(found))
        return false
      })
    })
    .map(parts => ({ source: parts.map(p => p.source).join('\n'), script: parts.map(p => p.script).join('\n') }))

export const randomCell = cellOf(fc.oneof(...statements), 2)

/** All that a random cell can read, and how a script reads it. */
export const readable: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['p', 'q', 'r', 's', 'f', 'g', 'C'].map(n => [n, `typeof ${n} === 'undefined' ? undefined : ${n}`]),
  ),
  shared: 'globalThis.shared',
  CASK: 'process.env.CASK',
}

/** Those of them that are no variables. */
export const realmNames: readonly string[] = ['shared', 'CASK']

/** One in three is to run on a worker of the pool. */
const markedCell: fc.Arbitrary<RandomCell> = fc
  .tuple(randomCell, fc.nat(2))
  .map(([cell, mark]) => (mark === 0 ? { ...cell, source: pooled(cell.source) } : cell))

export type RandomStep =
  | { readonly op: 'edit'; readonly at: number; readonly to: RandomCell }
  | { readonly op: 'run' | 'delete' | 'interrupt' | 'kill'; readonly at: number }
  | { readonly op: 'move'; readonly at: number; readonly index: number }
  | { readonly op: 'runAll' }
  | { readonly op: 'restart' }

const place = fc.nat(9)

const randomStep = (cell: fc.Arbitrary<RandomCell>, kills: boolean): fc.Arbitrary<RandomStep> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ op: fc.constant('edit' as const), at: place, to: cell }) },
    { weight: 3, arbitrary: fc.record({ op: fc.constant('run' as const), at: place }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('delete' as const), at: place }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('move' as const), at: place, index: place }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('interrupt' as const), at: place }) },
    { weight: kills ? 1 : 0, arbitrary: fc.record({ op: fc.constant('kill' as const), at: place }) },
    { weight: 1, arbitrary: fc.constant({ op: 'runAll' as const }) },
    { weight: 1, arbitrary: fc.constant({ op: 'restart' as const }) },
  )

export interface RandomStory {
  readonly cells: readonly RandomCell[]
  readonly steps: readonly RandomStep[]
}

export const storyOf = (cell: fc.Arbitrary<RandomCell>, kills: boolean): fc.Arbitrary<RandomStory> =>
  fc.record({
    cells: fc.array(cell, { minLength: 2, maxLength: 6 }),
    steps: fc.array(randomStep(cell, kills), { minLength: 1, maxLength: 5 }),
  })

export const randomStory = storyOf(randomCell, false)

/** With cells in the pool, and workers that are killed. */
export const pooledStory = storyOf(markedCell, true)
