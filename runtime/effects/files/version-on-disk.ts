/**
 * The version of an effect's location as it is now, for whoever asks whether a recorded run still holds: the planner in the
 * front process, a restore in the session. Paths are real ones: through a link nothing is there. Nothing is patched for
 * it and nothing noted.
 */
import { join } from 'node:path'
import { type Version, version } from '../../brand.ts'
import { packageVersion } from '../../executor/session/installed-package.ts'
import { moduleVersion } from '../../executor/session/module-graph.ts'
import { changedVariables, keyOf, kindOf, type Location, variableNames } from '../../location.ts'
import { versionOfChanges, versionOfNames, versionOfVariable } from '../environment/variables.ts'
import { umaskVersion } from '../environment/umask.ts'
import { native } from '../native.ts'
import { entryVersion, kindOfEntry } from './entry-kind.ts'
import { modeAt } from './file-modes.ts'
import { FileVersions, missing, statAt } from './file-versions.ts'
import { ignoredByDefault } from './ignored.ts'
import { type Ignore, listingVersion } from './listing.ts'
import { type FoldersSeen, leadsElsewhere } from './real-paths.ts'

export interface Disk {
  readonly ignore?: Ignore
  /** The notebook's folder: where its session starts and its packages are found. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Of questions asked in one go: each folder is looked at once. */
  readonly seen?: FoldersSeen
}

/** One for the process: hashes are facts about the disk, whoever asks. */
export const fileVersions = new FileVersions()

/** undefined for a location whose version the disk doesn't tell. */
export const versionOnDisk = (location: Location, disk: Disk = {}): Version | undefined => {
  const key = keyOf(location)
  const { ignore = ignoredByDefault, cwd = native.cwd(), env = native.env, seen } = disk
  switch (kindOf(location)) {
    case 'file':
      return leadsElsewhere(key, seen) ? missing : fileVersions.of(key)
    case 'entry': {
      const stat = leadsElsewhere(key, seen) ? undefined : statAt(key)
      return entryVersion(stat && kindOfEntry(stat))
    }
    case 'mode':
      return key === '' ? umaskVersion() : modeAt(key, seen)
    case 'list':
      return leadsElsewhere(join(key, 'x'), seen) ? missing : listingVersion(key, ignore)
    case 'module':
      return version(moduleVersion(key).hash)
    case 'package':
      return version(packageVersion(key, cwd)?.version ?? missing)
    case 'env':
      if (location === changedVariables) return versionOfChanges([])
      return location === variableNames ? versionOfNames(Object.keys(env)) : versionOfVariable(key, env)
    case 'cwd':
      return version(cwd)
    default:
      return undefined
  }
}
