/**
 * What a run's file operations touch, in the terms of those operations and by the paths they were given. Called before the
 * operation happens, and never makes it fail for what a disk may hold. To be called outside any run: Node's functions call
 * each other through the module, so that noting one would note itself.
 */
import { dirname, isAbsolute } from 'node:path'
import type { EffectLog } from '../effect-log.ts'
import { cwdLocation, cwdVersion } from '../environment/working-directory.ts'
import { FileNotes, type FileWorld } from './file-notes.ts'
import { statAt } from './file-versions.ts'
import { treeAt } from './listing.ts'
import { type Opening, openingOf } from './open-flags.ts'
import { pathArgument } from './path-argument.ts'
import { RealPaths } from './real-paths.ts'

export interface Transfer {
  readonly moves: boolean
  /** Whatever is at the destination goes. */
  readonly over: boolean
  readonly deep: boolean
  /** A link stands for what it leads to. */
  readonly follows: boolean
}

export class FileTouches {
  readonly #log: EffectLog
  readonly #world: FileWorld
  readonly #notes: FileNotes
  readonly #paths: RealPaths
  /** How absolute paths, as given, were opened: most are opened again. */
  readonly #opened = new Map<string, Opening>()

  constructor(log: EffectLog, world: FileWorld) {
    this.#log = log
    this.#world = world
    this.#notes = new FileNotes(log, world)
    this.#paths = new RealPaths((at, stat) => this.#notes.read(at, { stat }))
  }

  /** Content or existence was looked at. */
  read(path: unknown): void {
    this.open(path, 'r')
  }

  /** What it is was looked at, and who may do what with it; `content`: how large it is, too. */
  look(path: unknown, { content }: { readonly content: boolean }): void {
    const at = this.#place(path)
    if (at === undefined) return
    const { end, ...known } = this.#paths.followed(at)
    if (content) this.#notes.read(end, known)
    else this.#notes.exists(end, known)
    this.#notes.readMode(end, known)
  }

  /** Others may do something else with it from now on. */
  changeMode(path: unknown): void {
    const at = this.#place(path)
    if (at === undefined) return
    this.look(path, { content: false })
    this.#notes.writeMode(this.#paths.followed(at).end)
  }

  /** `chosen`: with permissions that are given, where it comes to be. */
  open(path: unknown, flags: unknown, chosen = false): void {
    const opening = openingOf(flags)
    const before = typeof path === 'string' ? this.#opened.get(path) : undefined
    if (before !== undefined && (before === opening || opening === 'read')) return
    const at = this.#place(path)
    if (at === undefined) return
    const { end, ...known } = this.#paths.followed(at)
    // A folder isn't replaced.
    if (opening !== 'replace' || known.stat?.isDirectory() === true) this.#notes.read(end, known)
    if (opening !== 'read') {
      this.#notes.make(end, { chosen, known })
      this.#notes.write(end, known)
    }
    if (typeof path === 'string' && isAbsolute(path)) this.#opened.set(path, opening)
  }

  /** The names in a directory were looked at; with `deep`, in all below it too. */
  list(path: unknown, deep = false): void {
    const at = this.#place(path)
    if (at === undefined) return
    const top = this.#paths.followed(at).end
    this.#notes.list(top)
    if (!deep) return
    for (const each of this.#tree(top)) if (statAt(each)?.isDirectory() === true) this.#notes.list(each)
  }

  /** A new name comes to be; `over`: whatever is there goes, else it matters whether something is. */
  add(path: unknown, over: boolean): void {
    const at = this.#place(path)
    if (at === undefined) return
    if (!over) this.#notes.read(at)
    this.#notes.write(at)
    this.#forgetLinks()
  }

  /** The name goes, with `deep` all below it too; `sure`: it matters not whether it was there. */
  remove(path: unknown, { deep, sure }: { readonly deep: boolean; readonly sure: boolean }): void {
    const top = this.#place(path)
    if (top === undefined) return
    for (const at of deep ? this.#tree(top) : [top]) {
      if (!sure) this.#notes.read(at)
      this.#notes.remove(at, { sure })
    }
    this.#forgetLinks()
  }

  /** With `parents`, missing ones come with it, and what is there already is only looked at. */
  makeDirectory(path: unknown, { parents, chosen }: { readonly parents: boolean; readonly chosen: boolean }): void {
    const at = this.#place(path)
    if (at === undefined) return
    this.#notes.read(at)
    if (parents) return this.#makeMissing(at, chosen)
    this.#notes.make(at, { chosen })
    this.#notes.write(at)
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
    const source = options.follows ? this.#paths.followed(given).end : given
    // It fails, and writes nothing.
    if (statAt(source) === undefined) return this.#notes.read(source)
    for (const at of options.deep ? this.#tree(source) : [source]) {
      this.#notes.read(at)
      this.#notes.readMode(at)
      if (!options.moves && statAt(at)?.isDirectory() === true) this.#notes.list(at)
      this.#arrive(target + at.slice(source.length), options)
      if (!options.moves) continue
      this.#notes.writeMode(at)
      this.#notes.write(at)
    }
    this.#forgetLinks()
  }

  /** A child process was told the path: what it does there, the end of the run shows. */
  handOver(path: unknown): void {
    const at = this.#place(path)
    if (at === undefined) return
    const { end, ...known } = this.#paths.followed(at)
    this.#notes.handOver(end, known)
    this.#forgetLinks()
  }

  /** Has just come to be at a path that nobody could know before (`mkdtemp`). */
  appeared(path: unknown): void {
    const at = this.#place(path)
    if (at !== undefined) this.#notes.appeared(at)
  }

  /** A copy goes through a link at its destination, or replaces the link: which, Node decides. */
  #arrive(path: string, { moves, over }: Transfer): void {
    const at = this.#paths.of(path)
    this.#notes.writeMode(at)
    this.add(path, over)
    const { end } = this.#paths.followed(at)
    if (moves || end === at) return
    this.#notes.writeMode(end)
    this.#update(end)
  }

  /** Names are about to come, go or move, a link's perhaps, and not for the first time. */
  #forgetLinks(): void {
    this.#opened.clear()
    this.#paths.forget()
  }

  #update(at: string): void {
    this.#notes.read(at)
    this.#notes.write(at)
  }

  #makeMissing(from: string, chosen = false): void {
    for (let at = from; statAt(at) === undefined && at !== dirname(at); at = dirname(at)) {
      this.#notes.make(at, { chosen })
      this.#update(at)
    }
  }

  #tree(top: string): readonly string[] {
    return treeAt(top, this.#world.ignore)
  }

  #place(path: unknown): string | undefined {
    const given = pathArgument(path)
    if (given?.relative === true) this.#log.read(cwdLocation, cwdVersion())
    return given && this.#paths.of(given.absolute)
  }
}
