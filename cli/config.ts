/**
 * `cellar config`: what is set outside of code, and with `--explain` where each value comes from and what it overrides. It changes
 * nothing. Exit 0; 2 where a file can't be used.
 */
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { configLayers } from '../runtime/config/config-layers.ts'
import { defaults, type Layer, type SettingKey, settled } from '../runtime/config/settings.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly explain?: boolean
  readonly json?: boolean
}

export const configCommand = (program: Command): void => {
  program
    .command('config')
    .summary('what is set around a notebook, and where')
    .description(
      'Shows the settings that hold for a notebook. Weakest first: default, environment (CELLAR_NOSHOW, CELLAR_SAVEALL, CELLAR_BATCHRUN), ' +
        'user file (~/.config/cellar/config.yaml), project file (cellar.yaml upward), metadata.cellar of the notebook; a cell has the last word.',
    )
    .argument('[notebook]', 'the notebook, or a folder (default: here)', '.')
    .option('--explain', 'where each value comes from')
    .option('--json', 'print JSON')
    .action((place: string, options: Options) => {
      const layers = [{ source: 'default', values: defaults, problems: [] } as Layer, ...configLayers(placesOf(place))]
      const settings = settled(layers)
      if (options.json) process.stdout.write(`${JSON.stringify({ settings, layers })}\n`)
      else process.stdout.write(textTable(options.explain ? explained(layers) : plain(settings)))
      const problems = layers.flatMap(layer => layer.problems)
      for (const problem of problems) process.stderr.write(`${problem}\n`)
      process.exitCode = problems.length === 0 ? 0 : 2
    })
}

const placesOf = (place: string) => {
  if (!existsSync(place)) throw new UsageError(`There is no ${place}. Give a notebook or a folder.`)
  const notebook = statSync(place).isDirectory() ? join(resolve(place), 'notebook.ipynb') : resolve(place)
  return { env: process.env, notebook }
}

const keys = Object.keys(defaults) as readonly SettingKey[]

const plain = (settings: typeof defaults): readonly (readonly string[])[] =>
  keys.map(key => [key, valueText(settings[key])])

/** Each key's values, strongest first; only the first of them holds. */
const explained = (layers: readonly Layer[]): readonly (readonly string[])[] =>
  keys.flatMap(key =>
    [...layers]
      .reverse()
      .filter(({ values }) => values[key] !== undefined)
      .map(({ source, place, values }, at) => [
        at === 0 ? key : '',
        `${valueText(values[key])}${at === 0 ? '' : ' (overridden)'}`,
        source,
        place ?? '',
      ]),
  )

const valueText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))
