/** The user's tsconfig.json is honoured where it means something for a cell. */
import { expect, test } from 'vitest'
import { typedFolder } from './typed-notebook.ts'

test('strict, extends, paths, lib and comments count', () => {
  const { open } = typedFolder({
    'base.json': '{ "compilerOptions": { "strict": true } }',
    'tsconfig.json': `{ // the project's
      "extends": "./base.json",
      "compilerOptions": {
        "lib": ["es2022", "dom"], "target": "es2020", "module": "commonjs", "outDir": "out", "rootDir": "src",
        "composite": true, "verbatimModuleSyntax": true, "noUnusedLocals": true,
        "paths": { "@tools/*": ["./tools/*"] }
      },
      "include": ["src"]
    }`,
    'tools/area.ts': 'export const area = 1',
  })
  const nb = open(
    "import { area } from '@tools/area'\nawait area.toFixed()\ndocument.title",
    'function f(x) { const y = 1 }',
    '[1].toSorted()',
  )
  expect(nb.problems(0)).toEqual([])
  expect(nb.problems(1).map(p => p.code)).toEqual([7006])
  expect(nb.problems(2).map(p => p.code)).toEqual([2550])
})

test('a loose project is checked loosely', () => {
  const { open } = typedFolder({ 'tsconfig.json': '{ "compilerOptions": { "strict": false } }' })
  expect(open('let s: string = null').problems(0)).toEqual([])
})

test('without one, checks are strict and there is no DOM', () => {
  const { open } = typedFolder()
  expect(
    open('let s: string = null')
      .problems(0)
      .map(p => p.code),
  ).toEqual([2322])
  expect(
    open('window.innerWidth')
      .problems(0)
      .map(p => p.code),
  ).toEqual([2304])
})

test('a broken one is as good as none', () => {
  const { open } = typedFolder({ 'tsconfig.json': '{ "compilerOptions": [' })
  expect(open('const x = 1; x.toFixed()').problems(0)).toEqual([])
})

test('the jsx factory of the project is asked for its types', () => {
  const { open } = typedFolder({
    'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "tiny" } }',
    'node_modules/tiny/package.json':
      '{ "name": "tiny", "version": "1.0.0", "exports": { "./jsx-runtime": { "types": "./j.d.ts" } } }',
    'node_modules/tiny/j.d.ts':
      'export namespace JSX { interface Element { made: true }; interface IntrinsicElements { p: { size?: number } } }\nexport function jsx(): JSX.Element\nexport function jsxs(): JSX.Element',
  })
  const nb = open('const p = <p size={1} />\np.made', 'const q = <p size="big" />')
  expect(nb.problems(0)).toEqual([])
  expect(nb.problems(1).map(p => p.code)).toEqual([2322])
})
