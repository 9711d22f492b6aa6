/**
 * What a cell could read, as one text, for the plain Node script of the oracle: the content of every name that its code mentions, and of
 * those that functions reached from there mention, with shared objects told apart from equal ones. It knows nothing of our runtime.
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
  const seen = new Map()
  const parts = []
  const open = mentionedIn(code, names)
  for (const name of open) {
    parts.push(
      `${name}=${textOf(names[name](), seen, text => open.push(...mentionedIn(text, names).filter(n => !open.includes(n))))}`,
    )
  }
  return parts.join('\n')
}

const mentionedIn = (code, names) => Object.keys(names).filter(name => new RegExp(`\\b${name}\\b`).test(code))

/** The walk: a second visit of an object gives its number. `code` is told the source of each function. */
const textOf = (value, seen, code) => {
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null))
    return JSON.stringify(value) ?? String(value)
  if (builtIns.has(value)) return builtIns.get(value)
  if (seen.has(value)) return `#${seen.get(value)}`
  seen.set(value, seen.size)
  const walk = inner => textOf(inner, seen, code)
  const own = Reflect.ownKeys(value).map(key => {
    const { value: inner, get } = Object.getOwnPropertyDescriptor(value, key)
    return `${String(key)}:${walk(get ?? inner)}`
  })
  const slots = slotsOf(value, code).map(walk)
  return `{${[...own, ...slots, `^${walk(Object.getPrototypeOf(value))}`].join()}}`
}

/** What isn't a property. */
const slotsOf = (value, code) => {
  if (typeof value === 'function') {
    const source = Function.prototype.toString.call(value)
    code(source)
    return [source, closures.get(value)?.()]
  }
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  return value instanceof Date ? [value.getTime()] : []
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
