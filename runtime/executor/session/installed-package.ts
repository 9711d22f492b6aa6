/**
 * Which version of an npm package a folder's code gets. It is asked for with every plan and every import, so that a manifest is read again
 * only once its file is another.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { KeptByFile } from '../../effects/files/kept-by-file.ts'
import { native } from '../../effects/native.ts'
import { packageNamed } from '../../specifier.ts'

// Finding out what a cell imports must not count as the cell reading files.
const { readFileSync, realpathSync, statSync } = native.fs

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
}

/** By the manifest's path. */
const manifests = new KeptByFile<InstalledPackage>()
/** By the folder of who imports: the `node_modules` that Node would look in, nearest first. */
const bases = new Map<string, readonly string[]>()

/** An installed package as seen from a folder; undefined for what isn't one. */
export const packageVersion = (specifier: string, folder: string): InstalledPackage | undefined => {
  const name = packageNamed(specifier)
  for (const base of basesOf(folder)) {
    const manifest = `${base}/${name}/package.json`
    const stat = statSync(manifest, { throwIfNoEntry: false, bigint: true })
    if (stat !== undefined) return manifests.of(manifest, stat, () => read(name, manifest))
  }
  return undefined
}

const read = (name: string, manifest: string): InstalledPackage => {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }
  return { name, version: String(version), folder: dirname(realpathSync(manifest)) }
}

const basesOf = (folder: string): readonly string[] => {
  let found = bases.get(folder)
  if (found === undefined) {
    // Of any package: the folders don't depend on its name, unless it is Node's own.
    found = createRequire(`${folder}/`).resolve.paths('any-package') ?? []
    bases.set(folder, found)
  }
  return found
}
