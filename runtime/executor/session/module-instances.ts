/**
 * The local modules that keep state, as the notebook's cells have loaded them: a value among the notebook's, so that a cell which imports
 * one finds it as the cells above left it, or loads it anew where none did. Modules without state never come here.
 */
import { fileURLToPath } from 'node:url'
import { moduleInstances } from '../../analysis/analysis.ts'
import type { Boxes } from './boxes.ts'

/** What the notebook has of each module, by its file: its exports as they were when it was loaded. */
type Instances = Record<string, Readonly<Record<string, unknown>>>

interface Loaded {
  /** Modules of one number that import one another share it. */
  readonly number: number
  readonly namespaces: Map<string, object>
}

export class ModuleInstances {
  readonly #boxes: Boxes
  readonly #loaded = new WeakMap<Instances, Loaded>()
  readonly #files = new Set<string>()
  #last = 0

  constructor(boxes: Boxes) {
    this.#boxes = boxes
  }

  /** Was the file with this URL or path loaded as one that keeps state? */
  includes(script: string): boolean {
    if (/[?&]i=\d/.test(script)) return true
    return this.#files.has(script.startsWith('file:') ? fileURLToPath(script) : script)
  }

  /** `load` is asked for a new instance, `file` by name; it may answer at once. */
  of<T extends object | Promise<object>>(
    file: string,
    files: readonly string[],
    load: (instance: number) => T,
  ): T | object {
    const instances = this.#present()
    const loaded = this.#loadedWith(instances)
    if (Object.hasOwn(instances, file)) return loaded.namespaces.get(file) ?? (instances[file] as object)
    for (const each of files) this.#files.add(each)
    // What was loaded with these before has been used by cells that are not above.
    const found = load(loaded.namespaces.has(file) ? ++this.#last : loaded.number)
    const keep = (namespace: object): object => {
      loaded.namespaces.set(file, namespace)
      instances[file] = exportsOf(namespace)
      return namespace
    }
    return found instanceof Promise ? found.then(keep) : keep(found)
  }

  #present(): Instances {
    const { marks } = this.#boxes
    const mark = this.#boxes.markOf(moduleInstances)
    const box = this.#boxes.of(moduleInstances)
    marks[mark] ||= 1
    if (this.#boxes.defined(moduleInstances)) return box.v as Instances
    const instances: Instances = {}
    box.v = instances
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
