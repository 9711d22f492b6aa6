/**
 * `cellar figures`: lists the figures that notebooks showed, shows and exports one in any type, compares two versions, puts
 * one in front again, tags it. It works on the store alone and runs no cell.
 */
import { writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { figureTypes } from '../runtime/config/settings.ts'
import { tableMime } from '../runtime/figures/figure-content.ts'
import { figurePath } from '../runtime/figures/figure-files.ts'
import type { FigureKeeper } from '../runtime/figures/figure-keeper.ts'
import { openFigures } from '../runtime/figures/open-figures.ts'
import { openStore } from '../runtime/store/open-store.ts'
import type { FigureRow } from '../runtime/store/figure-store.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import type { FigureType } from '../runtime/view.ts'
import { chooseFigure } from './figure-choice.ts'
import { comparisonPage, differenceOf } from './figure-difference.ts'
import { figureFacts, figureTable } from './figure-text.ts'
import { chosenStore, STORE_OPTION } from './opened-store.ts'
import { pictureFor } from './terminal-picture.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly notebook?: string
  readonly store?: string
  readonly json?: boolean
  readonly all?: boolean
  readonly tag?: string
  readonly output?: string
  readonly format?: string
  readonly remove?: boolean
}

const NOTEBOOK_OPTION = ['--notebook <path>', 'of this notebook, where several have a figure of that name'] as const
const FIGURE = 'a figure: NAME, NAME@VERSION or NAME@TAG'

export const figuresCommand = (program: Command): void => {
  const verb = program.command('figures').summary('list, show, export and compare figures and their versions')
  verb
    .command('list', { isDefault: true })
    .description('every figure with its newest version')
    .argument('[notebook]', 'only of this notebook')
    .option('--all', 'every version')
    .option('--tag <name>', 'only versions with this tag')
    .option(...STORE_OPTION)
    .option('--json', 'print JSON')
    .action((notebook: string | undefined, options: Options) => list(notebook, options))
  const one = (name: string, description: string): Command =>
    verb
      .command(name)
      .description(description)
      .option(...NOTEBOOK_OPTION)
      .option(...STORE_OPTION)
  one('show', 'what led to a figure, and the picture where the terminal can show one')
    .argument('<figure>', FIGURE)
    .option('--json', 'print JSON')
    .action(show)
  one('export', 'write a figure to a file')
    .argument('<figure>', FIGURE)
    .option('-o, --output <file>', 'where to; its ending says the type')
    .option('-f, --format <type>', figureTypes.join(', '))
    .action(exportFigure)
  one('diff', 'two versions side by side, with what differs, as a page')
    .argument('<figure>', FIGURE)
    .argument('[other]', 'the older one (default: the version before)')
    .option('-o, --output <file>', 'the page', 'figure-diff.html')
    .action(diff)
  one('restore', 'put a version in front again, on disk too').argument('<figure>', FIGURE).action(restore)
  one('tag', 'name a version, and keep it from being collected')
    .argument('<figure>', FIGURE)
    .argument('<name>', 'the tag')
    .option('--remove', 'take the tag off')
    .action(tag)
}

const list = (notebook: string | undefined, options: Options): Promise<void> =>
  withFigures(options, async store => {
    const rows = store.figures.list({
      ...(notebook === undefined ? {} : { notebook: resolve(notebook) }),
      ...(options.tag === undefined ? {} : { tag: options.tag }),
    })
    const isNewest = (row: FigureRow, at: number): boolean =>
      rows[at - 1]?.name !== row.name || rows[at - 1]?.notebook !== row.notebook
    const shown = options.all === true || options.tag !== undefined ? rows : rows.filter(isNewest)
    process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : figureTable(shown))
  })

const show = (word: string, options: Options): Promise<void> =>
  withFigures(options, async (store, keeperOf) => {
    const row = choose(store, word, options)
    const origin = store.figures.origin(row)
    if (options.json) return void process.stdout.write(`${JSON.stringify({ ...row, origin })}\n`)
    process.stdout.write(figureFacts(row, origin))
    if (!process.stdout.isTTY || row.mime === tableMime) return
    const png = await bytesOf(keeperOf(row), row, 'png')
    process.stdout.write(
      pictureFor(process.env, png) ??
        `\nThis terminal shows no pictures: ${figurePath(row.notebook, row.name, 'png')}\n`,
    )
  })

