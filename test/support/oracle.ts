/**
 * What Restart & Run All shows, without any of our code: the cells joined in document order and run as one plain Node script.
 * Generated cells come with their script form, in which a declaration is a `var`, so that a second one re-assigns. On request it
 * also tells what each cell could read, from which a naive system knows what has to run.
 */
import { spawnSync } from 'node:child_process'

export interface ScriptCell {
  readonly id: string
  /** The cell as JavaScript whose top-level declarations are all `var`. */
  readonly script: string
}

export interface PlainRun {
  /** stdout by cell id */
  readonly shown: Readonly<Record<string, string>>
  /** By cell id: all that the cell could read, by content. Empty unless names were given. */
  readonly inputs: Readonly<Record<string, string>>
}

/** Marks each write with the cell whose code, timers included, wrote it. */
const SHOWN = '\u0002'
const READ = '\u0003'
const prelude = `
import { AsyncLocalStorage as CellStorage } from 'node:async_hooks'
import { inputsOf as cellInputsOf, withState as cellState } from '${new URL('naive-inputs.js', import.meta.url)}'
const cellStorage = new CellStorage()
const cellWrite = process.stdout.write.bind(process.stdout)
process.stdout.write = text => cellWrite('\\u0001' + cellStorage.getStore() + '${SHOWN}' + text)
const cellTold = (id, text) => cellWrite('\\u0001' + id + '${READ}' + text)
`

/**
 * Throws when the script does: the generator makes cells that never fail. `names`: name → how a script reads it; `folder`: where
 * imports and files are looked up.
 */
export const runByPlainNode = (
  cells: readonly ScriptCell[],
  names: Readonly<Record<string, string>> = {},
  folder: string = process.cwd(),
): PlainRun => {
  const readers = Object.entries(names).map(([name, code]) => `${JSON.stringify(name)}: () => ${code}`)
  const parts = cells.map(({ id, script }) => {
    const [quotedId, quotedScript] = [JSON.stringify(id), JSON.stringify(script)]
    const told = readers.length === 0 ? '' : `cellTold(${quotedId}, cellInputsOf(${quotedScript}, cellNames));`
    return `${told}cellStorage.enterWith(${quotedId});\n${script}`
  })
  const text = `${prelude}const cellNames = { ${readers.join()} };\n${parts.join('\n;\n')}`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module'], {
    input: text,
    encoding: 'utf8',
    cwd: folder,
  })
  if (status !== 0) throw new Error(`The oracle failed:\n${stderr}\n${text}`)
  return {
    shown: { ...Object.fromEntries(cells.map(c => [c.id, ''])), ...gathered(stdout, SHOWN) },
    inputs: gathered(stdout, READ),
  }
}

export const shownByPlainNode = (cells: readonly ScriptCell[], folder?: string): Readonly<Record<string, string>> =>
  runByPlainNode(cells, {}, folder).shown

/** The pieces with this mark, joined by cell. */
const gathered = (stdout: string, mark: string): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const piece of stdout.split('\u0001')) {
    const end = [...piece].findIndex(letter => letter === SHOWN || letter === READ)
    if (piece[end] !== mark) continue
    const id = piece.slice(0, end)
    found[id] = (found[id] ?? '') + piece.slice(end + 1)
  }
  return found
}
