/**
 * A cell's exported types as declarations. Cells below read these instead of the source, so that a completion in the
 * last cell doesn't infer the whole notebook again: TypeScript forgets all types at every edit. Refuses types that
 * can't be named outside the cell or are huge; such a cell is read as source.
 */
import type ts from 'typescript'

/** UTF-16 units. Beyond it, reading the declarations costs more than inferring them. */
const longestDeclarations = 200_000

export const declarationsOf = (service: ts.LanguageService, fileName: string): string | undefined => {
  // `diagnostics` is there and says what can't be named; TypeScript leaves it out of its published types.
  const emitted: ts.EmitOutput & { readonly diagnostics?: readonly ts.Diagnostic[] } = service.getEmitOutput(
    fileName,
    true,
    true,
  )
  const [file] = emitted.outputFiles
  if (file === undefined || (emitted.diagnostics?.length ?? 0) > 0) return undefined
  return file.text.length > longestDeclarations ? undefined : file.text
}
