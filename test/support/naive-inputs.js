/**
 * What a cell could read, as one text, for the plain Node script of the oracle: the content of every name that its code mentions, of those
 * that functions reached from there mention, and of those that share objects with them. It knows nothing of our runtime.
 */

/** Functions → what is in their closures, told by the generated script itself. */
const closures = new WeakMap()

/** Remembers how to look into a closure. */
export const withState = (fn, state) => {
  closures.set(fn, state)
  return fn
}

/**
 * @param {string} code the cell
 * @param {Readonly<Record<string, () => unknown>>} names every name of the notebook and its value now
 */
export const inputsOf = (code, names) => {
  const mentionedIn = text => Object.keys(names).filter(name => new RegExp(`\\b${name}\\b`).test(text))
  const found = new Set(mentionedIn(code))
  const walk = new Walk(text => {
    for (const name of mentionedIn(text)) found.add(name)
  })
  const parts = []
  // A set hands on what is added while it is walked.
  for (const name of found) {
    parts.push(`${name}=${walk.textOf(names[name]())}`)
    for (const other of Object.keys(names)) {
      const sharing = new Walk(() => {})
      sharing.textOf(names[other]())
      if (walk.meets(sharing)) found.add(other)
    }
  }
  return parts.join('\n')
}

/** Values as text; the second visit of an object gives its number. */
class Walk {
  #numbers = new Map()
  #code

  /** @param {(source: string) => void} code told the source of each function */
  constructor(code) {
    this.#code = code
  }

  meets(other) {
    return [...other.#numbers.keys()].some(object => this.#numbers.has(object))
  }

  textOf(value) {
    if (typeof value === 'bigint') return `${value}n`
    if (Object.is(value, -0)) return '-0'
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null))
      return JSON.stringify(value) ?? String(value)
    if (builtIns.has(value)) return builtIns.get(value)
    if (this.#numbers.has(value)) return `#${this.#numbers.get(value)}`
    this.#numbers.set(value, this.#numbers.size)
    const own = Reflect.ownKeys(value).map(key => {
      const { value: inner, get } = Object.getOwnPropertyDescriptor(value, key)
      return `${String(key)}:${this.textOf(get ?? inner)}`
    })
    const slots = this.#slotsOf(value).map(slot => this.textOf(slot))
    return `{${[...own, ...slots, `^${this.textOf(Object.getPrototypeOf(value))}`].join()}}`
  }

  /** What isn't a property. */
  #slotsOf(value) {
    if (typeof value === 'function') {
      const source = Function.prototype.toString.call(value)
      this.#code(source)
      return [source, closures.get(value)?.()]
    }
    if (value instanceof Map) return [...value].flat()
    if (value instanceof Set) return [...value]
    return value instanceof Date ? [value.getTime()] : []
  }
}

/** Ends of the walk: the same in every process. */
const builtIns = new Map(
  Object.getOwnPropertyNames(globalThis)
    .filter(name => /^[A-Z]/.test(name) && typeof globalThis[name] === 'function')
    .flatMap(name => [
      [globalThis[name], name],
      [globalThis[name].prototype, `${name}.prototype`],
    ])
    .filter(([value]) => value !== undefined),
)
