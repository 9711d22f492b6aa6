/**
 * `cellar runs`: what was run, when and how it ended, newest first, or one run whole; `cellar tag`: names a run, which also
 * keeps it from being collected.
 */
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type Command, Option } from 'commander'
import { cellId, type RunId } from '../runtime/brand.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import type { RunQuery, RunRow } from '../runtime/store/store.ts'
import { parseAge } from './amounts.ts'
import { openStore } from '../runtime/store/open-store.ts'
import { nearPath } from './near-path.ts'
import { chosenStore, STORE_OPTION, withStore } from './opened-store.ts'
import { TABLE_FORMS } from './print-table.ts'
import { runAsText, type WholeRun } from './run-text.ts'
import { timeText } from './time-text.ts'
import { UsageError } from './usage-error.ts'
import { asksForWhole, chooseBatch, showWholeRuns, type WholeRunsOptions } from './whole-runs.ts'

interface RunsOptions extends WholeRunsOptions {
  readonly cell?: string
  readonly outcome?: string
  readonly since?: string
  readonly limit: string
  readonly store?: string
}

export const runsCommand = (program: Command): void => {
  program
    .command('runs')
    .summary('list what was run, or show one run whole')
    .description('Lists what was run, newest first. With RUN: its code, inputs, and all that it showed.')
    .argument('[run]', 'its id, or as much of it as is unique; a notebook: as --notebook')
    .option('--notebook <path>', 'only of this notebook')
    .option('--cell <id>', 'only of this cell')
    .option('--tag <name>', 'only with this tag')
    .option('--outcome <word>', OUTCOMES.join(', '))
    .option('--since <when>', 'a date, or an age such as 2d')
    .option('--limit <n>', 'how many', '20')
    .option('--whole', 'runs of whole notebooks, one row each: parameters and records are columns')
    .option('--sweep <name>', 'of these, only of this sweep')
    .option('--where <condition>', 'of these, only those: "lr < 0.1 AND outcome = \'ok\'"')
    .option('--sort <columns>', 'how to order them: "accuracy DESC"')
    .option('--sql <query>', 'ask the table `runs` of them')
    .option('--compare <runs...>', 'what differs between two of them')
    .addOption(new Option('--form <form>', 'how to print them').choices(TABLE_FORMS))
    .option('-o, --output <file>', 'write them to this file')
    .option(...STORE_OPTION)
    .option('--json', 'print JSON')
    .action(async (given: string | undefined, asked: RunsOptions) => {
      const isNotebook = given?.endsWith('.ipynb') === true
      const options = isNotebook ? { ...asked, notebook: given } : asked
      const word = isNotebook ? undefined : given
      if (asksForWhole(options)) return showWhole(options)
      if (word !== undefined) {
        const run = withStore({ folder: chosenStore(options.store) }, store => wholeRun(store, chooseRun(store, word)))
        process.stdout.write(options.json ? `${JSON.stringify(run)}\n` : runAsText(run))
        return
      }
      const query = queryOf(options)
      const rows = withStore({ folder: chosenStore(options.store) }, store => store.runs(query))
      process.stdout.write(options.json ? `${JSON.stringify(rows)}\n` : tableOf(rows))
    })
}

export const tagCommand = (program: Command): void => {
  program
    .command('tag')
    .description('name a run, and keep it from being collected')
    .argument('<run>', 'its id, or as much of it as is unique')
    .argument('<name>', 'the tag')
    .option('--remove', 'take the tag off')
    .option(...STORE_OPTION)
    .action((word: string, name: string, options: { readonly remove?: boolean; readonly store?: string }) => {
      withStore({ folder: chosenStore(options.store) }, store => {
        const [batch] = store.runsLike(word).length > 0 ? [] : store.batches.like(word)
        const run = batch === undefined ? chooseRun(store, word) : chooseBatch(store, word)
        const tags = batch === undefined ? store : store.batches
        if (options.remove) tags.untag(run as RunId, name)
        else tags.tag(run as RunId, name)
        process.stdout.write(`${run} ${options.remove ? 'is no longer' : 'is'} tagged ${name}\n`)
      })
    })
}

const showWhole = async (options: RunsOptions): Promise<void> => {
  const { since, limit } = queryOf(options)
  const store = openStore({ folder: chosenStore(options.store) })
  try {
    await showWholeRuns(store, options, { limit, ...(since === undefined ? {} : { since }) })
  } finally {
    store.close()
  }
}

const OUTCOMES = ['ok', 'failed', 'interrupted', 'timeout', 'lost'] as const

function queryOf(options: RunsOptions): RunQuery {
  const outcome = OUTCOMES.find(word => word === options.outcome)
  if (options.outcome !== undefined && outcome === undefined) {
    throw new UsageError(`No outcome "${options.outcome}". There are ${OUTCOMES.join(', ')}.`)
  }
  if (!/^[1-9]\d*$/.test(options.limit))
    throw new UsageError(`--limit takes a whole number from 1, not "${options.limit}".`)
  return {
    ...(options.notebook === undefined ? {} : { notebook: resolve(options.notebook) }),
    ...(options.cell === undefined ? {} : { cell: cellId(options.cell) }),
    ...(options.tag === undefined ? {} : { tag: options.tag }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(options.since === undefined ? {} : { since: parseSince(options.since) }),
    limit: Number(options.limit),
    offset: 0,
  }
}

function parseSince(text: string): number {
  const date = Date.parse(text)
  return /^\d{4}-/.test(text) && !Number.isNaN(date) ? date : Date.now() - parseAge(text)
}

function wholeRun(store: StoreOnDisk, run: RunId): WholeRun {
  const [trace, details, events] = [store.trace(run), store.details(run), store.events(run)]
  if (trace === undefined || details === undefined || events === undefined)
    throw new UsageError(`Run ${run} is damaged. \`cellar verify --repair\` says what and mends the store.`)
  const [row] = store.runs({ run, limit: 1, offset: 0 })
  return { trace, details, events, tags: row?.tags ?? [] }
}

function chooseRun(store: StoreOnDisk, word: string): RunId {
  const [run, another] = store.runsLike(word)
  if (run === undefined && store.batches.like(word).length > 0)
    throw new UsageError(
      `${word} is a run of a whole notebook. \`cellar runs --sql "SELECT * FROM runs WHERE run LIKE '${word}%'" --json\` tells it, --compare sets it beside another, \`cellar logs\` shows what its cells wrote.`,
    )
  if (run === undefined) throw new UsageError(`No run begins with "${word}". \`cellar runs\` lists them.`)
  if (another !== undefined)
    throw new UsageError(`Several runs begin with "${word}": ${run}, ${another} … Give more of the id.`)
  return run
}

/** Characters of a run's id that a table shows; `tag` takes them. */
const SHORT_ID = 8

function tableOf(rows: readonly RunRow[]): string {
  if (rows.length === 0) return 'No runs.\n'
  const cells = rows.map(row =>
    [
      row.id.slice(0, SHORT_ID),
      timeText(row.startedAt),
      row.outcome,
      `${Math.round(row.ms)} ms`,
      row.cell,
      nearPath(row.notebook),
      row.tags.join(', '),
    ].map(text => stripVTControlCharacters(text)),
  )
  return textTable([['run', 'started (UTC)', 'outcome', 'took', 'cell', 'notebook', 'tags'], ...cells])
}
