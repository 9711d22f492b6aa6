/**
 * The local modules that keep state, as the notebook's cells have loaded them: a value among the notebook's, so that a cell which imports
 * one finds it as the cells above left it, or loads it anew where none did. Modules without state never come here.
 */
import { fileURLToPath } from 'node:url'
import { moduleInstances } from '../../analysis/analysis.ts'
import type { Box } from '../../compile/session-side.ts'
import { type ImportedName, importedBinding } from '../../compile/imported-binding.ts'
import { LiveBinding } from '../../values/code/live-binding.ts'
import type { Boxes } from './boxes.ts'

/** What the notebook has of each module, by its file: its exports as they were when it was loaded. */
type Instances = Record<string, Readonly<Record<string, unknown>>>

export interface StatefulModule {
  /** Its file, as it is known to the notebook. */
  readonly key: string
  /** With those that it imports. */
  readonly files: readonly string[]
  /** Its variables may change after they were imported. */
  readonly changesExports: boolean
}

interface Loaded {
  /** Modules of one number that import one another share it. */
  readonly number: number
  readonly namespaces: Map<string, object>
}

export class ModuleInstances {
  readonly #boxes: Boxes
  readonly #loaded = new WeakMap<Instances, Loaded>()
  readonly #files = new Set<string>()
  /** By namespace: the bindings that follow its variables. */
  readonly #bindings = new WeakMap<object, (name: string) => LiveBinding>()
  #last = 0

  constructor(boxes: Boxes) {
    this.#boxes = boxes
  }

  /** Was the file with this URL or path loaded as one that keeps state? */
  includes(script: string): boolean {
    if (/[?&]i=\d/.test(script)) return true
    return this.#files.has(script.startsWith('file:') ? fileURLToPath(script) : script)
  }

  /** `load` is asked for a new instance; it may answer at once. */
  of<T extends object | Promise<object>>(
    { key, files, changesExports }: StatefulModule,
    load: (instance: number) => T,
  ): T | object {
    const instances = this.#present()
    const loaded = this.#loadedWith(instances)
    if (Object.hasOwn(instances, key)) return loaded.namespaces.get(key) ?? (instances[key] as object)
    for (const each of files) this.#files.add(each)
    // What was loaded with these before has been used by cells that are not above.
    const found = load(loaded.namespaces.has(key) ? ++this.#last : loaded.number)
    const keep = (namespace: object): object => {
      loaded.namespaces.set(key, namespace)
      instances[key] = exportsOf(namespace)
      if (changesExports) this.#bindings.set(namespace, bindingsOf(namespace, (instances[`${key} bound`] = {})))
      return namespace
    }
    return found instanceof Promise ? found.then(keep) : keep(found)
  }

  /** Puts what a cell's import names into the box. */
  bind(box: Box, namespace: object, wanted: ImportedName): void {
    const value = importedBinding(namespace as Readonly<Record<string, unknown>>, wanted)
    const bindings = wanted.name in namespace ? this.#bindings.get(namespace) : undefined
    if (bindings === undefined) box.let = value
    else this.#boxes.follow(box, bindings(wanted.name))
  }

  #present(): Instances {
    const { marks } = this.#boxes
    const mark = this.#boxes.markOf(moduleInstances)
    const box = this.#boxes.of(moduleInstances)
    marks[mark] ||= 1
    if (this.#boxes.defined(moduleInstances)) return box.v as Instances
    const instances: Instances = {}
    box.let = instances
    marks[mark] = (marks[mark] as number) | 2
    return instances
  }

  #loadedWith(instances: Instances): Loaded {
    let loaded = this.#loaded.get(instances)
    if (loaded === undefined) this.#loaded.set(instances, (loaded = { number: ++this.#last, namespaces: new Map() }))
    return loaded
  }
}

const exportsOf = (namespace: object): Record<string, unknown> => {
  const found: Record<string, unknown> = {}
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(namespace))) found[name] = value
  return found
}

/** The same one for the same name: it is an object of the notebook's values. */
const bindingsOf = (namespace: object, module: object): ((name: string) => LiveBinding) => {
  const made = new Map<string, LiveBinding>()
  return name => {
    const binding = made.get(name) ?? new LiveBinding(namespace, name, module)
    made.set(name, binding)
    return binding
  }
}
