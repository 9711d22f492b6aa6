/**
 * What Restart & Run All shows, without any of our code: the cells joined in document order and run as one plain Node script.
 * Generated cells come with their script form, in which a declaration is a `var`, so that a second one re-assigns.
 */
import { spawnSync } from 'node:child_process'

export interface ScriptCell {
  readonly id: string
  /** The cell as JavaScript whose top-level declarations are all `var`. */
  readonly script: string
}

/** Marks each write with the cell whose code, timers included, wrote it. */
const prelude = `
import { AsyncLocalStorage as CellStorage } from 'node:async_hooks'
const cellStorage = new CellStorage()
const cellWrite = process.stdout.write.bind(process.stdout)
process.stdout.write = text => cellWrite('\\u0001' + cellStorage.getStore() + '\\u0002' + text)
`

/** stdout by cell id. Throws when the script does: the generator makes cells that never fail. */
export const shownByPlainNode = (cells: readonly ScriptCell[]): Readonly<Record<string, string>> => {
  const enter = (id: string): string => `cellStorage.enterWith(${JSON.stringify(id)});`
  const text = `${prelude}${cells.map(({ id, script }) => `${enter(id)}\n${script}`).join('\n;\n')}`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module'], {
    input: text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The oracle failed:\n${stderr}\n${text}`)
  const shown: Record<string, string> = Object.fromEntries(cells.map(c => [c.id, '']))
  for (const part of stdout.split('\u0001').slice(1)) {
    const end = part.indexOf('\u0002')
    const id = part.slice(0, end)
    shown[id] = (shown[id] ?? '') + part.slice(end + 1)
  }
  return shown
}
