/**
 * The collections that local modules export, which cells can change: a cell that imports one finds it as the module made it, unless a cell
 * above has it already. What can't be cloned is left as it is.
 */
import { isPlainData } from '../../values/references.ts'

export class ModuleData {
  readonly #pristine = new WeakMap<object, object>()
  readonly #isHeld: (object: object) => boolean

  /** `isHeld`: does a name of the notebook lead to it? */
  constructor(isHeld: (object: object) => boolean) {
    this.#isHeld = isHeld
  }

  /** To be called with the namespace of each import, before the cell gets it. */
  renew(namespace: object): void {
    for (const value of Object.values(namespace)) {
      if (!isPlainData(value)) continue
      const pristine = this.#pristine.get(value)
      if (pristine === undefined) this.#keep(value)
      else if (!this.#isHeld(value)) refill(value, structuredClone(pristine))
    }
  }

  #keep(value: object): void {
    try {
      this.#pristine.set(value, structuredClone(value))
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
    }
  }
}

const refill = (value: object, fresh: object): void => {
  if (value instanceof Map) {
    value.clear()
    for (const [key, member] of fresh as Map<unknown, unknown>) value.set(key, member)
  } else if (value instanceof Set) {
    value.clear()
    for (const member of fresh as Set<unknown>) value.add(member)
  } else {
    for (const key of Reflect.ownKeys(value)) if (!Object.hasOwn(fresh, key)) Reflect.deleteProperty(value, key)
    Object.assign(value, fresh)
    if (Array.isArray(value)) value.length = (fresh as unknown[]).length
  }
}
