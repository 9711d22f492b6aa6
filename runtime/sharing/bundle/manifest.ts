/**
 * What a bundle says it holds: its first entry, named by its own hash. A border, with a version: a manifest comes from anywhere, so it is checked
 * whole before anything is written. Paths that lead out of the folder, or to what other programs run by themselves, are refused.
 */
import { BundleError } from './bundle-error.ts'

export const BUNDLE_VERSION = 1

/** bytes; contents are cut into parts of this size, so that neither side holds more of one in memory */
export const PART_BYTES = 16 * 2 ** 20

export interface BundleManifest {
  readonly format: 'cellar-bundle'
  readonly version: typeof BUNDLE_VERSION
  readonly engine: string
  /** milliseconds since 1970 */
  readonly madeAt: number
  /** The notebook's path in the bundle. */
  readonly notebook: string
  /** In the order of the archive. */
  readonly contents: readonly Content[]
}

export type Content = Described & { readonly parts: readonly Part[] }

export type Described =
  | { readonly is: 'file'; readonly path: string }
  /** A stored value. */
  | { readonly is: 'unit'; readonly id: string }
  /** A version of a figure. */
  | { readonly is: 'figure'; readonly id: string }
  | { readonly is: 'run'; readonly id: string; readonly tags: readonly string[] }

export interface Part {
  /** SHA-256 (hex) of the bytes as they are, not as they are compressed. */
  readonly hash: string
  /** bytes, uncompressed */
  readonly size: number
}

export const sizeOfContent = ({ parts }: Content): number => parts.reduce((sum, { size }) => sum + size, 0)

export const parseManifest = (text: string): BundleManifest => {
  const json = parseJson(text)
  if (!isObject(json) || json.format !== 'cellar-bundle') throw damaged('its first entry is no manifest')
  if (json.version !== BUNDLE_VERSION)
    throw new BundleError(
      `The bundle is written in version ${String(json.version)} of the format; this Cellar knows ${BUNDLE_VERSION}. Update Cellar.`,
    )
  const { engine, madeAt, notebook, contents } = json
  if (typeof engine !== 'string' || typeof madeAt !== 'number' || !Array.isArray(contents))
    throw damaged('its manifest is incomplete')
  const manifest = { engine, madeAt, notebook: safePath(notebook), contents: contents.map(contentOf) }
  const paths = manifest.contents.flatMap(content => (content.is === 'file' ? [content.path] : []))
  if (new Set(paths.map(path => path.toLowerCase())).size !== paths.length)
    throw damaged('it holds two files by one name')
  if (!paths.includes(manifest.notebook)) throw damaged('it holds no notebook')
  return { format: 'cellar-bundle', version: BUNDLE_VERSION, ...manifest }
}

export const damaged = (why: string): BundleError =>
  new BundleError(`This is no whole bundle: ${why}. Nothing was opened. Get it again from where it came.`)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged('its manifest is not valid JSON')
  }
}

const contentOf = (raw: unknown): Content => {
  if (!isObject(raw) || !Array.isArray(raw.parts)) throw damaged('its manifest is incomplete')
  const parts = raw.parts.map(partOf)
  if (raw.is === 'file') return { is: 'file', path: safePath(raw.path), parts }
  if (typeof raw.id !== 'string' || raw.id === '') throw damaged('its manifest names something without an id')
  if (raw.is === 'unit' || raw.is === 'figure') return { is: raw.is, id: raw.id, parts }
  if (raw.is !== 'run' || !Array.isArray(raw.tags)) throw damaged('its manifest names something unknown')
  return { is: 'run', id: raw.id, tags: raw.tags.filter(tag => typeof tag === 'string'), parts }
}

const partOf = (raw: unknown): Part => {
  const { hash, size } = Object(raw) as Readonly<Record<string, unknown>>
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 && size <= PART_BYTES
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash) || !isSize)
    throw damaged('its manifest has a wrong hash or size')
  return { hash, size }
}

/** What git, npm and editors act on, and our own store. */
const ACTIVE =
  /^(\.git|\.hg|\.svn|\.cellar|\.vscode|\.idea|\.husky|\.ipynb_checkpoints|node_modules|\.npmrc|\.yarnrc.*|\.envrc)$/i

/** Relative, with `/`, inside the folder on every system. */
const safePath = (path: unknown): string => {
  const steps = typeof path === 'string' ? path.split('/') : []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  const isBad = (step: string) => /^(\.{0,2}|.*[ .])$|[\\:\u0000-\u001f]/.test(step) || ACTIVE.test(step)
  if (steps.length === 0 || steps.some(isBad))
    throw new BundleError(
      `The bundle holds a file by the name ${JSON.stringify(path)}, which leads out of its folder or to what other programs ` +
        'run by themselves. Nothing was opened. Do not trust where it came from.',
    )
  return path as string
}

/** Whether a file may be in a bundle at all. */
export const isSafePath = (path: string): boolean => {
  try {
    return safePath(path) === path
  } catch {
    return false
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
