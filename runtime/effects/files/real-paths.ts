/**
 * One file, one location, whatever links lead there. Every link that is passed on the way is handed to `onLink`, since the
 * answer depends on it. Remembers the real paths of directories until it is told to forget.
 */
import type { BigIntStats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { native } from '../native.ts'
import { attempt, statAt } from './file-versions.ts'

/** As many as Linux follows. */
const LINKS_FOLLOWED = 40

export interface Followed {
  readonly end: string
  /** What is there; undefined where nothing is. */
  readonly stat: BigIntStats | undefined
}

export class RealPaths {
  readonly #directories = new Map<string, string>()
  readonly #onLink: (path: string, stat: BigIntStats) => void

  constructor(onLink: (path: string, stat: BigIntStats) => void) {
    this.#onLink = onLink
  }

  forget(): void {
    this.#directories.clear()
  }

  /** The name in the directory where it really is; a link at the end stays. The directory need not exist. */
  of(path: string): string {
    const folder = dirname(path)
    if (folder === path) return path
    const real = this.#directories.get(folder) ?? this.#look(folder)
    this.#directories.set(folder, real)
    if (real !== folder) this.#passLinks(folder)
    return join(real, basename(path))
  }

  /** Where a link leads in the end. */
  followed(path: string): Followed {
    let end = path
    let stat = statAt(end)
    for (let step = 0; step < LINKS_FOLLOWED && stat?.isSymbolicLink() === true; step++) {
      this.#onLink(end, stat)
      end = this.of(resolve(dirname(end), targetOf(end)))
      stat = statAt(end)
    }
    return { end, stat }
  }

  #look(folder: string): string {
    return attempt(
      () => native.fs.realpathSync.native(folder),
      () => {
        // A link that leads nowhere: where it stands nothing can be made.
        const stat = statAt(folder)
        if (stat?.isSymbolicLink() === true) this.#onLink(folder, stat)
        return this.of(folder)
      },
    )
  }

  #passLinks(folder: string): void {
    for (let at = folder; at !== dirname(at); at = dirname(at)) {
      const stat = statAt(at)
      if (stat?.isSymbolicLink() === true) this.#onLink(at, stat)
    }
  }
}

/** Whether folders lead elsewhere, as found in one go. */
export type FoldersSeen = Map<string, boolean>

/** A path that was real may lead elsewhere by now: what stands there then is another location's. */
export const leadsElsewhere = (path: string, seen?: FoldersSeen): boolean => {
  const folder = dirname(path)
  const known = seen?.get(folder)
  if (known !== undefined) return known
  const leads = attempt(
    () => native.fs.realpathSync.native(folder) !== folder,
    () => false,
  )
  seen?.set(folder, leads)
  return leads
}

const targetOf = (link: string): string =>
  attempt(
    () => native.fs.readlinkSync(link),
    () => '',
  )
