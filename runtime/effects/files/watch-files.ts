/**
 * Puts a watch before every function of `node:fs` and `node:fs/promises` that takes a path. One table says what each
 * operation touches, in all its forms; the operation itself, its answer and its errors stay Node's.
 */
import fs from 'node:fs'
import Module from 'node:module'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import type { FileTouches } from './file-touches.ts'
import { type Arguments, touches } from './touches.ts'

type Form = 'sync' | 'callback' | 'promise'

export const watchFiles = (patches: Patches, ownership: Ownership): void => {
  const loading = watchModuleLoading(patches)
  for (const [name, touch] of Object.entries(touches)) {
    const watched = (form: Form) => (original: Callable) =>
      before(ownership, original, form, loadingAware(touch, loading))
    patches.wrap(fs, `${name}Sync`, watched('sync'))
    patches.wrap(fs, name, watched(returnsAtOnce.has(name) ? 'sync' : name === 'openAsBlob' ? 'promise' : 'callback'))
    patches.wrap(fs.promises, name, watched('promise'))
  }
  for (const name of ['mkdtemp', 'mkdtempSync']) {
    patches.wrap(fs, name, original => noting(ownership, original, name === 'mkdtemp' ? 'callback' : 'sync'))
  }
  patches.wrap(fs.promises, 'mkdtemp', original => noting(ownership, original, 'promise'))
  watchNativeRealpath(patches, ownership)
}

/** Neither calls back nor is a promise, although it has no `Sync` in its name. */
const returnsAtOnce = new Set(['createReadStream', 'createWriteStream', 'watchFile', 'watch'])

type Touch = (files: FileTouches, args: Arguments) => void

const before = (ownership: Ownership, original: Callable, form: Form, touch: Touch): Callable =>
  function (...args) {
    const owner = ownership.current
    if (owner === undefined) return Reflect.apply(original, this, args)
    ownership.outside(() => touch(owner.files, args))
    return called(ownership, owner, form, args, given => Reflect.apply(original, this, given))
  }

/** Like `before`, for an operation whose path is its answer. */
const noting = (ownership: Ownership, original: Callable, form: Form): Callable =>
  function (...args) {
    const owner = ownership.current
    if (owner === undefined) return Reflect.apply(original, this, args)
    const noted = (path: unknown) => {
      ownership.outside(() => owner.files.appeared(path))
      return path
    }
    if (form === 'sync') return noted(Reflect.apply(original, this, args))
    if (form === 'promise') {
      return ownership.adopt(owner, (Reflect.apply(original, this, args) as Promise<unknown>).then(noted))
    }
    const callback = args.at(-1)
    const watching =
      typeof callback !== 'function'
        ? args
        : [
            ...args.slice(0, -1),
            (error: unknown, path: unknown) => {
              if (path !== undefined) noted(path)
              Reflect.apply(callback, undefined, [error, path])
            },
          ]
    return called(ownership, owner, form, watching, given => Reflect.apply(original, this, given))
  }

/** The call itself, in progress until its callback or promise says that it isn't. */
const called = (
  ownership: Ownership,
  owner: Owner,
  form: Form,
  args: Arguments,
  call: (args: Arguments) => unknown,
): unknown => {
  if (form === 'sync') return call(args)
  if (form === 'promise') {
    const answer = call(args)
    // `fs.promises.watch` and `glob` answer with an iterator.
    return answer instanceof Promise ? ownership.adopt(owner, answer) : answer
  }
  const callback = args.at(-1)
  if (typeof callback !== 'function') return call(args)
  const ended = owner.operation()
  const entering = ownership.entering(owner, callback as Callable)
  const last: Callable = function (...answer) {
    ended()
    return Reflect.apply(entering, this, answer)
  }
  try {
    return call([...args.slice(0, -1), last])
  } catch (error) {
    ended()
    throw error
  }
}

const watchNativeRealpath = (patches: Patches, ownership: Ownership): void => {
  const touch: Touch = (files, [path]) => files.read(path)
  patches.wrap(fs.realpath, 'native', original => before(ownership, original, 'callback', touch))
  patches.wrap(fs.realpathSync, 'native', original => before(ownership, original, 'sync', touch))
}

/**
 * Node reads CommonJS and JSON modules through the same functions: that is no effect of the cell, the module is. Only the
 * file that is being loaded counts, not what its code reads.
 */
const watchModuleLoading = (patches: Patches): Set<unknown> => {
  const loading = new Set<unknown>()
  const extensions: unknown = Reflect.get(Module, '_extensions')
  if (typeof extensions !== 'object' || extensions === null) return loading
  for (const extension of Object.keys(extensions)) {
    patches.wrap(
      extensions,
      extension,
      original =>
        function (...args) {
          loading.add(args[1])
          try {
            return Reflect.apply(original, this, args)
          } finally {
            loading.delete(args[1])
          }
        },
    )
  }
  return loading
}

const loadingAware =
  (touch: Touch, loading: Set<unknown>): Touch =>
  (files, args) => {
    if (loading.size > 0 && loading.delete(args[0])) return
    // The loader's own realpath: it passes its cache under a private symbol.
    const options = args[1]
    if (typeof options === 'object' && options !== null && Object.getOwnPropertySymbols(options).length > 0) return
    touch(files, args)
  }
