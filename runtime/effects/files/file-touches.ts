/**
 * What a run's file operations do to its log. Called before the operation happens: a read notes the version that is
 * there, a first write has the bytes kept that it will replace. Never makes an operation fail for what a disk may hold;
 * leaves out what is no input (`ignore`), devices and the kernel's own trees. To be called outside any run: Node's functions
 * call each other through the module, so that noting one would note itself.
 */
import { basename, dirname, join, resolve } from 'node:path'
import type { Version } from '../../brand.ts'
import { locationOf } from '../../location.ts'
import type { EffectLog } from '../effect-log.ts'
import type { FileKeeper } from '../effects.ts'
import { cwdLocation, cwdVersion } from '../environment/working-directory.ts'
import { native } from '../native.ts'
import { attempt, type FileVersions, linkTarget, missing, statAt } from './file-versions.ts'
import { type Ignore, listingVersion, treeAt } from './listing.ts'
import { openingOf } from './open-flags.ts'
import { pathArgument } from './path-argument.ts'

export interface FileWorld {
  readonly versions: FileVersions
  readonly keeper: FileKeeper
  readonly ignore: Ignore
}

export interface Transfer {
  readonly moves: boolean
  /** Whatever is at the destination goes. */
  readonly over: boolean
  readonly deep: boolean
  /** A link stands for what it leads to. */
  readonly follows: boolean
}

const notFiles = /^\/(dev|proc|sys)(\/|$)/
/** As many as Linux follows. */
const LINKS_FOLLOWED = 40

export class FileTouches {
  readonly #log: EffectLog
  readonly #world: FileWorld
  /** Real paths of directories, as long as this run makes, moves or removes none. */
  readonly #realDirectories = new Map<string, string>()

  constructor(log: EffectLog, world: FileWorld) {
    this.#log = log
    this.#world = world
  }

  /** Content or existence was looked at. */
  read(path: unknown): void {
    const at = this.#place(path)
    if (at !== undefined) this.#read(this.#followed(at))
  }

  /** The names in a directory were looked at; with `deep`, in all below it too. */
  list(path: unknown, deep = false): void {
    const top = this.#place(path)
    if (top === undefined) return
    for (const at of deep ? treeAt(top, this.#world.ignore) : [top]) {
      if (at !== top && statAt(at)?.isDirectory() !== true) continue
      const location = locationOf('list', at)
      if (!this.#log.touched(location)) this.#log.read(location, listingVersion(at, this.#world.ignore))
    }
  }

  open(path: unknown, flags: unknown): void {
    const at = this.#place(path)
    if (at === undefined) return
    const opening = openingOf(flags)
    const end = this.#followed(at)
    if (opening !== 'replace') this.#read(end)
    if (opening !== 'read') this.#write(end)
  }

  /** A new name comes to be; `over`: whatever is there goes, else it matters whether something is. */
  add(path: unknown, over: boolean): void {
    const at = this.#place(path)
    if (at === undefined) return
    if (!over) this.#read(at)
    this.#write(at)
  }

  /** The name goes, with `deep` all below it too; `sure`: it matters not whether it was there. */
  remove(path: unknown, { deep, sure }: { readonly deep: boolean; readonly sure: boolean }): void {
    const top = this.#place(path)
    if (top === undefined) return
    for (const at of deep ? treeAt(top, this.#world.ignore) : [top]) {
      if (!sure) this.#read(at)
      this.#write(at, sure)
    }
  }

  /** With `parents`, missing ones come with it, and what is there already is only looked at. */
  makeDirectory(path: unknown, parents: boolean): void {
    const at = this.#place(path)
    if (at === undefined) return
    this.#read(at)
    if (parents) this.#makeMissing(at)
    else this.#write(at)
  }

  /** The directory that something is put into is made where it is missing (`cp`). */
  makeParents(path: unknown): void {
    const at = this.#place(path)
    if (at !== undefined) this.#makeMissing(dirname(at))
  }

  /** A file or, with `deep`, a tree comes to stand at `to` as well, or in `from`'s stead. */
  transfer(from: unknown, to: unknown, options: Transfer): void {
    const given = this.#place(from)
    const target = this.#place(to)
    if (given === undefined || target === undefined) return
    const source = options.follows ? this.#followed(given) : given
    for (const at of options.deep ? treeAt(source, this.#world.ignore) : [source]) {
      this.#read(at)
      if (!options.moves && statAt(at)?.isDirectory() === true) this.list(at)
      this.add(target + at.slice(source.length), options.over)
      if (options.moves) this.#write(at)
    }
  }

  /** Has just come to be at a path that nobody could know before (`mkdtemp`). */
  appeared(path: unknown): void {
    const at = this.#place(path)
    if (at !== undefined && !this.#leftOut(at)) this.#note(at, null, false)
  }

  #makeMissing(from: string): void {
    for (let at = from; statAt(at) === undefined && at !== dirname(at); at = dirname(at)) {
      this.#read(at)
      this.#write(at)
    }
  }

  #read(at: string): void {
    const location = locationOf('file', at)
    if (this.#log.touched(location) || this.#leftOut(at)) return
    this.#log.read(location, this.#world.versions.observe(at))
  }

  #write(at: string, sure = false): void {
    if (this.#log.written(locationOf('file', at)) || this.#leftOut(at)) return
    // Writing fails where there is no such directory: the cell that makes it is an input.
    if (dirname(at) !== at) this.#read(dirname(at))
    this.#note(at, this.#kept(at), sure)
  }

  #note(at: string, before: Version | null, removal: boolean): void {
    this.#realDirectories.clear()
    this.#log.write(locationOf('file', at), { before, after: () => this.#kept(at), removal })
  }

  /** The version that is there, its bytes kept so that it can be put back; null where nothing is. */
  #kept(at: string): Version | null {
    const { keeper, versions } = this.#world
    // A full disk under the keeper must not fail the user's operation: what isn't kept is made again by rerunning.
    const kept = statAt(at)?.isFile() === true ? attempt(() => keeper.keep(at), () => null) : null
    const found = kept ?? versions.of(at)
    return found === missing ? null : found
  }

  /** Where a link leads in the end; the links on the way are read. */
  #followed(path: string): string {
    let at = path
    for (let step = 0; step < LINKS_FOLLOWED && statAt(at)?.isSymbolicLink() === true; step++) {
      this.#read(at)
      at = this.#canonical(resolve(dirname(at), linkTarget(this.#world.versions.of(at)) ?? ''))
    }
    return at
  }

  /** One file, one location, whatever links to directories lead there; those links are read. */
  #canonical(path: string): string {
    const folder = dirname(path)
    if (folder === path) return path
    const known = this.#realDirectories.get(folder)
    const real = known ?? attempt(() => native.fs.realpathSync.native(folder), () => this.#canonical(folder))
    this.#realDirectories.set(folder, real)
    if (real !== folder) for (let each = folder; each !== dirname(each); each = dirname(each)) {
      if (statAt(each)?.isSymbolicLink() === true) this.#read(each)
    }
    return join(real, basename(path))
  }

  #leftOut(at: string): boolean {
    return notFiles.test(at) || this.#world.ignore(at)
  }

  #place(path: unknown): string | undefined {
    const given = pathArgument(path)
    if (given?.relative === true) this.#log.read(cwdLocation, cwdVersion())
    return given && this.#canonical(given.absolute)
  }
}
