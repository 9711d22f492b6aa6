/**
 * What can be set outside of code, and how a value is read: the closed list of settings, each with its default. Pure. An unknown
 * key or a bad value is a sentence for the user and changes nothing.
 */
import type { FigureType } from '../view.ts'

export interface Settings {
  /** Whether figures are kept and written as files. */
  readonly capture: 'all' | 'off'
  readonly 'fig-types': readonly FigureType[]
  /** Whether the notebook shows figures; they are kept all the same. */
  readonly show: boolean
}

export type SettingKey = keyof Settings

export const defaults: Settings = { capture: 'all', 'fig-types': ['png', 'svg'], show: true }

/** Where settings come from, weakest first; a later one wins. */
const sources = ['default', 'environment', 'user file', 'project file', 'notebook', 'cell'] as const
export type Source = (typeof sources)[number]

export interface Layer {
  readonly source: Source
  /** The file, or the variables, it comes from. */
  readonly place?: string
  readonly values: Partial<Settings>
  readonly problems: readonly string[]
}

export const figureTypes: readonly FigureType[] = ['png', 'svg', 'pdf', 'eps']

const readers: { readonly [K in SettingKey]: (value: unknown) => Settings[K] | undefined } = {
  // YAML 1.1 writers mean `false` by off.
  capture: value =>
    value === 'all' || value === true ? 'all' : value === 'off' || value === false ? 'off' : undefined,
  'fig-types': value => {
    const words = typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value
    if (!Array.isArray(words)) return undefined
    const types = words.flatMap(word => figureTypes.filter(type => type === word))
    return types.length === words.length ? [...new Set(types)] : undefined
  },
  show: value => (typeof value === 'boolean' ? value : undefined),
}

const expected: Readonly<Record<SettingKey, string>> = {
  capture: 'all or off',
  'fig-types': `a list of ${figureTypes.join(', ')}`,
  show: 'true or false',
}

const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(readers, key)

/** Reads what is set; of the keys, those that are none are told, unless other parts of the system read them. */
export const readSettings = (
  given: Readonly<Record<string, unknown>>,
  { unknownKeys }: { readonly unknownKeys: 'tell' | 'ignore' },
): Pick<Layer, 'values' | 'problems'> => {
  const values: Partial<Record<SettingKey, unknown>> = {}
  const problems: string[] = []
  for (const [key, value] of Object.entries(given)) {
    if (!isSettingKey(key)) {
      if (unknownKeys === 'tell')
        problems.push(`Unknown setting \`${key}\`; there are ${Object.keys(readers).join(', ')}.`)
      continue
    }
    const read = readers[key](value)
    if (read === undefined) problems.push(`\`${key}\` must be ${expected[key]}, not ${JSON.stringify(value)}.`)
    else values[key] = read
  }
  return { values: values as Partial<Settings>, problems }
}

export const settled = (layers: readonly Layer[]): Settings =>
  Object.assign({ ...defaults }, ...layers.map(({ values }) => values))
