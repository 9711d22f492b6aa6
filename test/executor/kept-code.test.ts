/** What a program of ours was compiled to is kept for later processes: taken where it is of that very text, else made again. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { type KeepCode, runProgram } from '../../runtime/executor/session/kept-code.ts'
import { openRuntime } from '../support/notebook-folder.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cellar-test-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const kept = () => readdirSync(join(folder, '.code')).map(name => join(folder, '.code', name))

/** What the program says, and how its code could be kept. */
const run = (text: string): { readonly said: unknown; readonly keepCode: KeepCode } => {
  const program = join(folder, 'program.cjs')
  writeFileSync(program, `${text}; told(said, keepCode)`)
  const heard: { said: unknown; keepCode: KeepCode }[] = []
  const told = (said: unknown, keepCode: KeepCode) => heard.push({ said, keepCode })
  runProgram({ url: pathToFileURL(program), role: 'test', given: { told } })
  return heard[0]!
}

it('a session keeps its own once it has run a cell', async () => {
  const file = resolve('dist/.code', `session-${process.version}-${process.arch}`)
  rmSync(file, { force: true })
  const runtime = await openRuntime()
  await runtime.execute({ cell: cellId('a'), code: '1 + 1', onEvent: () => {} })
  await vi.waitFor(() => expect(existsSync(file)).toBe(true))
})

describe('a program whose code is kept', () => {
  it('isn’t compiled by the next process, and says the same', () => {
    run('const said = 1 + 1').keepCode?.()
    expect(run('const said = 1 + 1')).toEqual({ said: 2, keepCode: undefined })
  })

  it('of another text of the same length is not run from what was kept', () => {
    run('const said = 1 + 1').keepCode?.()
    const other = run('const said = 1 + 2')
    expect(other.said).toBe(3)
    expect(other.keepCode).toBeDefined()
  })

  it('is compiled where a byte of what was kept is wrong, or it ends too soon', () => {
    run('const said = 1 + 1').keepCode?.()
    const [file = ''] = kept()
    const whole = readFileSync(file)
    const damaged = [0, 40, whole.length - 1].map(at => whole.map((byte, i) => (i === at ? byte ^ 1 : byte)))
    for (const bytes of [...damaged, whole.subarray(0, whole.length / 2), Buffer.alloc(0)]) {
      writeFileSync(file, bytes)
      const again = run('const said = 1 + 1')
      expect(again.said).toBe(2)
      expect(again.keepCode).toBeDefined()
    }
    run('const said = 1 + 1').keepCode?.()
    expect(kept()).toEqual([file])
    expect(run('const said = 1 + 1').keepCode).toBeUndefined()
  })

  it('runs all the same where nobody may write beside it', () => {
    writeFileSync(join(folder, '.code'), 'a file where the folder would be')
    run('const said = 1 + 1').keepCode?.()
    const { said, keepCode } = run('const said = 1 + 1')
    expect(said).toBe(2)
    expect(keepCode).toBeDefined()
  })
})
