/** TypeScript's kinds of things in the words that a completion uses, which are also the icons of JupyterLab. */
import type ts from 'typescript'
import type { DeclarationKind } from './cell-names.ts'
import type { TypeScript } from './typescript.ts'

export const completionKind = (api: TypeScript, program: ts.Program, entry: ts.CompletionEntry): string => {
  if (entry.symbol !== undefined && entry.kind === 'alias') {
    return symbolKind(api, program.getTypeChecker().getAliasedSymbol(entry.symbol))
  }
  return elementKind[entry.kind] ?? 'variable'
}

const symbolKind = (api: TypeScript, symbol: ts.Symbol): string => {
  const { SymbolFlags: flag } = api
  const is = (flags: number): boolean => (symbol.flags & flags) !== 0
  if (is(flag.Function)) return 'function'
  if (is(flag.Class)) return 'class'
  if (is(flag.Enum)) return 'enum'
  if (is(flag.Variable)) {
    const constant = symbol.valueDeclaration !== undefined && api.getCombinedNodeFlags(symbol.valueDeclaration) & 2
    return constant ? 'constant' : 'variable'
  }
  if (is(flag.Module)) return 'module'
  if (is(flag.Interface)) return 'interface'
  return is(flag.TypeAlias) ? 'type' : 'variable'
}

const elementKind: Readonly<Partial<Record<ts.ScriptElementKind, string>>> = {
  keyword: 'keyword',
  module: 'module',
  'external module name': 'module',
  script: 'module',
  directory: 'module',
  class: 'class',
  'local class': 'class',
  constructor: 'class',
  interface: 'interface',
  type: 'type',
  'primitive type': 'type',
  'type parameter': 'type',
  enum: 'enum',
  'enum member': 'constant',
  const: 'constant',
  string: 'constant',
  function: 'function',
  'local function': 'function',
  method: 'method',
  property: 'property',
  getter: 'property',
  setter: 'property',
  accessor: 'property',
  'JSX attribute': 'property',
} as Readonly<Partial<Record<ts.ScriptElementKind, string>>>

export const declaredKind: Readonly<Record<DeclarationKind, string>> = {
  const: 'constant',
  let: 'variable',
  var: 'variable',
  function: 'function',
  class: 'class',
  enum: 'enum',
  namespace: 'module',
  import: 'variable',
  interface: 'interface',
  type: 'type',
  assignment: 'variable',
}
