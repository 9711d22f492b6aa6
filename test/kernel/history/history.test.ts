/** The history: what its three questions answer, several kernels at once, and files that can't be used. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../../../runtime/store/sqlite.ts'
import { describe, expect, it } from 'vitest'
import { type History, openHistory } from '../../../kernel/history/history.ts'
import { historyPath } from '../../../kernel/history/history-path.ts'

const freshPath = () => join(mkdtempSync(join(tmpdir(), 'cellar-history-')), 'deep', 'history.sqlite')
const noLog = (line: string) => {
  throw new Error(`unexpected: ${line}`)
}
const withInputs = (path: string, ...sources: string[]): History => {
  const history = openHistory(path, noLog)
  for (const [index, source] of sources.entries()) history.add(index + 1, source)
  return history
}
const sources = (entries: readonly { readonly source: string }[]) => entries.map(entry => entry.source)

describe('history', () => {
  it('remembers earlier sessions, newest last in the tail', () => {
    const path = freshPath()
    withInputs(path, 'a', 'b').close()
    const history = withInputs(path, 'c')
    expect(history.session).toBe(2)
    expect(history.tail(2)).toMatchObject([
      { session: 1, line: 2, source: 'b' },
      { session: 2, line: 1, source: 'c' },
    ])
    expect(history.tail(0)).toEqual([])
  })

  it('gives ranges of this session, of earlier ones by number or counted back', () => {
    const path = freshPath()
    withInputs(path, 'a', 'b', 'c').close()
    const history = withInputs(path, 'd', 'e')
    expect(sources(history.range({ session: 1, start: 2, stop: 3 }))).toEqual(['b'])
    expect(sources(history.range({ session: -1, start: 1, stop: undefined }))).toEqual(['a', 'b', 'c'])
    expect(history.range({ session: 0, start: 1, stop: 2 })).toMatchObject([{ session: 2, line: 1, source: 'd' }])
    expect(history.range({ session: 9, start: 1, stop: 2 })).toEqual([])
  })

  it('finds by glob, at most n, each once when unique', () => {
    const history = withInputs(freshPath(), 'let x = 1', 'plot(x)', 'let x = 1', 'let y = 2')
    expect(sources(history.search({ pattern: 'let*', n: undefined, unique: false }))).toEqual([
      'let x = 1',
      'let x = 1',
      'let y = 2',
    ])
    expect(history.search({ pattern: 'let ?*', n: undefined, unique: true }).map(e => e.line)).toEqual([3, 4])
    expect(sources(history.search({ pattern: '*', n: 2, unique: false }))).toEqual(['let x = 1', 'let y = 2'])
  })

  it('keeps a result beside its input', () => {
    const history = withInputs(freshPath(), 'a', 'b')
    history.setOutput(2, '42')
    expect(history.tail(2).map(entry => entry.output)).toEqual([null, '42'])
  })

  it('takes inputs of several processes at once and loses none', async () => {
    const path = freshPath()
    openHistory(path, noLog).close()
    const program = `
      import { openHistory } from ${JSON.stringify(new URL('../../../kernel/history/history.ts', import.meta.url).href)}
      const history = openHistory(process.argv[1], line => { console.error(line); process.exitCode = 1 })
      for (let n = 1; n <= 200; n++) history.add(n, 'input ' + n)
    `
    const { build } = await import('esbuild')
    const built = await build({
      stdin: { contents: program, resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      write: false,
      plugins: [
        {
          name: 'file-urls',
          setup: b => b.onResolve({ filter: /^file:/ }, ({ path: url }) => ({ path: new URL(url).pathname })),
        },
      ],
    })
    const codes = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', built.outputFiles[0]!.text, path], {
          stdio: 'inherit',
        })
        return (await once(child, 'exit'))[0]
      }),
    )
    expect(codes).toEqual([0, 0, 0])
    expect(openHistory(path, noLog).tail(1_000)).toHaveLength(600)
  })
})

describe('a history file', () => {
  it('that is damaged is moved aside whole, and a new one begun', () => {
    const path = freshPath()
    withInputs(path).close()
    writeFileSync(path, 'this was a database '.repeat(200))
    const lines: string[] = []
    const history = openHistory(path, line => lines.push(line))
    history.add(1, 'x')
    history.close()
    const aside = readdirSync(join(path, '..')).find(name => name.includes('.broken-'))
    expect(readFileSync(join(path, '..', aside!), 'utf8')).toContain('this was a database')
    expect(lines.join('\n')).toContain(aside)
    expect(sources(withInputs(path).tail(1))).toEqual(['x'])
  })

  it('that can’t be opened, or is of a newer Cellar, is left alone: this session is kept in memory', () => {
    const folder = freshPath()
    mkdirSync(folder, { recursive: true })
    const newer = freshPath()
    withInputs(newer).close()
    const db = openSqlite(newer)
    db.pragma('user_version = 99')
    db.close()
    for (const path of [folder, newer]) {
      const lines: string[] = []
      const history = openHistory(path, line => lines.push(line))
      history.add(1, 'x')
      expect(sources(history.tail(1))).toEqual(['x'])
      expect(lines.join('\n')).toContain('in memory')
    }
    expect(openSqlite(newer).pragma('user_version', { simple: true })).toBe(99)
  })

  it('locked by another process costs a line in the log, not the cell', () => {
    const path = freshPath()
    const lines: string[] = []
    const history = openHistory(path, line => lines.push(line))
    const other = openSqlite(path)
    other.exec('BEGIN EXCLUSIVE')
    history.add(1, 'x')
    expect(lines.join()).toContain('locked')
    other.exec('COMMIT')
    history.add(2, 'y')
    expect(sources(history.tail(5))).toEqual(['y'])
  })

  it('lies where the environment says', () => {
    expect(historyPath({ CELLAR_HISTORY: '/x/h' })).toBe('/x/h')
    expect(historyPath({ XDG_DATA_HOME: '/d' })).toBe('/d/cellar/history.sqlite')
    expect(historyPath({})).toMatch(/\.local\/share\/cellar\/history\.sqlite$/)
  })
})
