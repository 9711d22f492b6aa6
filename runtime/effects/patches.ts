/**
 * Replaces functions on the real modules and objects, and can put every one of them back. A replacement keeps the
 * original's name, length and own properties (`util.promisify.custom` among them), so that user code can't tell;
 * a function that this Node doesn't have is passed over.
 */
import { syncBuiltinESMExports } from 'node:module'
import { OwnState } from '../values/own-state.ts'

export type Callable = (this: unknown, ...args: unknown[]) => unknown

export class Patches extends OwnState {
  readonly #undo: (() => void)[] = []

  wrap(object: object, name: PropertyKey, make: (original: Callable) => Callable): void {
    const original: unknown = Reflect.get(object, name)
    if (typeof original !== 'function') return
    this.define(object, name, disguised(make(original as Callable), original))
  }

  define(object: object, name: PropertyKey, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(object, name)
    const enumerable = before?.enumerable ?? true
    Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true })
    this.#undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(object, name)
      else Object.defineProperty(object, name, before)
    })
  }

  /** Runs with the others when everything is put back. */
  onUndo(undo: () => void): void {
    this.#undo.push(undo)
  }

  /** Makes `import { readFile } from 'node:fs'`, done before or after, see the present functions. */
  publish(): void {
    syncBuiltinESMExports()
  }

  undo(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
    syncBuiltinESMExports()
  }
}

const disguised = (replacement: Callable, original: object): Callable => {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key)
    if (descriptor !== undefined) Object.defineProperty(replacement, key, descriptor)
  }
  return replacement
}
