/** What is known of large files goes into the store, and comes from there: a file is hashed once, whichever process needs it first. */
import { fileVersions } from '../effects/files/version-on-disk.ts'
import type { HashedFiles } from '../store/hashed-files.ts'

/** Returns what ends it. */
export const shareHashes = (store: HashedFiles): (() => void) => {
  fileVersions.hashes.learn(store.hashedFiles())
  return fileVersions.hashes.onHashed(file => store.keepHashedFile(file))
}
