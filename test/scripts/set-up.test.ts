/** The set-up scripts on a copy of themselves: what they skip, what they do again, and what they say when Python is missing. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/notebook-file.ts'

const repository = resolve(import.meta.dirname, '../..')

/** A clone's scripts alone: nothing is installed there. */
const clone = (): string => {
  const folder = temporaryFolder()
  cpSync(join(repository, 'scripts'), join(folder, 'scripts'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

const evaluate = async (folder: string, code: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const options = { cwd: folder, env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], options)
  return stdout.trim()
}

describe('a step', () => {
  const isDone = (folder: string): Promise<string> =>
    evaluate(
      folder,
      `import { hashOf, isStamped } from './scripts/stamp.js'
console.log(isStamped('out/stamp', hashOf(['in'], ['node 20'])))`,
    )

  it('is done once for the same inputs, and again when a file changed, came or went', async () => {
    const folder = clone()
    mkdirSync(join(folder, 'in'))
    writeFileSync(join(folder, 'in', 'a'), '1')
    const stamp = () =>
      evaluate(
        folder,
        `import { hashOf, writeStamp } from './scripts/stamp.js'
writeStamp('out/stamp', hashOf(['in'], ['node 20']))`,
      )
    expect(await isDone(folder)).toBe('false')
    await stamp()
    expect(await isDone(folder)).toBe('true')
    writeFileSync(join(folder, 'in', 'a'), '2')
    expect(await isDone(folder)).toBe('false')
    await stamp()
    writeFileSync(join(folder, 'in', 'b'), '')
    expect(await isDone(folder)).toBe('false')
  })

  const worker = `import { appendFileSync } from 'node:fs'
import { once } from './scripts/stamp.js'
await once('out/stamp', 'hash', async () => {
  appendFileSync('work', 'began ')
  await new Promise(resolve => setTimeout(resolve, 300))
  appendFileSync('work', 'ended ')
})`

  it('that several commands find undone is done by one of them while the others wait', async () => {
    const folder = clone()
    await Promise.all([1, 2, 3].map(() => evaluate(folder, worker)))
    expect(readFileSync(join(folder, 'work'), 'utf8')).toBe('began ended ')
  })

  it('whose command was killed is done by the next', async () => {
    const folder = clone()
    const killed = evaluate(
      folder,
      worker.replace("appendFileSync('work', 'ended ')", "process.kill(process.pid, 'SIGKILL')"),
    )
    await expect(killed).rejects.toThrow()
    await evaluate(folder, worker)
    expect(readFileSync(join(folder, 'work'), 'utf8')).toMatch(/began ended $/)
  })
})

it('the packages of another clone, reached through a link, are left alone', async () => {
  const [folder, other] = [clone(), temporaryFolder()]
  writeFileSync(join(other, 'package'), '')
  symlinkSync(other, join(folder, 'node_modules'))
  await evaluate(folder, `import { install } from './scripts/install.js'\nawait install()`)
  expect(readdirSync(other)).toEqual(['package'])
})

describe('a program that fails', () => {
  it('is reported with how it ended and its last words', async () => {
    const code = `import { command } from './scripts/command.js'
await command(process.execPath, ['-e', 'console.error("disk on fire"); process.exit(3)']).catch(e => console.log(e.name, e.message))`
    expect(await evaluate(clone(), code)).toMatch(/^CommandError .* ended with 3:\ndisk on fire$/)
  })
})

describe('without Python', () => {
  const python = `import { python } from './scripts/python.js'
await python().catch(error => console.log(error.name, error.message))`

  it('says what to install and which command needs none', async () => {
    const said = await evaluate(clone(), python, { CELLAR_PYTHON: '/nowhere/python' })
    expect(said).toMatch(/^PythonMissing No usable Python was found \(no \/nowhere\/python\)/)
    expect(said).toMatch(/apt-get install python3 python3-venv/)
    expect(said).toMatch(/npx cellar run notebooks\/tour\.ipynb/)
  })

  it('takes one that is too old for none', async () => {
    const folder = clone()
    const old = join(folder, 'python')
    writeFileSync(old, '#!/bin/sh\necho 3.8\n', { mode: 0o755 })
    expect(await evaluate(folder, python, { CELLAR_PYTHON: old })).toMatch(/is 3\.8\)/)
  })
})
