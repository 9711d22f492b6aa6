/**
 * A program of ours as one script whose compiled form is kept on disk, so that later processes needn't compile it: a third of the start of a
 * session. V8 itself refuses what another V8 made; that it is of this text and as it was written, a hash says. Where nobody may write beside
 * the program, it is compiled each time.
 */
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

/** As they are before user code has changed them. */
const { mkdirSync, readFileSync, renameSync, writeFileSync } = fs

export interface KeptProgram {
  /** Of ASCII characters but for its comments. */
  readonly url: URL
  /** Who runs the program: each compiles other functions of it. */
  readonly role: string
  /** What the program finds under these names. */
  readonly given: Readonly<Record<string, unknown>>
}

/** `keepCode` is given to the program: undefined where there is nothing to keep, else to be called once, when it has done some work. */
export type KeepCode = (() => void) | undefined

const sealLength = 32

/** Runs the program. Its `import.meta.url` stands there as `programUrl`. */
export const runProgram = ({ url, role, given }: KeptProgram): void => {
  const program = fileURLToPath(url)
  const names = Object.keys(given)
  const text = `(function (require, programUrl, keepCode, ${names.join(', ')}) {${readFileSync(program, 'latin1')}\n})`
  const file = join(dirname(program), '.code', `${role}-${process.version}-${process.arch}`)
  const cachedData = readKept(file, text)
  const script = new Script(text, { filename: url.href, ...(cachedData && { cachedData }) })
  const isKept = cachedData !== undefined && script.cachedDataRejected === false
  const keepCode: KeepCode = isKept ? undefined : () => keep(file, text, script.createCachedData())
  script.runInThisContext()(createRequire(url), url.href, keepCode, ...names.map(name => given[name]))
}

const sealOf = (text: string, code: Uint8Array): Buffer =>
  createHash('sha256').update(text, 'latin1').update(code).digest()

const readKept = (file: string, text: string): Buffer | undefined => {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    return undefined
  }
  const code = bytes.subarray(sealLength)
  return sealOf(text, code).equals(bytes.subarray(0, sealLength)) ? code : undefined
}

const keep = (file: string, text: string, code: Buffer): void => {
  const whole = `${file}.${randomUUID()}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(whole, Buffer.concat([sealOf(text, code), code]))
    renameSync(whole, file)
  } catch {
    // A program that nobody may write beside: it is compiled the next time, too.
  }
}
