/**
 * Names of objects that exist in every session: intrinsics, and the exports of modules. Such an object is stored as its name and
 * stays itself. The first name that an object gets is its name; a name never moves to another object.
 */
import { ValueFormatError } from './errors.ts'
import type { ReferenceTable } from './heap.ts'
import { nameIntrinsics, nameMembers } from './intrinsics.ts'
import type { Identity } from './object-table.ts'
import { getPrototypeOf, ownKeys, SafeMap } from './originals.ts'
import { templateObject, templatePrefix } from '../template-object.ts'

export interface Registry {
  /** Names a module's namespace (`module:node:path`), its exports (`module:node:path#join`) and their members. */
  register(prefix: string, namespace: object): void
  /** Names what `require` gave for a module, as its default export: so the module's import finds it. */
  registerRequired(prefix: string, exports: object): void
  /** Names what these objects have in common with all others of their library: prototypes, symbols as keys, and what else is told. */
  registerKind(prefix: string, examples: readonly object[], common: Readonly<Record<string, object>>): void
  /** The same for a module that keeps state: here its exports are content, and only another process knows them by name. */
  registerElsewhere(prefix: string, namespace: object): void
  /** The one object of a tagged template's strings that has this name. */
  template(name: string): TemplateStringsArray
}

/** How deep below an export objects are named: a class's prototype, its methods. */
const exportDepth = 2

export const createReferenceTable = (
  importModule: (specifier: string) => Promise<object>,
): ReferenceTable & Registry => {
  const names = new SafeMap<Identity, string>()
  const objects = new SafeMap<string, Identity>()
  const elsewhere = new SafeMap<Identity, string>()
  const nominate: Nominate = (object, name) => {
    // Every name leads to its object, also those that it isn't stored under: another Node may list members in another order.
    if (objects.has(name)) return false
    objects.set(name, object)
    if (names.has(object)) return false
    names.set(object, name)
    return true
  }
  const nameOf = (value: Identity): string | undefined => names.get(value)
  const template = (name: string): TemplateStringsArray => {
    const known = objects.get(name)
    if (known !== undefined) return known as TemplateStringsArray
    const made = templateObject(name)
    nominate(made, name)
    return made
  }
  nameIntrinsics(nominate)
  return {
    nameOf,
    registerClass: (name, prototype) =>
      nameMembers(prototype, objects.has(name) ? `${name}#${objects.size}` : name, nominate, exportDepth),
    registerSymbol: (name, symbol) => void nominate(symbol, name),
    nameElsewhere: value => elsewhere.get(value),
    resolve: async name => {
      if (name.startsWith(templatePrefix)) return { found: template(name) }
      if (!objects.has(name) && name.startsWith('module:')) await importModule(specifierOf(name))
      const object = objects.get(name)
      if (object === undefined) throw new ValueFormatError(`it refers to ${name}, which isn't there`)
      return { found: object }
    },
    template,
    registerKind: (prefix, examples, common) => {
      for (const [key, object] of Object.entries(common)) nominate(object, `${prefix}${key}`)
      examples.forEach((example, i) => {
        let at = getPrototypeOf(example) as object | null
        for (let depth = 1; at !== null && nameOf(at) === undefined; depth++, at = getPrototypeOf(at) as object | null)
          nameMembers(at, `${prefix}${i}^${depth}`, nominate, exportDepth)
        for (const key of ownKeys(example)) if (typeof key === 'symbol') nominate(key, `${prefix}@@${key.description}`)
      })
    },
    register: (prefix, namespace) => nameAll(prefix, namespace, nominate),
    registerRequired: (prefix, exports) => nameMembers(exports, `${prefix}#default`, nominate, exportDepth),
    registerElsewhere: (prefix, namespace) =>
      nameAll(prefix, namespace, (object, name) => {
        objects.set(name, object)
        if (names.has(object)) return false
        elsewhere.set(object, name)
        return true
      }),
  }
}

type Nominate = (object: Identity, name: string) => boolean

const nameAll = (prefix: string, namespace: object, nominate: Nominate): void => {
  nominate(namespace, prefix)
  // `default` is often all the others again.
  const keys = ownKeys(namespace).filter(key => typeof key === 'string' && key !== 'default')
  for (const key of [...keys, 'default'] as readonly string[]) {
    const value = exported(namespace, key)
    if ((typeof value === 'object' && value !== null) || typeof value === 'function')
      nameMembers(value, `${prefix}#${key}`, nominate, exportDepth)
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
