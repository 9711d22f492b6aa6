/**
 * How cells are checked: the user's `tsconfig.json`, found upward from the notebook, with what a cell needs laid over
 * it. A cell is a module for Node whatever the project builds for, and is never emitted. Without a tsconfig, checks are
 * strict, but missing annotations are not an error (see `diagnostics.ts`) and there is no DOM.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import type ts from 'typescript'
import type { TypeScript } from './typescript.ts'

export interface ProjectOptions {
  readonly options: ts.CompilerOptions
  /** Whether the user asked for `noImplicitAny`, alone or through `strict`. */
  readonly annotationsWanted: boolean
  /** Declaration files to add: the user's `types` can lack Node's, which every cell runs on. */
  readonly roots: readonly string[]
}

export const projectOptions = (api: TypeScript, folder: string): ProjectOptions => {
  const user = userOptions(api, folder)
  const options: ts.CompilerOptions = {
    strict: true,
    noImplicitAny: true,
    useUnknownInCatchVariables: user.strict ?? false,
    jsx: api.JsxEmit.Preserve,
    allowJs: true,
    ...user,
    target: api.ScriptTarget.ESNext,
    lib: user.lib ?? ['lib.esnext.d.ts'],
    types: [...new Set([...(user.types ?? []), 'node'])],
    // The one pair under which `exports` maps, `./m`, `./m.js`, `./m.ts`, `require` and JSON all resolve.
    module: api.ModuleKind.Preserve,
    moduleResolution: api.ModuleResolutionKind.Bundler,
    customConditions: ['node', ...(user.customConditions ?? [])],
    moduleDetection: api.ModuleDetectionKind.Auto,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    noEmit: true,
    skipLibCheck: true,
    isolatedModules: false,
    verbatimModuleSyntax: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
  }
  for (const key of buildOnly) delete options[key]
  return { options, annotationsWanted: user.noImplicitAny ?? user.strict ?? false, roots: nodeTypes(api, folder) }
}

/** What says where output goes: it has no meaning for a cell and some of it forbids files outside the project. */
const buildOnly = [
  'rootDir',
  'outDir',
  'outFile',
  'declaration',
  'declarationDir',
  'declarationMap',
  'composite',
  'incremental',
  'tsBuildInfoFile',
  'emitDeclarationOnly',
  'isolatedDeclarations',
  'checkJs',
  'noLib',
] as const

const userOptions = (api: TypeScript, folder: string): ts.CompilerOptions => {
  const file = api.findConfigFile(folder, api.sys.fileExists)
  if (file === undefined) return {}
  const { config } = api.readConfigFile(file, api.sys.readFile) as { readonly config?: object }
  // `files: []` keeps it from listing the project's sources, which are read as cells import them.
  const only = { ...config, files: [], include: [], references: [] }
  return api.parseJsonConfigFileContent(only, api.sys, path.dirname(file), undefined, file).options
}

/** Node's own types when the project has none: those that Cellar came with. */
const nodeTypes = (api: TypeScript, folder: string): readonly string[] => {
  const containing = path.join(folder, 'cell.ts')
  const host = { ...api.sys, getCurrentDirectory: () => folder }
  const found = api.resolveTypeReferenceDirective('node', containing, {}, host)
  if (found.resolvedTypeReferenceDirective !== undefined) return []
  try {
    return [createRequire(import.meta.url).resolve('@types/node/index.d.ts')]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return []
  }
}
