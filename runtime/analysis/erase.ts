/**
 * TypeScript, JSX and syntax newer than Node 20's to JavaScript, with a source map. oxc does it in a tenth of a
 * millisecond; what it can't do (standard decorators, `accessor`, namespaces that export variables) goes to TypeScript
 * itself. Types never decide anything here: a cell with type errors comes out like any other.
 */
import type { SyntaxProblem } from './analysis.ts'
import type { Erasure } from './erasure.ts'
import { positionAt } from './position.ts'
import { transformSync } from '../oxc.ts'

export type Erased =
  | { readonly is: 'js'; readonly js: string; readonly mappings: string }
  | { readonly is: 'unsupported' }
  | { readonly is: 'problem'; readonly problem: SyntaxProblem }

export const erase = (source: string, erasure: Erasure): Erased => {
  const ts = transform(source, 'ts', erasure)
  if (ts.is !== 'problem') return ts
  // `<T>x` is a cast in one dialect and an element in the other: whichever reads the cell, or gets further, is meant.
  const tsx = transform(source, 'tsx', erasure)
  if (tsx.is !== 'problem') return tsx
  return tsx.offset > ts.offset ? tsx : ts
}

type Transformed =
  | Exclude<Erased, { is: 'problem' }>
  | (Extract<Erased, { is: 'problem' }> & { readonly offset: number })

const transform = (source: string, lang: 'ts' | 'tsx', erasure: Erasure): Transformed => {
  const { code, map, errors } = transformSync(`cell.${lang}`, source, {
    lang,
    sourceType: 'module',
    target: 'es2022',
    sourcemap: true,
    helpers: { mode: 'External' as never },
    typescript: {
      // An import may be for the cells below.
      onlyRemoveTypeImports: true,
      removeClassFieldsWithoutInitializer: !erasure.defineFields,
      ...(erasure.jsxFactory === undefined ? {} : { jsxPragma: erasure.jsxFactory }),
    },
    assumptions: { setPublicClassFields: !erasure.defineFields },
    decorator: { legacy: erasure.legacyDecorators, emitDecoratorMetadata: erasure.decoratorMetadata },
    jsx: {
      runtime: erasure.jsx,
      ...(erasure.jsxImportSource === undefined ? {} : { importSource: erasure.jsxImportSource }),
      ...(erasure.jsxFactory === undefined ? {} : { pragma: erasure.jsxFactory }),
      ...(erasure.jsxFragmentFactory === undefined ? {} : { pragmaFrag: erasure.jsxFragmentFactory }),
    },
  })
  const error = errors[0]
  if (!error) return { is: 'js', js: code, mappings: map?.mappings ?? '' }
  if (error.message.includes('not supported by Oxc')) return { is: 'unsupported' }
  const offset = fromUtf8(source, error.labels[0]?.start ?? 0)
  return { is: 'problem', problem: { message: error.message, ...positionAt(source, offset) }, offset }
}

/** oxc counts bytes. */
const fromUtf8 = (source: string, bytes: number): number => Buffer.from(source).subarray(0, bytes).toString().length
