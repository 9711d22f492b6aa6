/**
 * `cellar serve`: the report of a folder as pages to look at, made anew when a notebook or its results changed. It listens on this machine only,
 * answers nobody without the token, serves nothing but the report's own files, and changes nothing.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { notebooksBelow } from '../runtime/sharing/report/read-notebooks.ts'
import { writeReport } from '../runtime/sharing/report/write-report.ts'
import { indexFile, storeFolder } from '../runtime/store/store-folder.ts'
import { servePages } from './page-server.ts'
import { UsageError } from './usage-error.ts'

export const serveCommand = (program: Command): void => {
  program
    .command('serve')
    .summary('look at the report of a folder in a browser')
    .description(
      'Serves the report of a folder (see `cellar report`) on this machine, made anew when something changed. Changes nothing.',
    )
    .argument('[folder]', 'where the notebooks are', '.')
    .option('--port <number>', 'a free one unless told', '0')
    .action(async (given: string, { port }: { readonly port: string }) => {
      const folder = resolve(given)
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new UsageError(`There is no folder ${folder}. Give the folder of the notebooks.`)
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
        throw new UsageError(`--port takes a number up to 65535, not "${port}".`)
      const temporary = mkdtempSync(join(tmpdir(), 'cellar-serve-'))
      const site = join(temporary, 'site')
      const server = await servePages({ site, port: Number(port), refresh: refreshing(folder, site) })
      process.stdout.write(`${server.address}\n`)
      process.stderr.write('Ctrl-C ends it. Whoever has this address can read the report, on this machine.\n')
      await new Promise<void>(done => process.once('SIGINT', done).once('SIGTERM', done))
      await server.close()
      rmSync(temporary, { recursive: true, force: true })
    })
}

/** Makes the report where it is older than what it tells of; one at a time. */
const refreshing = (folder: string, site: string): (() => Promise<void>) => {
  let made = ''
  let turn: Promise<void> = Promise.resolve()
  const refresh = async (): Promise<void> => {
    const now = stampOf(folder)
    if (now === made) return
    const onNotice = (text: string) => void process.stderr.write(`${text}\n`)
    await writeReport({ folder, site, now: Date.now(), onNotice })
    made = now
  }
  return () => {
    turn = turn.catch(() => {}).then(refresh)
    return turn
  }
}

/** Changes when a notebook, or what is kept of its runs, does. */
const stampOf = (folder: string): string => {
  const notebooks = notebooksBelow(folder)
  const stores = [...new Set(notebooks.map(path => storeFolder(path, process.env)))]
  const files = [...notebooks, ...stores.map(indexFile).flatMap(index => [index, `${index}-wal`])]
  return files
    .map(path => {
      const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
      return stat === undefined ? path : `${path} ${stat.mtimeNs} ${stat.size}`
    })
    .join('\n')
}
