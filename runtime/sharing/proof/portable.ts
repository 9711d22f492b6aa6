/**
 * Locations and versions as they read on any machine: paths relative to the notebook's folder, and a module's version by the relative paths
 * and contents of its files. What is only this machine's (variables of the environment, the working directory) has no portable form.
 */
import { createHash } from 'node:crypto'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Version } from '../../brand.ts'
import { fileVersions, versionOnDisk } from '../../effects/files/version-on-disk.ts'
import { moduleVersion } from '../../executor/session/module-graph.ts'
import { holdsValue, keyOf, kindOf, type Location, locationOf } from '../../location.ts'
import { missing } from '../../plan/mismatch.ts'

const PATHS = new Set(['file', 'list', 'module'])

/** undefined for what has no portable form. */
export const portableLocation = (location: Location, folder: string): string | undefined => {
  const kind = kindOf(location)
  if (holdsValue(location) || kind === 'package') return location
  if (!PATHS.has(kind)) return undefined
  return locationOf(kind, relative(folder, keyOf(location)).split(sep).join('/'))
}

/** Of a portable location: as the versions of this folder's disk are written in a proof. undefined where the disk doesn't tell. */
export const portableVersionOnDisk = (portable: string, folder: string): string | undefined => {
  const location = portable as Location
  const kind = kindOf(location)
  if (holdsValue(location)) return undefined
  const local = PATHS.has(kind) ? locationOf(kind, resolve(folder, keyOf(location))) : location
  if (kind === 'module') return moduleDigest(keyOf(local), folder)
  const found = versionOnDisk(local, { cwd: folder })
  return found === undefined ? undefined : short(found)
}

/** As a proof holds the version that a run saw. A module's only while it is still that one: nobody can hash it later. */
export const portableVersion = (location: Location, version: Version, folder: string): string | undefined => {
  if (kindOf(location) !== 'module') return short(version)
  return moduleVersion(keyOf(location)).hash === version ? moduleDigest(keyOf(location), folder) : undefined
}

const moduleDigest = (entry: string, folder: string): string => {
  const files = moduleVersion(entry).files
  const lines = files.map(path => `${relative(folder, path).split(sep).join('/')}\0${fileVersions.of(path)}`)
  return files.length === 1 && fileVersions.of(entry) === missing ? missing : digest(lines.sort().join('\n'))
}

/** Digits of a hash: enough that nobody meets two by accident, few enough that a notebook stays small. */
const DIGITS = 16

export const short = (version: string): string =>
  /^[0-9a-f]{64}$/.test(version) ? version.slice(0, DIGITS) : version.length <= DIGITS ? version : digest(version)

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGITS)

export const folderOf = (notebookPath: string): string => dirname(resolve(notebookPath))
