/** What is outside of a notebook now, as its plan asks for it: files, modules, packages, variables, parameters, finished runs. */
import { version } from '../brand.ts'
import { versionOfChanges, versionOfNames } from '../effects/environment/variables.ts'
import { ignoredByDefault } from '../effects/files/ignored.ts'
import { type Listing, listingOnDisk, versionOfListing } from '../effects/files/listing.ts'
import type { FoldersSeen } from '../effects/files/real-paths.ts'
import { versionOnDisk } from '../effects/files/version-on-disk.ts'
import { moduleVersion } from '../executor/session/module-graph.ts'
import { keyOf, kindOf } from '../location.ts'
import type { GivenParameters } from '../parameters/given.ts'
import { versionOfParameter } from '../parameters/parameters.ts'
import type { OnDisk } from '../plan/effects-above.ts'
import { missing } from '../plan/mismatch.ts'
import type { Store } from '../store/store.ts'
import { versionOfRuns } from './finished-runs.ts'

interface Known {
  readonly parameters: GivenParameters
  readonly store: Pick<Store, 'batches'>
}

export const outsideNow = (folder: string, { parameters, store }: Known, seen?: FoldersSeen): OnDisk => ({
  inOneGo: () => outsideNow(folder, { parameters, store }, new Map()),
  version: location => {
    const kind = kindOf(location)
    if (kind === 'param') return versionOfParameter(parameters.values, keyOf(location))
    if (kind === 'runs') return versionOfRuns(store, keyOf(location))
    return versionOnDisk(location, { cwd: folder, ...(seen && { seen }) }) ?? missing
  },
  listing: path => {
    try {
      return listingOnDisk(path, ignoredByDefault)
    } catch {
      return undefined // Why it can't be listed is part of its version.
    }
  },
  versionOfModule: (path, instead) => version(moduleVersion(path, instead).hash),
  versionOfListing: listing => versionOfListing(listing as Listing),
  variables: () => Object.keys(process.env),
  versionOfVariables: versionOfNames,
  versionOfChangedVariables: versionOfChanges,
})
