/**
 * What TypeScript's language service sees: the notebook's virtual files over the real folder, so that cells resolve
 * packages and local modules as files in that folder would. Writes nothing.
 */
import type ts from 'typescript'
import type { ProjectOptions } from './compiler-options.ts'
import { type DiskFiles, diskFiles } from './disk-files.ts'
import type { NotebookFiles } from './notebook-files.ts'
import type { TypeScript } from './typescript.ts'

export interface ProjectHost extends ts.LanguageServiceHost {
  /** TypeScript asks these two of any host and publishes them in the types of some. */
  hasInvalidatedResolutions(file: string): boolean
  getModuleResolutionCache(): ts.ModuleResolutionCache
  readonly disk: DiskFiles
  /** Lets cells look again for modules they did not find; returns those cells' files. */
  retryUnresolved(): readonly string[]
}

/** Typed by Cellar itself (`cell-api-types.ts`), whatever is installed. */
const ownModules: ReadonlySet<string> = new Set(['cellar', 'tslab'])

export interface ProjectHostParts {
  readonly folder: string
  readonly project: ProjectOptions
  readonly files: NotebookFiles
}

export const projectHost = (api: TypeScript, { folder, project, files }: ProjectHostParts): ProjectHost => {
  const { sys } = api
  const disk = diskFiles(api)
  const snapshots = new Map<string, { readonly version: number; readonly snapshot: ts.IScriptSnapshot }>()
  const cache = api.createModuleResolutionCache(folder, name => name, project.options)
  const unresolved = new Set<string>()
  const retry = new Set<string>()

  const virtualSnapshot = (fileName: string): ts.IScriptSnapshot | undefined => {
    const file = files.file(fileName)
    if (file === undefined) {
      snapshots.delete(fileName)
      return undefined
    }
    const known = snapshots.get(fileName)
    if (known?.version === file.version) return known.snapshot
    const snapshot = api.ScriptSnapshot.fromString(file.text)
    snapshots.set(fileName, { version: file.version, snapshot })
    return snapshot
  }
  const host: ProjectHost = {
    disk,
    retryUnresolved: () => {
      const again = [...unresolved]
      if (again.length > 0) cache.clear()
      for (const file of again) retry.add(file)
      unresolved.clear()
      return again
    },
    hasInvalidatedResolutions: file => retry.has(file),
    // Without it TypeScript reads the package.json above every file again at every edit.
    getModuleResolutionCache: () => cache,
    getCompilationSettings: () => project.options,
    getScriptFileNames: () => [...files.fileNames(), ...project.roots],
    getScriptVersion: name => {
      const file = files.file(name)
      return file === undefined ? disk.version(name) : String(file.version)
    },
    getScriptSnapshot: name => virtualSnapshot(name) ?? disk.snapshot(name),
    getScriptKind: name => files.file(name)?.scriptKind ?? api.ScriptKind.Unknown,
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: options => api.getDefaultLibFilePath(options),
    fileExists: name => files.file(name) !== undefined || sys.fileExists(name),
    readFile: name => files.file(name)?.text ?? sys.readFile(name),
    readDirectory: sys.readDirectory,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    ...(sys.realpath === undefined ? {} : { realpath: sys.realpath }),
    resolveModuleNameLiterals: (literals, containingFile, redirected, options, sourceFile) => {
      retry.delete(containingFile)
      return literals.map(literal => {
        const imported = files.importedFile(literal.text)
        if (imported !== undefined) return { resolvedModule: virtualModule(api, imported) }
        if (ownModules.has(literal.text)) return { resolvedModule: undefined }
        const mode = api.getModeForUsageLocation(sourceFile, literal, options)
        const found = api.resolveModuleName(literal.text, containingFile, options, host, cache, redirected, mode)
        if (found.resolvedModule === undefined && files.file(containingFile) !== undefined)
          unresolved.add(containingFile)
        return found
      })
    },
  }
  return host
}

const virtualModule = (api: TypeScript, resolvedFileName: string): ts.ResolvedModuleFull => ({
  resolvedFileName,
  extension: resolvedFileName.endsWith('.d.ts') ? api.Extension.Dts : api.Extension.Ts,
})
