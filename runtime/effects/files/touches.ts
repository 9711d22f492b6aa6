/**
 * What each operation of `node:fs` touches, by its arguments: the one table for the sync, callback and promise forms.
 * Operations that are not in it touch no path, or only what is no input (owner, mode, times).
 */
import { constants } from 'node:fs'
import type { FileTouches } from './file-touches.ts'

export type Arguments = readonly unknown[]
type Touch = (files: FileTouches, args: Arguments) => void

const reads: Touch = (files, [path]) => files.read(path)
const lists: Touch = (files, [path, options]) => {
  files.read(path)
  files.list(path, option(options, 'recursive') === true)
}

export const touches: Readonly<Record<string, Touch>> = {
  access: reads,
  exists: reads,
  stat: reads,
  lstat: reads,
  readlink: reads,
  realpath: reads,
  openAsBlob: reads,
  watchFile: reads,
  readFile: (files, [path, options]) => files.open(path, option(options, 'flag') ?? 'r'),
  open: (files, [path, flags]) => files.open(path, typeof flags === 'function' ? 'r' : (flags ?? 'r')),
  createReadStream: (files, [path, options]) => {
    if (opensItself(options)) files.open(path, option(options, 'flags') ?? 'r')
  },
  createWriteStream: (files, [path, options]) => {
    if (opensItself(options)) files.open(path, option(options, 'flags') ?? 'w')
  },
  writeFile: (files, [path, , options]) => files.open(path, option(options, 'flag') ?? 'w'),
  appendFile: (files, [path, , options]) => files.open(path, option(options, 'flag') ?? 'a'),
  truncate: (files, [path]) => files.open(path, 'r+'),
  readdir: lists,
  opendir: lists,
  watch: lists,
  glob: (files, [pattern, options]) => {
    for (const one of Array.isArray(pattern) ? pattern : [pattern]) files.list(globRoot(one, options), true)
  },
  mkdir: (files, [path, options]) => files.makeDirectory(path, option(options, 'recursive') === true),
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
    files.read(from)
    files.add(to, false)
  },
  symlink: (files, [, path]) => files.add(path, false),
}

/** Those by which files, folders and links come, change and go. */
export const changes: ReadonlySet<string> = new Set([
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
