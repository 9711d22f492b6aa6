/** `cellar open`: restores a bundle into a new folder, and says what to do there. Runs nothing. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { openBundle } from '../runtime/sharing/bundle/open-bundle.ts'
import { parseSize } from './amounts.ts'

interface OpenOptions {
  readonly maxSize?: string
}

export const openCommand = (program: Command): void => {
  program
    .command('open')
    .summary('restore a bundle into a new folder')
    .description(
      'Restores a bundle (cellar export --to bundle) into a new folder. Every hash is verified, and nothing runs.',
    )
    .argument('<bundle>', 'path of the bundle')
    .argument('[folder]', 'where to; a new folder by the name of the bundle unless told')
    .option('--max-size <size>', 'refuse a bundle that would fill more than this')
    .action(async (bundle: string, given: string | undefined, { maxSize }: OpenOptions) => {
      const folder = resolve(given ?? basename(bundle).replace(/\.[^.]+$/, ''))
      const limit = maxSize === undefined ? {} : { maxSize: parseSize(maxSize) }
      const { manifest, notebook } = await openBundle({ bundle: resolve(bundle), folder, ...limit })
      process.stdout.write(`${notebook}\n`)
      process.stderr.write(`${adviceOf({ folder, notebook, engine: manifest.engine }).join('\n')}\n`)
    })
}

const adviceOf = ({
  folder,
  notebook,
  engine,
}: {
  readonly folder: string
  readonly notebook: string
  readonly engine: string
}): readonly string[] => {
  const advice = [`Opened, nothing was run. \`cellar status ${relative(process.cwd(), notebook)}\` says how it stands.`]
  const node = /node (\d+)/.exec(engine)?.[1]
  if (node !== undefined && node !== process.versions.node.split('.')[0])
    advice.push(`It was made with Node ${node}; under Node ${process.versions.node} its cells run again.`)
  const packages = [dirname(notebook), folder].find(each => existsSync(join(each, 'package.json')))
  if (packages !== undefined)
    advice.push(
      `Its packages are listed in ${join(packages, 'package.json')}: install them (npm ci) before you run it.`,
    )
  if (process.env.CELLAR_STORE)
    advice.push(
      `Its results are in ${join(folder, '.cellar')}, but CELLAR_STORE names another store: unset it to use them.`,
    )
  return advice
}
