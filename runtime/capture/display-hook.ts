/**
 * The ways an object can say itself how it wants to be shown: `Symbol.for('Jupyter.display')` (Deno, nodejs-polars) and the
 * methods of ijavascript. What a hook returns is made plain here, so that nothing odd goes further.
 */
import { types } from 'node:util'
import { toPlainData } from './plain-data.ts'
import { isObject, methodOf } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'

export const displaySymbol = Symbol.for('Jupyter.display')

/** The display hook of objects whose display is there already. */
export const showNothing = (): object => ({})

export const displayHook: Recogniser = value => {
  if (!isObject(value)) return undefined
  const hook = displayMethod(value)
  return hook === undefined ? undefined : settled(hook(), bundleOf)
}

// A proxy is asked for this one symbol: nodejs-polars' frames are proxies, and there is no other way to tell.
const displayMethod = (value: object) => {
  if (!types.isProxy(value)) return methodOf(value, displaySymbol)
  const found: unknown = Reflect.get(value, displaySymbol)
  return typeof found === 'function' ? () => Reflect.apply(found, value, []) as unknown : undefined
}

const ijavascriptHooks = [
  ['_toMime', undefined],
  ['_toHtml', 'text/html'],
  ['_toSvg', 'image/svg+xml'],
  ['_toPng', 'image/png'],
  ['_toJpeg', 'image/jpeg'],
] as const

export const ijavascriptHook: Recogniser = value => {
  if (!isObject(value)) return undefined
  for (const [name, type] of ijavascriptHooks) {
    const hook = methodOf(value, name)
    if (hook !== undefined) return settled(hook(), made => bundleOf(type === undefined ? made : { [type]: made }))
  }
  return undefined
}

/** Goes on with what a hook returned, at once or when its promise is settled. */
export const settled = (made: unknown, next: (made: unknown) => Shown): Shown | Promise<Shown> =>
  isObject(made) && 'then' in made && typeof made.then === 'function' ? Promise.resolve(made).then(next) : next(made)

/** A MIME bundle from user code, alone or as `{ data, metadata }`, as plain data; bytes become base64. Empty: show nothing. */
export const bundleOf = (made: unknown): Shown => {
  if (!isObject(made)) throw new TypeError('the display hook returned no MIME bundle')
  const entries = Object.entries(made)
  if (entries.length === 0) return shownAs({})
  const types = entries.filter(([type]) => type.includes('/'))
  if (types.length > 0)
    return shownAs(Object.fromEntries(types.map(([type, content]) => [type, plainContent(content)])))
  if ('data' in made && isObject(made.data)) {
    const metadata =
      'metadata' in made && isObject(made.metadata) ? (toPlainData(made.metadata) as Shown['metadata']) : {}
    return shownAs(bundleOf(made.data).data, metadata)
  }
  throw new TypeError(`the display hook returned no MIME type, only: ${entries.map(([key]) => key).join(', ')}`)
}

const plainContent = (content: unknown): unknown =>
  content instanceof Uint8Array ? base64(content) : (toPlainData(content) ?? '')

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
