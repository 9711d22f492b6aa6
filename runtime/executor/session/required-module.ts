/**
 * Local files that only `require` can't load as they are: TypeScript, and ES modules, which Node (from 20.19 on) loads under their file's name and
 * never again. Here they have the version in their name, as imported ones do, so that an edited module is another.
 */
import Module from 'node:module'
import { basename, dirname } from 'node:path'
import { native } from '../../effects/native.ts'
import type { ModuleVersion } from './module-graph.ts'
import { isWritten, stripModule } from './strip-module.ts'

/** Node's, not in its types: `format` says what the text is, whatever the name. */
interface Compiling extends Module {
  _compile(text: string, filename: string, format: 'module' | 'commonjs'): void
}

/** Node can't load it by `require` itself, not in the version it has now. */
export const isOurs = (path: string, { isModule }: ModuleVersion): boolean => isModule || isWritten(path)

/** `tag`: tells it from others of the same file. */
export const requireFile = (path: string, { isModule, files }: ModuleVersion, tag: string): unknown => {
  if (isModule && files.length > 1 && !('registerHooks' in Module)) {
    const name = basename(path)
    throw new Error(
      `On Node ${process.versions.node}, require can't load ${name}, an ES module that imports local files. Import it: import * as m from './${name}'`,
    )
  }
  const module = new Module(path) as Compiling
  module.filename = path
  module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(dirname(path))
  const text = stripModule(path) ?? native.fs.readFileSync(path, 'utf8')
  module._compile(text, `${path}?${tag}`, isModule ? 'module' : 'commonjs')
  return module.exports
}
