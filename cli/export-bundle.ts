/** `cellar export --to bundle`: packs a notebook with its results into one file, and says what went along and what did not. */
import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isCommand } from '../runtime/notebook/commands.ts'
import { openStore } from '../runtime/store/open-store.ts'
import { isStore, storeFolder } from '../runtime/store/store-folder.ts'
import { writeArchive } from '../runtime/sharing/bundle/archive.ts'
import { packNotebook } from '../runtime/sharing/bundle/pack-notebook.ts'
import { parseSize, sizeText } from './amounts.ts'
import type { Exporter } from './export.ts'
import { UsageError } from './usage-error.ts'

export const exportBundle: Exporter = async ({ path, cells, runtime }, { output, withoutData, maxSize }) => {
  const target = resolve(output ?? `${basename(path, '.ipynb')}.cellar-bundle`)
  const folder = storeFolder(path, process.env)
  if (!isStore(folder)) throw new UsageError(`${path} has no results to pack. Run it first: cellar run ${path}`)
  const store = openStore({ folder })
  try {
    // A result may come from the same code in another notebook: here it is this cell's.
    const traces = cells.flatMap(({ id, source }) => {
      const trace = source.trim() === '' || isCommand(source) ? undefined : runtime.trace(id)
      return trace === undefined ? [] : [{ ...trace, cell: id }]
    })
    const unique = [...new Map(traces.map(trace => [trace.id, trace])).values()]
    const limit = maxSize === undefined ? {} : { maxSize: parseSize(maxSize) }
    const packing = packNotebook({ path, traces: unique, store, withoutData: withoutData === true, ...limit })
    const engine = traces[0]?.engine ?? `node ${process.versions.node.split('.')[0]}`
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
    try {
      const about = { engine, madeAt: Date.now(), notebook: packing.notebook }
      const { contents } = await writeArchive(temporary, packing.sources, about)
      renameSync(temporary, target)
      const count = (is: string) => contents.filter(content => content.is === is).length
      process.stderr.write(
        `${[...packing.notes, `${target}: ${count('file')} files, ${count('run')} runs, ${count('unit')} values, ${count('figure')} figures, ${sizeText(statSync(target).size)}`].join('\n')}\n`,
      )
    } finally {
      rmSync(temporary, { force: true })
    }
  } finally {
    store.close()
  }
  return undefined
}
