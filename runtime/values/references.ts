/**
 * Names of objects that exist in every session: intrinsics, and the exports of modules. Such an object is stored as its name and
 * stays itself. The first name that an object gets is its name; a name never moves to another object.
 */
import { ValueFormatError } from './errors.ts'
import type { ReferenceTable } from './heap.ts'
import { nameIntrinsics, nameMembers } from './intrinsics.ts'
import type { Identity } from './object-table.ts'
import { ownKeys, SafeMap } from './originals.ts'

export interface Registry {
  /** Names a module's namespace (`module:node:path`), its exports (`module:node:path#join`) and their members. */
  register(prefix: string, namespace: object): void
}

/** How deep below an export objects are named: a class's prototype, its methods. */
const exportDepth = 2

export const createReferenceTable = (
  importModule: (specifier: string) => Promise<object>,
): ReferenceTable & Registry => {
  const names = new SafeMap<Identity, string>()
  const objects = new SafeMap<string, Identity>()
  const nominate = (object: Identity, name: string): boolean => {
    // Well-known symbols have their key in the registry or are intrinsics; all others are the user's.
    if (names.has(object) || objects.has(name)) return false
    names.set(object, name)
    objects.set(name, object)
    return true
  }
  nameIntrinsics(nominate)
  return {
    nameOf: value => names.get(value),
    resolve: async name => {
      if (!objects.has(name) && name.startsWith('module:')) await importModule(specifierOf(name))
      const object = objects.get(name)
      if (object === undefined) throw new ValueFormatError(`it refers to ${name}, which isn't there`)
      return { found: object }
    },
    register: (prefix, namespace) => {
      // A namespace is named anew where a module was reloaded under its old name.
      nominate(namespace, prefix)
      for (const key of ownKeys(namespace)) {
        if (typeof key === 'symbol') continue
        const value = exported(namespace, key)
        if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
          nameMembers(value, `${prefix}#${key}`, nominate, exportDepth)
        }
      }
    },
  }
}

/** Undefined while a cyclic import leaves it uninitialised; a CommonJS module's getters are its own business. */
const exported = (namespace: object, key: string): unknown => {
  try {
    return Object.getOwnPropertyDescriptor(namespace, key)?.value
  } catch {
    return undefined
  }
}

/** `module:npm:arquero@8.0.3/sub#table` is imported as `arquero/sub`, `module:/a/m.ts@hash#f` as `/a/m.ts`. */
const specifierOf = (name: string): string => {
  const prefix = name.slice('module:'.length).split('#')[0] as string
  if (prefix.startsWith('npm:')) return prefix.slice('npm:'.length).replace(/(?<=.)@[^/]*/, '')
  return prefix.startsWith('node:') ? prefix : prefix.replace(/@[^@/]*$/, '')
}
