/**
 * Imports of cells: resolved from the notebook's folder by Node's own loader, with local TypeScript and hot reload (module-hooks.ts).
 * Says which version of each module a run imported, and gives each namespace its name for the store.
 */
import module, { createRequire } from 'node:module'
import { dirname, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'
import { constants, Script } from 'node:vm'
import { type Version, version } from '../../brand.ts'
import { missing } from '../../effects/files/file-versions.ts'
import { keyOf, kindOf, type Location, locationOf } from '../../location.ts'
import { isLocal, packageNamed } from '../../specifier.ts'
import { isObject } from '../../values/classify.ts'
import type { Registry } from '../../values/references.ts'
import { explainMissing } from './missing-import.ts'
import { hooks } from './module-hooks.ts'
import type { ModuleInstances } from './module-instances.ts'
import type { Packages } from './packages/packages.ts'
import { mappedPaths, readTsconfig } from '../../analysis/tsconfig.ts'
import { packageVersion } from './installed-package.ts'
import { moduleVersion, pathOf, resolveLocal, versionTag } from './module-graph.ts'
import { isOurs, requireFile } from './required-module.ts'
import { loadOxc } from '../../oxc.ts'

export interface Modules {
  /** `import(specifier, options)` as if written in the notebook's folder. */
  import(specifier: string, options?: unknown): Promise<object>
  readonly require: NodeJS.Require
  readonly meta: ImportMeta
  /** The modules imported since this was last asked, with their versions; but for those that the run has written itself, as it did. */
  takeInputs(written?: ReadonlySet<string>): readonly { readonly location: Location; readonly version: Version }[]
}

export interface ModulesOptions {
  /** Absolute path of the notebook, or of a file that would stand in its place. */
  readonly notebook: string
  /** Namespaces that Cellar itself provides: `cellar`, `tslab`. */
  readonly own: ReadonlyMap<string, object>
  /** Told of each module of Node (`fs`) before a cell gets it. */
  readonly onBuiltin: (name: string) => void
  readonly onPackage: (name: string) => void
  /** Does work that is no run's. */
  readonly prepare: (work: () => void) => void
  /** Told of what a local module without state exports: all cells share it. */
  readonly onShared: (file: string, namespace: object) => void
  /** Local modules that keep state. */
  readonly instances: ModuleInstances
  readonly packages: Packages
  /** Gives a namespace its name, so that its exports are stored by name. */
  readonly names: Registry
}

export const openModules = (options: ModulesOptions): Modules => {
  const folder = dirname(options.notebook)
  const parent = `${folder}/[cell].mjs`
  // Only a script with this option and a file name can import as if it stood there.
  const load = new Script('(specifier, options) => import(specifier, options)', {
    filename: parent,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (specifier: string, options?: unknown) => Promise<object>
  const require = createRequire(parent)
  const tsconfig = readTsconfig(folder)
  const inputs = new Map<Location, Version>()
  let hooked = false

  /** The local file an import means: relative, or by a path alias of the tsconfig. */
  const fileOf = (specifier: string): string | undefined => {
    for (const candidate of localMeanings(specifier)) {
      const path = resolveLocal(candidate, folder)
      if (path !== undefined) return path
    }
    return undefined
  }
  const localMeanings = (specifier: string): readonly string[] =>
    isLocal(specifier) ? [specifier] : mappedPaths(tsconfig, specifier)

  /** Once it is there, whatever failed without it is to run again. */
  const noteMissing = (specifier: string): void => {
    for (const candidate of localMeanings(specifier)) {
      const path = pathOf(candidate, folder)
      inputs.set(locationOf('module', path), version(moduleVersion(path).hash))
    }
    if (!isLocal(specifier)) inputs.set(locationOf('package', packageNamed(specifier)), missing)
  }

  /** By file: the version that was loaded last. */
  const versions = new Map<string, string>()
  /** CommonJS modules are known by their files alone. */
  const forget = (files: readonly string[]): void => {
    for (const file of files) delete require.cache[file]
  }

  const note = (specifier: string): string | undefined => {
    const path = fileOf(specifier)
    if (path === undefined && (specifier.startsWith('node:') || module.isBuiltin(specifier))) {
      const builtin = specifier.replace(/^node:/, '')
      options.onBuiltin(builtin)
      return `module:node:${builtin}`
    }
    if (!hooked) {
      options.prepare(loadOxc)
      installHooks()
    }
    hooked = true
    if (path !== undefined) {
      const found = moduleVersion(path)
      if (versions.get(path) !== found.hash) forget(found.files)
      versions.set(path, found.hash)
      inputs.set(locationOf('module', path), version(found.hash))
      return `module:${path}@${versionTag(found)}`
    }
    const found = packageVersion(specifier, folder)
    if (found === undefined) {
      noteMissing(specifier)
      return undefined
    }
    inputs.set(locationOf('package', found.name), version(found.version))
    options.onPackage(found.name)
    return `module:npm:${found.name}@${found.version}${specifier.slice(found.name.length)}`
  }

  const urlOf = (path: string): string => `${pathToFileURL(path).href}?v=${versionTag(moduleVersion(path))}`
  /** Analysis doesn't know the path aliases of a tsconfig: what they lead to is shared by all cells. */
  const statefulIn = (specifier: string, path: string | undefined) => {
    if (path === undefined || !isLocal(specifier)) return undefined
    const { keepsState, ...module } = moduleVersion(path)
    return keepsState ? { ...module, key: relative(folder, path) } : undefined
  }
  /** What is there now has just been loaded, or was before. */
  const keepTrack = (specifier: string, path: string | undefined, namespace: object | undefined): void => {
    const track = (name: string, from: string, exports?: object): void => {
      const installed = module.isBuiltin(name) ? undefined : packageVersion(name, from)
      if (installed !== undefined) options.packages.imported(installed.name, installed.folder, exports)
    }
    if (path === undefined) return track(specifier, folder, namespace)
    const { packages } = moduleVersion(path)
    options.packages.importedBy(path, packages)
    for (const name of packages) track(name, dirname(path))
  }
  const required = (specifier: string, path: string | undefined, instance = ''): unknown => {
    const found = path === undefined ? undefined : moduleVersion(path)
    return options.packages.loading(() =>
      path !== undefined && found !== undefined && isOurs(path, found)
        ? requireFile(path, found, `v=${versionTag(found)}${instance}`)
        : (require(specifier) as unknown),
    )
  }

  return {
    import: async (specifier, importOptions) => {
      const own = options.own.get(specifier)
      if (own !== undefined) return own
      const name = note(specifier)
      const path = fileOf(specifier)
      // On Node 20 the hooks thread can't see that a file changed after it resolved it once: the version must come from here.
      const target = path === undefined ? specifier : urlOf(path)
      const stateful = statefulIn(specifier, path)
      if (stateful === undefined) {
        const loading = options.packages.loading(() => load(target, importOptions))
        const namespace = await loading.catch((error: unknown) => {
          explainMissing(error, { specifier, parent, folder })
          throw error
        })
        keepTrack(specifier, path, namespace)
        if (name !== undefined) options.names.register(name, namespace)
        if (path !== undefined) options.onShared(relative(folder, path), namespace)
        return namespace
      }
      return options.instances.of(stateful, async instance => {
        forget(stateful.files)
        const namespace = await options.packages.loading(() => load(`${target}&i=${instance}`, importOptions))
        keepTrack(specifier, path, namespace)
        if (name !== undefined) options.names.registerElsewhere(name, namespace)
        return namespace
      })
    },
    require: Object.assign((specifier: string) => {
      const own = options.own.get(specifier)
      if (own !== undefined) return own
      const name = note(specifier)
      const path = fileOf(specifier)
      const stateful = statefulIn(specifier, path)
      if (stateful !== undefined) {
        const { exports } = options.instances.of({ ...stateful, key: `${stateful.key} required` }, instance => {
          forget(stateful.files)
          return { exports: required(specifier, path, `&i=${instance}`) }
        }) as { readonly exports: unknown }
        return exports
      }
      const namespace = required(specifier, path)
      const asModule = types.isModuleNamespaceObject(namespace) ? (namespace as object) : undefined
      keepTrack(specifier, path, asModule)
      if (name !== undefined && asModule !== undefined) options.names.register(name, asModule)
      else if (name !== undefined && isObject(namespace)) options.names.registerRequired(name, namespace)
      return namespace
    }, require) as NodeJS.Require,
    meta: {
      url: pathToFileURL(options.notebook).href,
      filename: options.notebook,
      dirname: folder,
      resolve: (specifier: string) => {
        const path = isLocal(specifier) ? resolveLocal(specifier, folder) : require.resolve(specifier)
        return path === undefined
          ? new URL(specifier, pathToFileURL(parent)).href
          : module.isBuiltin(path)
            ? path
            : pathToFileURL(path).href
      },
    } as ImportMeta,
    takeInputs: (written = new Set()) => {
      const isOwn = (location: Location, loaded: Version): boolean =>
        kindOf(location) === 'module' && written.has(keyOf(location)) && loaded === moduleVersion(keyOf(location)).hash
      const taken = [...inputs]
        .filter(([location, v]) => !isOwn(location, v))
        .map(([location, v]) => ({ location, version: v }))
      inputs.clear()
      return taken
    },
  }
}

/** What Node brings needs none: on Node 20 their thread is a third of the time that a session takes to start. */
const installHooks = (): void => {
  const synchronous = (module as { registerHooks?: (h: typeof hooks) => void }).registerHooks
  if (synchronous !== undefined) synchronous(hooks)
  else module.register(new URL('./module-hooks.js', import.meta.url))
}
