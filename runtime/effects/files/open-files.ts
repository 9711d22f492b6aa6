/**
 * Files that user code opens by hand and reads and writes by their numbers or handles, maybe over several cells: each use is noted
 * under the path that was opened, and what a run opened is closed with it. A stream's own file isn't among them: the stream is what is owned.
 */
import fs from 'node:fs'
import { OpenFile, openFiles } from '../../values/open-file.ts'
import { native } from '../native.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import type { FileTouches } from './file-touches.ts'
import { pathArgument } from './path-argument.ts'

type Handle = fs.promises.FileHandle
/** What a use of an open file depends on and does to it. */
type Use = (files: FileTouches, path: string) => void

const reads: Use = (files, path) => files.open(path, 'r')
const changes: Use = (files, path) => files.open(path, 'r+')
const looks: Use = (files, path) => files.look(path, { content: true })
const changesMode: Use = (files, path) => files.changeMode(path)

const uses: Readonly<Record<string, Use>> = {
  read: reads,
  readv: reads,
  readFile: reads,
  fstat: looks,
  fchmod: changesMode,
  write: changes,
  writev: changes,
  writeFile: changes,
  appendFile: changes,
  ftruncate: changes,
}
const usesOfHandles: Readonly<Record<string, Use>> = {
  ...uses,
  stat: looks,
  chmod: changesMode,
  readLines: reads,
  readableWebStream: reads,
  createReadStream: reads,
  truncate: changes,
  createWriteStream: changes,
}

/** What ends when its number is closed: it belongs to its owner no more. */
const releases = new Map<number, () => void>()
const paths = new WeakMap<object, string>()

export const watchOpenFiles = (patches: Patches, ownership: Ownership): void => {
  const noting = (use: Use, fileOf: (self: unknown, args: readonly unknown[]) => unknown) => (original: Callable) =>
    function (this: unknown, ...args: unknown[]): unknown {
      const path = pathOf(fileOf(this, args))
      const owner = ownership.current
      if (path !== undefined && owner !== undefined) ownership.outside(() => use(owner.files, path))
      return Reflect.apply(original, this, args)
    }
  const first = (_: unknown, [file]: readonly unknown[]): unknown => file
  for (const [name, use] of Object.entries(uses)) {
    patches.wrap(fs, name, noting(use, first))
    patches.wrap(fs, `${name}Sync`, noting(use, first))
  }
  for (const name of ['readFile', 'writeFile', 'appendFile'] as const)
    patches.wrap(fs.promises, name, noting(usesOfHandles[name] as Use, first))
  const watchHandle = (handle: Handle): void => {
    for (const [name, use] of Object.entries(usesOfHandles)) {
      if (name in handle)
        patches.wrap(
          Object.getPrototypeOf(handle) as object,
          name,
          noting(use, self => self),
        )
    }
  }
  watchNumbers(patches, ownership)
  watchHandles(patches, ownership, watchHandle)
}

const pathOf = (file: unknown): string | undefined => {
  if (typeof file === 'number') return openFiles.get(file)?.path
  return typeof file === 'object' && file !== null ? paths.get(file) : undefined
}

/** A stream has opened it, and closes it. */
export const leaveToStream = (stream: { readonly fd?: unknown }): void => forget(stream.fd)

const forget = (file: unknown): void => {
  if (typeof file !== 'number') return
  openFiles.delete(file)
  const release = releases.get(file)
  releases.delete(file)
  release?.()
}

const watchNumbers = (patches: Patches, ownership: Ownership): void => {
  const opened = (owner: Owner, file: number, path: string | undefined): void => {
    if (path === undefined) return
    openFiles.set(file, new OpenFile(path))
    const release = owner.hold(() => {
      forget(file)
      native.fs.closeSync(file)
    })
    releases.set(file, release)
  }
  patches.wrap(
    fs,
    'openSync',
    original =>
      function (...args) {
        const owner = ownership.current
        const path = owner && absolute(args[0])
        const file = Reflect.apply(original, this, args) as number
        if (owner !== undefined) opened(owner, file, path)
        return file
      },
  )
  patches.wrap(
    fs,
    'open',
    original =>
      function (...args) {
        const owner = ownership.current
        const callback = args.at(-1)
        if (owner === undefined || typeof callback !== 'function') return Reflect.apply(original, this, args)
        const path = absolute(args[0])
        const told = (error: unknown, file: number): unknown => {
          if (error === null && !owner.dead) opened(owner, file, path)
          return Reflect.apply(callback, undefined, [error, file])
        }
        return Reflect.apply(original, this, [...args.slice(0, -1), told])
      },
  )
  for (const name of ['close', 'closeSync'])
    patches.wrap(
      fs,
      name,
      original =>
        function (...args) {
          forget(args[0])
          return Reflect.apply(original, this, args)
        },
    )
}

const watchHandles = (patches: Patches, ownership: Ownership, onFirst: (handle: Handle) => void): void => {
  let isWatched = false
  patches.wrap(
    fs.promises,
    'open',
    original =>
      function (...args) {
        const owner = ownership.current
        const path = owner && absolute(args[0])
        const opened = Reflect.apply(original, this, args) as Promise<Handle>
        if (owner === undefined) return opened
        return opened.then(handle => {
          if (!isWatched) onFirst(handle)
          isWatched = true
          if (path !== undefined) paths.set(handle, path)
          const release = owner.hold(() => void handle.close())
          const close = handle.close
          handle.close = () => {
            release()
            return Reflect.apply(close, handle, [])
          }
          return handle
        })
      },
  )
}

const absolute = (path: unknown): string | undefined => pathArgument(path)?.absolute
