/**
 * Reads a cell's syntax alone. JSX and type assertions (`<T>x`) exclude each other in TypeScript's grammar: a cell is
 * JSX when that reading has fewer errors.
 */
import type ts from 'typescript'
import { type CellNames, cellNames } from './cell-names.ts'
import type { TypeScript } from './typescript.ts'

export interface ParsedCell {
  readonly names: CellNames
  readonly scriptKind: ts.ScriptKind
}

export const parseCell = (api: TypeScript, source: string): ParsedCell => {
  const plain = parse(api, source, api.ScriptKind.TS)
  if (errorCount(plain) === 0 || !source.includes('<')) {
    return { names: cellNames(api, plain), scriptKind: api.ScriptKind.TS }
  }
  const jsx = parse(api, source, api.ScriptKind.TSX)
  return errorCount(jsx) < errorCount(plain)
    ? { names: cellNames(api, jsx), scriptKind: api.ScriptKind.TSX }
    : { names: cellNames(api, plain), scriptKind: api.ScriptKind.TS }
}

const parse = (api: TypeScript, source: string, kind: ts.ScriptKind): ts.SourceFile =>
  api.createSourceFile('cell.ts', source, api.ScriptTarget.ESNext, true, kind)

/** TypeScript keeps the list on the file without publishing it in its types. */
const errorCount = (file: ts.SourceFile): number =>
  (file as ts.SourceFile & { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics.length
