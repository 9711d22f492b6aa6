/**
 * Node's module hooks for the session: local TypeScript is stripped as it is loaded, and local files carry their
 * version in the URL (`?v=…`), so that an edited module is a new module. Runs in the session's thread (Node ≥ 22.15) or in the
 * hooks thread (Node 20); packages are left to Node, but for the document that Observable Plot
 * draws into.
 */
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isLocal } from '../../specifier.ts'
import { resolveLocal } from './module-graph.ts'
import { plotModule } from './plot-document.ts'
import { localText } from './local-module.ts'
import { told } from './packages/told-variables.ts'
import { stripModule, versionOf } from './strip-module.ts'

const isPackaged = (path: string): boolean => path.includes('/node_modules/')

/** `…?v=…&i=3` */
const instanceIn = (url: string): string | undefined => /[?&]i=(\d+)/.exec(url)?.[1]

/** The versioned URL of a local import; undefined for everything that Node resolves. */
const localUrl = (specifier: string, context: ResolveHookContext): string | undefined => {
  if (!isLocal(specifier) || context.parentURL?.startsWith('file:') !== true) return undefined
  const parent = fileURLToPath(context.parentURL)
  if (isPackaged(parent)) return undefined
  const path = resolveLocal(specifier, dirname(parent))
  if (path === undefined || isPackaged(path) || path.endsWith('.node')) return undefined
  // Modules that keep state are loaded anew together.
  const instance = instanceIn(specifier) ?? instanceIn(context.parentURL)
  return `${pathToFileURL(path).href}?v=${versionOf(path)}${instance === undefined ? '' : `&i=${instance}`}`
}

const format = (path: string): 'commonjs' | 'json' | 'module' | undefined => {
  if (/\.([mc]?)tsx?$|\.jsx$/.test(path)) return path.endsWith('.cts') ? 'commonjs' : 'module'
  return path.endsWith('.json') ? 'json' : undefined
}

const loaded = (url: string): LoadFnOutput | undefined => {
  if (!url.startsWith('file:')) return undefined
  const path = fileURLToPath(url)
  const source = stripModule(path) ?? plotModule(path)
  if (source === undefined) return undefined
  const kind = format(path) ?? 'module'
  return { format: kind, source: kind === 'json' ? source : localText(source, path, kind), shortCircuit: true }
}

/** CommonJS modules come here with their text on some versions of Node; on others they are rewritten as Node compiles them. */
const rewritten = (url: string, found: LoadFnOutput): LoadFnOutput => {
  const { format, source } = found
  if (format !== 'module' && format !== 'commonjs') return found
  if (source === undefined || source === null || !url.startsWith('file:')) return found
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
  const path = fileURLToPath(url)
  return { ...found, source: localText(told(text, path, format), path, format) }
}

type NextResolve<R> = (specifier: string, context?: Partial<ResolveHookContext>) => R
type NextLoad<R> = (url: string, context?: Partial<LoadHookContext>) => R

const settle = <R>(url: string): R =>
  ({ url, shortCircuit: true, ...(url.includes('.json?') ? { format: 'json' } : {}) }) as R

/** For `module.register` (asynchronous, hooks thread). */
export const resolve = async (
  specifier: string,
  context: ResolveHookContext,
  next: NextResolve<Promise<ResolveFnOutput>>,
) => {
  const url = localUrl(specifier, context)
  return url === undefined ? next(specifier, context) : settle<ResolveFnOutput>(url)
}

export const load = async (url: string, context: LoadHookContext, next: NextLoad<Promise<LoadFnOutput>>) =>
  loaded(url) ?? rewritten(url, await next(url, context))

/** For `module.registerHooks` (synchronous, same thread). */
export const hooks = {
  resolve: (specifier: string, context: ResolveHookContext, next: NextResolve<ResolveFnOutput>): ResolveFnOutput => {
    const url = localUrl(specifier, context)
    return url === undefined ? next(specifier, context) : settle<ResolveFnOutput>(url)
  },
  load: (url: string, context: LoadHookContext, next: NextLoad<LoadFnOutput>): LoadFnOutput =>
    loaded(url) ?? rewritten(url, next(url, context)),
}
