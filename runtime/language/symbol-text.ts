/** What a completion says of a symbol: its type in one line and the start of its documentation. */
import type ts from 'typescript'
import type { TypeScript } from './typescript.ts'

/** A completion box shows a few lines; inspecting gives the rest. */
const longestDocumentation = 600

export interface SymbolText {
  readonly signature?: string
  readonly documentation?: string
}

/** Functions as `(x: number): string`, other values as their type, types not at all. */
export const symbolText = (api: TypeScript, program: ts.Program, symbol: ts.Symbol, fileName: string): SymbolText => {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(fileName)
  const meant = (symbol.flags & api.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol
  const isValue = (meant.flags & api.SymbolFlags.Value) !== 0
  const signature = isValue && file !== undefined ? typeText(checker, meant, file) : undefined
  const documentation = api.displayPartsToString(meant.getDocumentationComment(checker)).slice(0, longestDocumentation)
  return {
    ...(signature === undefined ? {} : { signature }),
    ...(documentation === '' ? {} : { documentation }),
  }
}

const typeText = (checker: ts.TypeChecker, symbol: ts.Symbol, file: ts.SourceFile): string => {
  const type = checker.getTypeOfSymbolAtLocation(symbol, file)
  const [call, ...overloads] = type.getCallSignatures()
  if (call === undefined) return checker.typeToString(type)
  const more = overloads.length === 0 ? '' : ` (+${overloads.length} overload${overloads.length === 1 ? '' : 's'})`
  return checker.signatureToString(call) + more
}
