/**
 * What each operation of `node:fs` touches, by its arguments: the one table for the sync, callback and promise forms.
 * Operations that are not in it touch no path, or only what is no input (owner, times).
 */
import { constants } from 'node:fs'
import type { FileTouches } from './file-touches.ts'

export type Arguments = readonly unknown[]
type Touch = (files: FileTouches, args: Arguments) => void

const reads: Touch = (files, [path]) => files.read(path)
const looks: Touch = (files, [path]) => files.look(path, { content: true })
const lists: Touch = (files, [path, options]) => {
  files.read(path)
  files.list(path, option(options, 'recursive') === true)
}

export const touches: Readonly<Record<string, Touch>> = {
  access: (files, [path, mode]) => {
    files.read(path)
    if (typeof mode === 'number' && mode !== constants.F_OK) files.look(path, { content: false })
  },
  exists: reads,
  stat: looks,
  lstat: looks,
  chmod: (files, [path]) => files.changeMode(path),
  readlink: reads,
  realpath: reads,
  openAsBlob: reads,
  watchFile: reads,
  readFile: (files, [path, options]) => files.open(path, option(options, 'flag') ?? 'r'),
  open: (files, [path, flags, mode]) =>
    files.open(path, typeof flags === 'function' ? 'r' : (flags ?? 'r'), isChosen(mode, fileMode)),
  createReadStream: (files, [path, options]) => {
    if (opensItself(options)) files.open(path, option(options, 'flags') ?? 'r')
  },
  createWriteStream: (files, [path, options]) => {
    if (opensItself(options)) files.open(path, option(options, 'flags') ?? 'w', choosesMode(options))
  },
  writeFile: (files, [path, , options]) => files.open(path, option(options, 'flag') ?? 'w', choosesMode(options)),
  appendFile: (files, [path, , options]) => files.open(path, option(options, 'flag') ?? 'a', choosesMode(options)),
  truncate: (files, [path]) => files.open(path, 'r+'),
  readdir: lists,
  opendir: lists,
  watch: lists,
  glob: (files, [pattern, options]) => {
    for (const one of Array.isArray(pattern) ? pattern : [pattern]) files.list(globRoot(one, options), true)
  },
  mkdir: (files, [path, options]) =>
    files.makeDirectory(path, {
      parents: option(options, 'recursive') === true,
      chosen: isChosen(option(options, 'mode') ?? options, folderMode),
    }),
  rmdir: (files, [path, options]) => files.remove(path, { deep: option(options, 'recursive') === true, sure: false }),
  unlink: (files, [path]) => files.remove(path, { deep: false, sure: false }),
  rm: (files, [path, options]) =>
    files.remove(path, { deep: option(options, 'recursive') === true, sure: option(options, 'force') === true }),
  rename: (files, [from, to]) => files.transfer(from, to, { moves: true, over: true, deep: true, follows: false }),
  copyFile: (files, [from, to, mode]) => {
    const over = typeof mode !== 'number' || (mode & constants.COPYFILE_EXCL) === 0
    files.transfer(from, to, { moves: false, over, deep: false, follows: true })
  },
  cp: (files, [from, to, options]) => {
    const over = option(options, 'force') !== false
    const deep = option(options, 'recursive') === true
    files.makeParents(to)
    files.transfer(from, to, { moves: false, over, deep, follows: option(options, 'dereference') === true })
  },
  link: (files, [from, to]) => {
    files.look(from, { content: true })
    files.add(to, false)
    files.changeMode(to)
  },
  symlink: (files, [, path]) => files.add(path, false),
}

/** Those by which files, folders and links come, change and go. */
export const changes: ReadonlySet<string> = new Set([
  'chmod',
  'writeFile',
  'appendFile',
  'truncate',
  'mkdir',
  'rmdir',
  'unlink',
  'rm',
  'rename',
  'copyFile',
  'cp',
  'link',
  'symlink',
])

/** What Node takes where nothing is said. */
const fileMode = 0o666
const folderMode = 0o777

const choosesMode = (options: unknown): boolean => isChosen(option(options, 'mode'), fileMode)

const isChosen = (mode: unknown, otherwise: number): boolean => {
  if (typeof mode !== 'number' && typeof mode !== 'string') return false
  return (typeof mode === 'string' ? Number.parseInt(mode, 8) : mode) !== otherwise
}

/** A stream on an open descriptor or handle touches no path. */
const opensItself = (options: unknown): boolean => (option(options, 'fd') ?? null) === null

const option = (options: unknown, name: string): unknown =>
  typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined

/** The folder under which a pattern can match: its start up to the first part with a wildcard. */
const globRoot = (pattern: unknown, options: unknown): unknown => {
  const parts = String(pattern).split('/')
  const wild = parts.findIndex(part => /[*?[{!(]/.test(part))
  const fixed = (wild < 0 ? parts.slice(0, -1) : parts.slice(0, wild)).join('/')
  const base = option(options, 'cwd')
  if (fixed.startsWith('/') || base === undefined) return fixed === '' ? '.' : fixed
  return `${String(base)}/${fixed}`
}