const exportFigure = (word: string, options: Options): Promise<void> =>
  withFigures(options, async (store, keeperOf) => {
    const row = choose(store, word, options)
    const type = typeAsked(options, row)
    const target = options.output ?? basename(figurePath(row.notebook, row.name, type))
    const { bytes, notes } = await formOf(keeperOf(row), row, type)
    writeFileSync(target, bytes)
    for (const note of notes) process.stderr.write(`${note}\n`)
    process.stdout.write(`${row.name}@${row.version} → ${target}\n`)
  })

const diff = (word: string, other: string | undefined, options: Options): Promise<void> =>
  withFigures(options, async (store, keeperOf) => {
    const newer = choose(store, word, options)
    const older = other === undefined ? versionBefore(store, newer) : choose(store, other, options)
    if ([older, newer].some(row => row.mime === tableMime))
      throw new UsageError('Tables are no pictures. Export both versions and compare them as text.')
    const pictures = [
      await bytesOf(keeperOf(older), older, 'png'),
      await bytesOf(keeperOf(newer), newer, 'png'),
    ] as const
    const difference = differenceOf(...pictures)
    const page = options.output as string
    const origins = [store.figures.origin(older), store.figures.origin(newer)] as const
    writeFileSync(page, comparisonPage({ older, newer, pictures, difference, origins }))
    const share = `${(100 * difference.share).toFixed(2)} % of the pixels differ`
    process.stdout.write(
      `${older.name}@${older.version} and ${newer.name}@${newer.version}: ${share}. ${resolve(page)}\n`,
    )
  })

const restore = (word: string, options: Options): Promise<void> =>
  withFigures(options, async (store, keeperOf) => {
    const row = choose(store, word, options)
    const keeper = keeperOf(row)
    keeper.onSaved(({ path, notes }) =>
      process.stdout.write(`${path === undefined ? notes.join(', ') : `Saving ${path}`}\n`),
    )
    const version = await keeper.restore(row.name, row.version)
    process.stdout.write(
      `${row.name}@${row.version} is in front again, as version ${version}. Running its cell shows it as the code has it.\n`,
    )
  })

const tag = (word: string, name: string, options: Options): Promise<void> =>
  withFigures(options, async store => {
    const row = choose(store, word, options)
    if (options.remove) store.figures.untag(row, name)
    else store.figures.tag(row, name)
    process.stdout.write(`${row.name}@${row.version} ${options.remove ? 'is no longer' : 'is'} tagged ${name}\n`)
  })

type KeeperOf = (row: FigureRow) => FigureKeeper

const withFigures = async (
  options: Options,
  work: (store: StoreOnDisk, keeperOf: KeeperOf) => Promise<void>,
): Promise<void> => {
  const store = openStore({ folder: chosenStore(options.store) })
  const keepers: FigureKeeper[] = []
  try {
    await work(store, ({ notebook }) => {
      const keeper = openFigures({ store, notebook, onNotice: text => process.stderr.write(`${text}\n`) })
      keepers.push(keeper)
      return keeper
    })
  } finally {
    for (const keeper of keepers) await keeper.close()
    store.close()
  }
}

const choose = (store: StoreOnDisk, word: string, { notebook }: Options): FigureRow =>
  chooseFigure(store.figures.list(notebook === undefined ? {} : { notebook: resolve(notebook) }), word)

const versionBefore = (store: StoreOnDisk, { notebook, name, version }: FigureRow): FigureRow => {
  const before = store.figures.list({ notebook, name }).find(row => row.version < version)
  if (before === undefined) throw new UsageError(`Figure ${name} has no version before ${version} to compare with.`)
  return before
}

const typeAsked = ({ format, output }: Options, { name, mime }: FigureRow): FigureType => {
  const types: readonly FigureType[] = mime === tableMime ? ['csv'] : figureTypes
  const word = format ?? /\.(\w+)$/.exec(output ?? '')?.[1]?.toLowerCase() ?? types[0]
  const type = types.find(one => one === word)
  if (type === undefined) throw new UsageError(`No type "${word}" of ${name}. There are ${types.join(', ')}.`)
  return type
}

const formOf = async (keeper: FigureKeeper, { name, version }: FigureRow, type: FigureType) => {
  const { content, encoding, notes } = await keeper.content(name, version, type)
  return { bytes: Buffer.from(content, encoding), notes }
}

const bytesOf = async (keeper: FigureKeeper, row: FigureRow, type: FigureType): Promise<Buffer> =>
  (await formOf(keeper, row, type)).bytes
