/**
 * Reads the settings that stand around a cell: environment, the user's file, the project's file, the notebook's metadata. A file
 * that is absent says nothing; one that can't be read is told and says nothing. Files are read again when they have changed.
 */
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type * as Yaml from 'yaml'
import { type Layer, readSettings } from './settings.ts'

export interface ConfigPlaces {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the notebook. */
  readonly notebook: string
  /** Where the user's file is looked for; as the XDG base directory specification has it unless told. */
  readonly userFolder?: string
}

const endings = ['yaml', 'yml', 'json']

/** Weakest first. */
export const configLayers = (places: ConfigPlaces): readonly Layer[] => [
  ...layersAround(places),
  ...notebookLayer(places.notebook),
]

/** Those that don't stand in the notebook. */
export const layersAround = ({ env, notebook, userFolder = usersFolder(env) }: ConfigPlaces): readonly Layer[] => [
  environmentLayer(env),
  ...fileLayer('user file', filesIn(userFolder, 'config')),
  ...fileLayer('project file', projectFiles(dirname(notebook))),
]

/** As mreorg has them: that a variable is set is what counts, not to what. */
const environmentLayer = (env: ConfigPlaces['env']): Layer => {
  const isSet = (name: string): boolean => env[name] !== undefined && env[name] !== ''
  const set = ['CELLAR_NOSHOW', 'CELLAR_SAVEALL', 'CELLAR_BATCHRUN'].filter(isSet)
  const batch = isSet('CELLAR_BATCHRUN')
  return {
    source: 'environment',
    place: set.join(', '),
    values: {
      ...(batch || isSet('CELLAR_NOSHOW') ? { show: false } : {}),
      ...(batch || isSet('CELLAR_SAVEALL') ? { capture: 'all' } : {}),
    },
    problems: [],
  }
}

const usersFolder = (env: ConfigPlaces['env']): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config'), 'cellar')

const filesIn = (folder: string, name: string): readonly string[] =>
  endings.map(ending => join(folder, `${name}.${ending}`))

/** The nearest `cellar.yaml` upward. */
const projectFiles = (start: string): readonly string[] => {
  for (let folder = start; ; folder = dirname(folder)) {
    const files = filesIn(folder, 'cellar')
    if (files.some(file => statSync(file, { throwIfNoEntry: false })?.isFile())) return files
    if (folder === dirname(folder)) return []
  }
}

const fileLayer = (source: Layer['source'], candidates: readonly string[]): readonly Layer[] => {
  const file = candidates.find(path => statSync(path, { throwIfNoEntry: false })?.isFile())
  return file === undefined ? [] : [cached(file, text => ({ source, place: file, ...fromText(text, file) }))]
}

const notebookLayer = (notebook: string): readonly Layer[] => {
  if (statSync(notebook, { throwIfNoEntry: false })?.isFile() !== true) return []
  return [cached(notebook, text => ({ source: 'notebook', place: notebook, ...fromNotebook(text) }))]
}

const fromText = (text: string, file: string): Pick<Layer, 'values' | 'problems'> => {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof Yaml
  try {
    const given: unknown = parse(text) ?? {}
    if (isRecord(given)) {
      const read = readSettings(given, { unknownKeys: 'tell' })
      return { ...read, problems: read.problems.map(problem => `${file}: ${problem}`) }
    }
    return { values: {}, problems: [`${file}: settings are written \`key: value\`, one a line. It is not used.`] }
  } catch (error) {
    return { values: {}, problems: [`${file} is no YAML: ${(error as Error).message.split('\n')[0]}. It is not used.`] }
  }
}

const fromNotebook = (text: string): Pick<Layer, 'values' | 'problems'> => {
  try {
    const { metadata } = JSON.parse(text) as { readonly metadata?: { readonly cellar?: unknown } }
    const given = metadata?.cellar
    // Other parts of the system keep their own there.
    return isRecord(given) ? readSettings(given, { unknownKeys: 'ignore' }) : { values: {}, problems: [] }
  } catch {
    // Half-written, or no notebook at all: whoever opens it says so.
    return { values: {}, problems: [] }
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const read = new Map<string, { readonly stamp: string; readonly layer: Layer }>()

const cached = (file: string, parse: (text: string) => Layer): Layer => {
  const { mtimeMs, size, ino } = statSync(file)
  const stamp = `${mtimeMs} ${size} ${ino}`
  const before = read.get(file)
  if (before?.stamp === stamp) return before.layer
  const layer = parse(readFileSync(file, 'utf8'))
  read.set(file, { stamp, layer })
  return layer
}
