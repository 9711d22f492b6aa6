/**
 * Tells what this user's runs showed from what came with a file: each text of output has a mark made with a secret that stays in the user's
 * home. A bundle, or a store that lies in a folder from elsewhere, can't have the mark; without a secret nothing is own.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dataFolder } from '../data-folder.ts'
import { makeFolders } from '../make-folders.ts'

export interface OwnOutput {
  /** Undefined where there is no secret and none can be kept. */
  mark(text: string): Uint8Array | undefined
  isOwn(text: string, mark: Uint8Array | null): boolean
}

/** bytes */
const SECRET = 32
const MARK = 16

export const secretPath = (env: NodeJS.ProcessEnv): string => join(dataFolder(env), 'secret')

/** The secret is made, or read, when it is first asked for. */
export const ownOutput = (path: string): OwnOutput => {
  let secret: Uint8Array | undefined
  let isLooked = false
  const mark = (text: string): Uint8Array | undefined => {
    if (!isLooked) secret = secretAt(path)
    isLooked = true
    return secret && createHmac('sha256', secret).update(text).digest().subarray(0, MARK)
  }
  return {
    mark,
    isOwn(text, given) {
      const own = given === null ? undefined : mark(text)
      return own !== undefined && given?.length === MARK && timingSafeEqual(own, given)
    },
  }
}

const secretAt = (path: string): Uint8Array | undefined => {
  try {
    return read(path) ?? made(path)
  } catch {
    return undefined // A home that can't be written to: nothing is marked, and nothing taken for marked.
  }
}

const read = (path: string): Uint8Array | undefined => {
  try {
    const secret = readFileSync(path)
    return secret.length === SECRET ? secret : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A link appears with its content: of several processes that make one, all read the first's. */
const made = (path: string): Uint8Array | undefined => {
  const mine = `${path}-${process.pid}`
  makeFolders(dirname(path), { mode: 0o700 })
  writeFileSync(mine, randomBytes(SECRET), { mode: 0o600 })
  try {
    linkSync(mine, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(mine)
  }
  return read(path)
}
