/**
 * Erases with TypeScript itself what oxc can't: standard decorators, `accessor`, namespaces that export variables. TypeScript
 * takes 0.2 s to load and 6 ms a cell, so that only cells which need it pay. Its helpers stay free names (see compile/emitted-calls.ts).
 */
import { createRequire } from 'node:module'
import type * as TypeScript from 'typescript'
import type { Erased } from './erase.ts'
import type { Erasure } from './erasure.ts'
import { positionAt } from './position.ts'

const load = createRequire(import.meta.url)

/** What TypeScript's output calls when it doesn't bring the helpers along. */
export const emitHelpers: ReadonlySet<string> = new Set([
  '__esDecorate',
  '__runInitializers',
  '__propKey',
  '__setFunctionName',
  '__decorate',
  '__param',
  '__metadata',
  '__addDisposableResource',
  '__disposeResources',
])

export const eraseSlowly = (source: string, erasure: Erasure): Erased => {
  const ts = load('typescript') as typeof TypeScript
  const compilerOptions: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    noEmitHelpers: true,
    verbatimModuleSyntax: true,
    sourceMap: true,
    experimentalDecorators: erasure.legacyDecorators,
    emitDecoratorMetadata: erasure.decoratorMetadata,
    useDefineForClassFields: erasure.defineFields,
    jsx: erasure.jsx === 'classic' ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
    ...(erasure.jsxImportSource === undefined ? {} : { jsxImportSource: erasure.jsxImportSource }),
    ...(erasure.jsxFactory === undefined ? {} : { jsxFactory: erasure.jsxFactory }),
    ...(erasure.jsxFragmentFactory === undefined ? {} : { jsxFragmentFactory: erasure.jsxFragmentFactory }),
  }
  const attempt = (fileName: string) =>
    ts.transpileModule(source, { compilerOptions, fileName, reportDiagnostics: true })
  let result = attempt('cell.ts')
  if (result.diagnostics?.length) {
    const tsx = attempt('cell.tsx')
    if (!tsx.diagnostics?.length) result = tsx
  }
  const problem = result.diagnostics?.[0]
  if (problem) {
    const message = ts.flattenDiagnosticMessageText(problem.messageText, '\n')
    return { is: 'problem', problem: { message, ...positionAt(source, problem.start ?? 0) } }
  }
  const { mappings } = JSON.parse(result.sourceMapText ?? '{"mappings":""}') as { readonly mappings: string }
  // The map is ours to keep: nobody finds it under the name in the comment.
  return { is: 'js', js: result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), mappings }
}
