/**
 * Puts a watch before every function of `node:fs` and `node:fs/promises` that takes a path. One table says what each
 * operation touches, in all its forms; the operation itself, its answer and its errors stay Node's.
 */
import fs from 'node:fs'
import Module from 'node:module'
import { promiseThen } from '../../values/originals.ts'
import { calledByFs } from '../called-by.ts'
import { callingBack } from '../callbacks.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import type { FileTouches } from './file-touches.ts'
import { type Arguments, changes, touches } from './touches.ts'
import { beginChange } from './underway.ts'

/** `part`: a callback of Node's own, for something that the user asked for. */
type Form = 'sync' | 'callback' | 'part' | 'promise'

export const watchFiles = (patches: Patches, ownership: Ownership): void => {
  const loading = watchModuleLoading(patches)
  for (const [name, touch] of Object.entries(touches)) {
    const watched = (form: Form) => (original: Callable) =>
      before(ownership, original, { form, changes: changes.has(name) }, loadingAware(touch, loading))
    patches.wrap(fs, `${name}Sync`, watched('sync'))
    patches.wrap(fs, name, watched(unusual.get(name) ?? 'callback'))
    patches.wrap(fs.promises, name, watched('promise'))
  }
  for (const name of ['mkdtemp', 'mkdtempSync']) {
    patches.wrap(fs, name, original => noting(ownership, original, name === 'mkdtemp' ? 'callback' : 'sync'))
  }
  patches.wrap(fs.promises, 'mkdtemp', original => noting(ownership, original, 'promise'))
  watchNativeRealpath(patches, ownership)
}

/** Whose name has no `Sync`, and who yet doesn't call back when it is done. */
const unusual: ReadonlyMap<string, Form> = new Map([
  ['createReadStream', 'sync'],
  ['createWriteStream', 'sync'],
  ['watchFile', 'sync'],
  ['watch', 'sync'],
  ['openAsBlob', 'promise'],
])

type Touch = (files: FileTouches, args: Arguments) => void

interface Operation {
  readonly form: Form
  /** Is the run not over before it is done? */
  readonly changes: boolean
}

const before = (ownership: Ownership, original: Callable, operation: Operation, touch: Touch): Callable =>
  function watched(...args) {
    const owner = ownership.current
    if (owner === undefined) return Reflect.apply(original, this, args)
    ownership.outside(() => touch(owner.files, args))
    const isPart = operation.form === 'callback' && calledByFs(watched)
    const own: Operation = isPart ? { form: 'part', changes: false } : operation
    return called({ ownership, owner, ...own }, args, given => Reflect.apply(original, this, given))
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
    return called({ ownership, owner, form, changes: false }, watching, given => Reflect.apply(original, this, given))
  }

/** The call itself, in progress until its callback or promise says that it isn't. */
const called = (
  { ownership, owner, form, changes }: Operation & { readonly ownership: Ownership; readonly owner: Owner },
  args: Arguments,
  call: (args: Arguments) => unknown,
): unknown => {
  if (form === 'sync') return call(args)
  if (form === 'promise') {
    const answer = call(args)
    // `fs.promises.watch` and `glob` answer with an iterator.
    if (!(answer instanceof Promise)) return answer
    const adopted = ownership.adopt(owner, answer)
    if (!changes) return adopted
    const done = beginChange(owner)
    promiseThen(answer, done, done)
    return adopted
  }
  const begin = (): (() => void) => {
    const ended = [owner.operation(), ...(changes ? [beginChange(owner)] : [])]
    return () => {
      for (const end of ended) end()
    }
  }
  return callingBack({ ownership, owner, begin, waits: form === 'callback' }, args, call)
}

const watchNativeRealpath = (patches: Patches, ownership: Ownership): void => {
  const touch: Touch = (files, [path]) => files.read(path)
  patches.wrap(fs.realpath, 'native', original =>
    before(ownership, original, { form: 'callback', changes: false }, touch),
  )
  patches.wrap(fs.realpathSync, 'native', original =>
    before(ownership, original, { form: 'sync', changes: false }, touch),
  )
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
