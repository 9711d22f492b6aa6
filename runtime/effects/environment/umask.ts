/** What new files aren't allowed, as a location: read by whoever makes one, written by `process.umask(mask)`. */
import { version, type Version } from '../../brand.ts'
import { locationOf } from '../../location.ts'
import { usual } from '../files/file-modes.ts'
import { native } from '../native.ts'
import type { Ownership } from '../ownership.ts'
import type { Patches } from '../patches.ts'

export const umaskLocation = locationOf('mode', '')

const atStart = native.umask()

/** Relative to how the process began: another shell is no change. */
export const umaskVersion = (): Version => {
  const now = native.umask()
  return now === atStart ? usual : version(now.toString(8))
}

export const restoreUmask = (to: Version): boolean => {
  native.umask(to === usual ? atStart : Number.parseInt(to, 8))
  return umaskVersion() === to
}

export const watchUmask = (patches: Patches, ownership: Ownership): void => {
  patches.wrap(
    process,
    'umask',
    original =>
      function (...args) {
        const log = ownership.current?.log
        const before = umaskVersion()
        // It answers with the mask of before.
        log?.read(umaskLocation, before)
        const answer = Reflect.apply(original, this, args)
        if (args[0] !== undefined) log?.write(umaskLocation, { before, after: umaskVersion, removal: false })
        return answer
      },
  )
}
