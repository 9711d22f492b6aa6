/**
 * `cellar logs`: what runs wrote, oldest first: text, log lines and errors, each run under a line that says which cell it was. `--errors`
 * keeps to what went wrong; `--follow` goes on as runs finish, whoever runs them. It only reads the store.
 */
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import type { Command } from 'commander'
import type { RunEvent } from '../runtime/run/events.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import type { RunRow } from '../runtime/store/store.ts'
import { labelOf } from '../runtime/notebook/cell-title.ts'
import { nearPath } from './near-path.ts'
import { chosenStore, STORE_OPTION } from './opened-store.ts'
import { openStore } from '../runtime/store/open-store.ts'
import { timeText } from './time-text.ts'
import { UsageError } from './usage-error.ts'

interface LogsOptions {
  readonly follow?: boolean
  readonly errors?: boolean
  readonly limit: string
  readonly store?: string
}

/** milliseconds between two looks: at once for a person who reads along */
const INTERVAL = 300

export const logsCommand = (program: Command): void => {
  program
    .command('logs')
    .summary('show what runs wrote')
    .description('Shows what the newest runs wrote, oldest first: text, log lines and errors.')
    .argument('[notebook]', 'only of this notebook')
    .option('--follow', 'go on as runs finish, until Ctrl-C')
    .option('--errors', 'only errors, warnings, and runs that failed')
    .option('--limit <n>', 'how many runs to begin with', '20')
    .option(...STORE_OPTION)
    .action(async (notebook: string | undefined, options: LogsOptions) => {
      if (!/^\d+$/.test(options.limit)) throw new UsageError(`--limit takes a whole number, not "${options.limit}".`)
      const store = openStore({ folder: chosenStore(options.store) })
      try {
        await show(store, notebook === undefined ? undefined : resolve(notebook), options)
      } finally {
        store.close()
      }
    })
}

const show = async (store: StoreOnDisk, notebook: string | undefined, options: LogsOptions): Promise<void> => {
  const newest = (limit: number): readonly RunRow[] =>
    store.runs({ limit, offset: 0, ...(notebook === undefined ? {} : { notebook }) }).toReversed()
  if (notebook !== undefined && !options.follow && newest(1).length === 0)
    throw new UsageError(`No run of ${notebook} is stored. \`cellar runs\` lists those that are.`)
  const stop = new AbortController()
  if (options.follow) process.once('SIGINT', () => stop.abort())
  const told = new Set(newest(LOOKED_AT).map(run => run.id))
  for (const run of newest(Number(options.limit))) print(store, run, options)
  while (options.follow && !stop.signal.aborted) {
    for (const run of newest(LOOKED_AT)) {
      if (told.has(run.id)) continue
      told.add(run.id)
      print(store, run, options)
    }
    // Woken by Ctrl-C: then the loop ends.
    await wait(INTERVAL, undefined, { signal: stop.signal }).catch(() => {})
  }
}

/** More than finish between two looks. */
const LOOKED_AT = 1_000

const print = (store: StoreOnDisk, run: RunRow, { errors }: LogsOptions): void => {
  const lines = (store.events(run.id) ?? []).flatMap(event => linesOf(event, errors === true))
  if (errors === true && run.outcome === 'ok' && lines.length === 0) return
  const at = timeText(run.startedAt)
  const code = store.details(run.id)?.code
  const label = code === undefined ? undefined : labelOf({ source: code })
  const cell = `${nearPath(run.notebook)} ${label ?? run.cell}`
  const head = `── ${at} ${run.id.slice(0, 8)} ${cell}: ${run.outcome}, ${Math.round(run.ms)} ms, in the ${run.where}`
  process.stdout.write(stripVTControlCharacters([head, ...lines, ''].join('\n')))
}

const linesOf = (event: RunEvent, onlyErrors: boolean): readonly string[] => {
  if (event.type === 'error')
    return event.traceback.length === 0 ? [`${event.name}: ${event.message}`] : event.traceback
  if (event.type !== 'stream') return []
  const lines = event.text.replace(/\n$/, '').split('\n')
  return onlyErrors ? lines.filter(line => event.name === 'stderr' && /^(WARN|ERROR)\b/.test(line)) : lines
}
