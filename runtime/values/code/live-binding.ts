/**
 * What a cell's `import { n }` binds where `n` is a variable that the module itself changes: its value is always the module's, and nobody
 * else can set it. It stands in the graph for that variable, read but never stored.
 */

export class LiveBinding {
  readonly #exports: Readonly<Record<string, unknown>>
  readonly #name: string
  readonly #module: object

  /** `module`: what it shares with all else that the notebook has of the module. */
  constructor(exports: object, name: string, module: object) {
    this.#exports = exports as Readonly<Record<string, unknown>>
    this.#name = name
    this.#module = module
  }

  get value(): unknown {
    return this.#exports[this.#name]
  }

  get names(): readonly string[] {
    return [this.#name, '']
  }

  get values(): readonly unknown[] {
    return [this.value, this.#module]
  }

  /** `instanceof` would ask a proxy for its prototype. */
  static is(value: unknown): value is LiveBinding {
    return typeof value === 'object' && value !== null && #exports in value
  }
}
