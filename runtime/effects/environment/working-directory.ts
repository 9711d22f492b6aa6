/** The working directory as a location: read by `process.cwd()` and every relative path, written by `process.chdir()`. */
import { version, type Version } from '../../brand.ts'
import { locationOf } from '../../location.ts'
import { attempt, versionOfFailure } from '../files/file-versions.ts'
import { native } from '../native.ts'
import type { Ownership } from '../ownership.ts'
import type { Patches } from '../patches.ts'

export const cwdLocation = locationOf('cwd', '')

/** The path itself, so that it can be put back at any time; `missing` when the directory was removed. */
export const cwdVersion = (): Version => attempt(() => version(native.cwd()), versionOfFailure)

/** False where that folder isn't there any more. */
export const restoreCwd = (to: Version): boolean => {
  if (to !== cwdVersion())
    attempt(
      () => native.chdir(to),
      () => undefined,
    )
  return to === cwdVersion()
}

export const watchWorkingDirectory = (patches: Patches, ownership: Ownership): void => {
  patches.wrap(
    process,
    'cwd',
    original =>
      function () {
        ownership.current?.log.read(cwdLocation, cwdVersion())
        return Reflect.apply(original, this, [])
      },
  )
  patches.wrap(
    process,
    'chdir',
    original =>
      function (...args) {
        const log = ownership.current?.log
        // A relative step depends on where it starts.
        if (typeof args[0] === 'string' && !args[0].startsWith('/')) log?.read(cwdLocation, cwdVersion())
        const before = cwdVersion()
        Reflect.apply(original, this, args)
        log?.write(cwdLocation, { before, after: cwdVersion, removal: false })
      },
  )
}
