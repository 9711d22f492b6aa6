/**
 * Notes single files and listings in a run's log, by their real absolute path: a read with the version that is there, a
 * first write with the bytes kept that it will replace. Leaves out what is no input (`ignore`), devices and the kernel's trees.
 */
import type { BigIntStats } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Version } from '../../brand.ts'
import { keyOf, kindOf, type Location, locationOf } from '../../location.ts'
import { umaskLocation, umaskVersion } from '../environment/umask.ts'
import type { Change, EffectLog } from '../effect-log.ts'
import type { FileKeeper } from '../effects.ts'
import { type EntryKind, entryKindOf, entryVersion, kindOfEntry } from './entry-kind.ts'
import { SMALL_FILE } from './file-hashes.ts'
import { attempt, type FileVersions, missing, statAt } from './file-versions.ts'
import { type Ignore, listingVersion } from './listing.ts'
import { modeAt, modeOf, usual } from './file-modes.ts'
import { type Followed, leadsElsewhere } from './real-paths.ts'

export interface FileWorld {
  readonly versions: FileVersions
  readonly keeper: FileKeeper
  /** Versions whose bytes the keeper has. */
  readonly kept: Set<Version>
  readonly ignore: Ignore
  /** Told before a run writes a file for the first time, so that it can be put back even where the process dies. */
  readonly onWrite: (location: Location, before: Version | null) => void
}

/** How it was found a moment ago: nothing there, where it has no `stat`. */
type Known = Pick<Followed, 'stat'>

const notFiles = /^\/(dev|proc|sys)(\/|$)/

export class FileNotes {
  readonly #log: EffectLog
  readonly #world: FileWorld

  constructor(log: EffectLog, world: FileWorld) {
    this.#log = log
    this.#world = world
  }

  read(at: string, known?: Known): void {
    const location = locationOf('file', at)
    if (this.#log.touched(location) || this.#leftOut(at)) return
    this.#log.read(location, this.#world.versions.observe(at, known?.stat))
  }

  /** It matters what it is, and not what is in it. */
  exists(at: string, known?: Known): void {
    const location = locationOf('entry', at)
    if (this.#log.touched(location) || this.#log.touched(locationOf('file', at)) || this.#leftOut(at)) return
    const stat = statOf(at, known)
    this.#log.read(location, entryVersion(stat && kindOfEntry(stat)))
  }

  /** What the run itself has made there bears what the run gave it. */
  readMode(at: string, known?: Known): void {
    if (this.#log.touched(locationOf('mode', at)) || this.#leftOut(at)) return
    if (this.#isMade(at)) this.writeMode(at, { unsure: true })
    else this.#log.read(locationOf('mode', at), modeOf(statOf(at, known)))
  }

  /** `unsure`: only its being another afterwards tells. */
  writeMode(at: string, { unsure }: { readonly unsure: boolean } = { unsure: false }): void {
    if (this.#leftOut(at)) return
    const location = locationOf('mode', at)
    const before = this.#isMade(at) ? usual : modeOf(statAt(at))
    if (!this.#log.written(location)) this.#world.onWrite(location, before)
    this.#log.write(location, { before, after: () => modeAt(at), removal: false, unsure })
  }

  /** Something may come to be there, with permissions that somebody chose. */
  make(at: string, { chosen, known }: { readonly chosen: boolean; readonly known?: Known }): void {
    this.#log.read(umaskLocation, umaskVersion())
    if (!chosen && umaskVersion() === usual) return
    this.exists(at, known)
    if (statOf(at, known) === undefined) this.writeMode(at, { unsure: true })
  }

  #isMade(at: string): boolean {
    return this.#log.change(locationOf('file', at))?.before === null
  }

  /** What the run wrote there itself is no input of it; nor is anything in a directory that it made. */
  list(at: string): void {
    const location = locationOf('list', at)
    if (this.#log.touched(location) || this.#leftOut(at)) return
    if (this.#isMade(at)) return
    this.#log.read(location, listingVersion(at, this.#world.ignore, this.#entriesBefore(at)))
  }

  *#entriesBefore(folder: string): Generator<readonly [name: string, kind: EntryKind | null]> {
    for (const [location, { before }] of this.#log.changes()) {
      const path = keyOf(location)
      if (kindOf(location) === 'file' && dirname(path) === folder)
        yield [basename(path), before === null ? null : entryKindOf(before)]
    }
  }

  write(at: string, known?: Known): void {
    if (!this.#begins(at)) return
    this.#note(at, { before: this.#kept(at, known), removal: false })
  }

  /** Gone afterwards; `sure`: whether or not it was there. */
  remove(at: string, { sure }: { readonly sure: boolean }): void {
    this.writeMode(at, { unsure: this.#isMade(at) || (!sure && statAt(at) === undefined) })
    if (!this.#begins(at)) return
    this.#note(at, { before: this.#kept(at), removal: sure })
  }

  /** Is there now and wasn't before. */
  appeared(at: string): void {
    if (!this.#begins(at)) return
    this.#note(at, { before: null, removal: false })
    this.writeMode(at)
  }

  /** Given to somebody who may read it or write it, unseen. */
  handOver(at: string, known?: Known): void {
    if (known?.stat?.isDirectory() === true) return this.list(at)
    this.read(at, known)
    this.readMode(at, known)
    this.writeMode(at, { unsure: true })
    if (this.#begins(at)) this.#note(at, { before: this.#kept(at, known), removal: false, unsure: true })
  }

  #begins(at: string): boolean {
    if (this.#log.written(locationOf('file', at)) || this.#leftOut(at)) return false
    // Writing fails where there is no such directory: the cell that makes it is an input.
    if (dirname(at) !== at) this.read(dirname(at))
    return true
  }

  #note(at: string, change: Omit<Change, 'after'>): void {
    const location = locationOf('file', at)
    this.#world.onWrite(location, change.before)
    this.#log.write(location, { ...change, after: () => (leadsElsewhere(at) ? null : this.#kept(at)) })
  }

  /** The version that is there, its bytes kept so that it can be put back; null where nothing is. */
  #kept(at: string, known?: Known): Version | null {
    if (known !== undefined && known.stat === undefined) return null
    const { kept, versions } = this.#world
    const stat = known?.stat ?? statAt(at)
    if (stat?.isFile() !== true) return presence(versions.of(at, stat))
    const had = versions.hashes.known(at, stat)
    if (had === undefined && stat.size <= SMALL_FILE) return this.#copied(at, stat) ?? presence(versions.of(at, stat))
    const found = had ?? versions.of(at, stat)
    return kept.has(found) ? found : (this.#copied(at, stat) ?? presence(found))
  }

  #copied(at: string, stat: BigIntStats): Version | null {
    const { keeper, kept } = this.#world
    // A full disk under the keeper must not fail the user's operation: what isn't kept is made again by rerunning.
    const copied = attempt(
      () => keeper.keep(at, stat),
      () => null,
    )
    if (copied !== null) kept.add(copied)
    return copied
  }

  #leftOut(at: string): boolean {
    return notFiles.test(at) || this.#world.ignore(at)
  }
}

const statOf = (at: string, known?: Known): BigIntStats | undefined => (known === undefined ? statAt(at) : known.stat)

const presence = (found: Version): Version | null => (found === missing ? null : found)
