/** What the stack of an error says to user code, on a real session: the frames of cells by their own lines, and nothing of Cellar. */
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const play = async (...sources: readonly string[]) => {
  const runtime = await openRuntime()
  const shown: string[] = []
  for (const [index, code] of sources.entries()) {
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'stream') shown.push(event.text)
      if (event.type === 'error') shown.push(event.traceback.join('\n'))
    }
    await runtime.execute({ cell: cellId(`c${index}`), code, onEvent })
  }
  return shown.join('')
}

describe('the stack of an error', () => {
  test('names cells by their own lines and columns, however they were compiled', async () => {
    expect(
      await play('\nconst make = () =>\n  new Error("made")', 'let n = 1; n += 1\nconsole.log(make().stack)'),
    ).toBe('Error: made\n    at make (cell:c0:3:3)\n    at cell:c1:2:13\n')
  })

  test('is the same where the error is logged, in callbacks and behind an await', async () => {
    const said = await play(
      'const late = async () => {\n  await null\n  throw new RangeError("far")\n}',
      'try {\n  await late()\n} catch (error) {\n  console.log(error)\n}\n[1].forEach(() => console.log(new Error("x").stack))',
    )
    expect(said).toMatch(/^RangeError: far\n {4}at late \(cell:c0:3:9\)\n {4}at async cell:c1:2:3\n/)
    expect(said).not.toMatch(/file:|node:|\.js/)
    expect(said).toMatch(/Error: x\n {4}at cell:c1:6:\d+\n {4}at cell:c1:6:\d+\n$/)
  })

  test('is what user code makes of it where that formats stacks, and ours again afterwards', async () => {
    const said = await play(
      'const before = Error.prepareStackTrace\nError.prepareStackTrace = (_, sites) => sites.length\nconsole.log(typeof new Error("x").stack)',
      'Error.prepareStackTrace = before\nconsole.log(new Error("y").stack)\nconsole.log(Object.keys(Error).join())',
    )
    expect(said).toBe('number\nError: y\n    at cell:c1:2:13\nstackTraceLimit\n')
  })

  test('is made without calling a built-in that a notebook counts', async () => {
    const said = await play(
      'const counts = { map: 0 }\nconst { map } = Array.prototype\nArray.prototype.map = function (f) { counts.map++; return map.call(this, f) }',
      'const { stack } = new Error("x")\nconsole.log(counts.map, stack.length > 0)',
    )
    expect(said).toBe('0 true\n')
  })

  test('leaves tracebacks what they were: the line itself, with a caret', async () => {
    const said = await play('const e = new TypeError("no")\ne.stack', 'e.stack\nthrow e')
    expect(said).toContain('const e = new TypeError')
    expect(said).not.toMatch(/file:|node:/)
  })

  test('says what V8 says of the code as it was written, where nobody caught it', async () => {
    const said = await play(
      'const log = 3\nconst [{ reason }] = await Promise.allSettled([(async () => log.push(1))()])\nconsole.log(reason)',
    )
    expect(said).toMatch(/^TypeError: log\.push is not a function\n {4}at cell:c0:2:\d+\n/)
  })

  test('of an item of each names the cells that its functions came from, with its causes', async () => {
    const said = await play(
      'const parse = text => {\n  let n = 1; n++\n  return JSON.parse(text)\n}\nlet unused = 0',
      'const failed = await each([1, 2], i => {\n  if (i === 1) return i\n  unused; try { parse("{oops") } catch (cause) { throw new RangeError("far", { cause }) }\n}).catch(e => e.errors[0])\nconsole.log(failed.stack)\nconsole.log(failed.cause.stack)',
      'await each([1], i => {\n  const none = undefined\n  return none.x\n})',
    )
    expect(said).toContain('RangeError: far\n    at cell:c1:3:56\nSyntaxError: ')
    expect(said).toMatch(/at parse \(cell:c0:3:15\)\n {4}at cell:c1:3:17\n/)
    const shown = stripVTControlCharacters(said)
    expect(shown).toMatch(/Error 1 of 1: TypeError: .*\n.*line 3:\n.*\n> 3 \| {3}return none\.x\n/)
  })

  test('tells the line of a function that came from the store, whose cell has not run since', async () => {
    const path = notebookFile({ a: 'function fail() {\n  throw new Error("no")\n}', b: '1', c: 'fail()' })
    expect((await cellar('run', path, '--to', 'b')).code).toBe(0)
    expect((await cellar('run', path, '--to', 'a')).code).toBe(0)
    const { stderr } = await cellar('run', path, '--to', 'c')
    expect(stripVTControlCharacters(stderr)).toContain('    at fail (line 2 of its text)\n')
  })
})
