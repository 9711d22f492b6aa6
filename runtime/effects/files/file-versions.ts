/**
 * What is at a path, as a version: a file's SHA-256, `missing`, `dir`, `link:<target>` (what it leads to is a location of
 * its own), `special` (never opened: reading a pipe would wait), `unreadable:<code>`. Never throws for what a disk may hold.
 */
import type { BigIntStats } from 'node:fs'
import { version, type Version } from '../../brand.ts'
import type { Observed } from '../effect-log.ts'
import { native } from '../native.ts'
import { FileHashes, LARGE_FILE } from './file-hashes.ts'
import { identityOf } from './file-identity.ts'

export const missing: Version = version('missing')
export const directory: Version = version('dir')
const special: Version = version('special')

/** Of a file that is there: no folder, no link, nothing that can't be read. */
export const isOfContent = (found: Version): boolean => /^[0-9a-f]{64}$/.test(found)
const linkPrefix = 'link:'

export class FileVersions {
  readonly hashes = new FileHashes()

  /** `known`: how it was found a moment ago. */
  of(path: string, known?: BigIntStats): Version {
    return attempt(() => {
      const stat = known ?? lstat(path)
      if (stat === undefined) return missing
      if (stat.isFile()) return this.hashes.of(path, stat)
      if (stat.isDirectory()) return directory
      return stat.isSymbolicLink() ? version(linkPrefix + native.fs.readlinkSync(path)) : special
    }, versionOfFailure)
  }

  /** Now, or for a large file when the run that opened it to read has ended, if it is still the same file then; if not, a version that nothing has. */
  observe(path: string, known?: BigIntStats): Observed {
    const stat = known ?? statAt(path)
    if (stat === undefined || !stat.isFile() || stat.size <= LARGE_FILE) return this.of(path, stat)
    const identity = identityOf(stat)
    return () => {
      const now = statAt(path)
      return now !== undefined && identityOf(now) === identity ? this.of(path, now) : version(`overtaken:${identity}`)
    }
  }
}

/** What the version of a link says it leads to. */
export const linkTarget = (of: Version): string | undefined =>
  of.startsWith(linkPrefix) ? of.slice(linkPrefix.length) : undefined

/** The name itself, links not followed; undefined where nothing is or it can't be looked at. */
export const statAt = (path: string): BigIntStats | undefined =>
  attempt(
    () => lstat(path),
    () => undefined,
  )

/** `failed` is asked when the world refuses, with Node's code; our own errors go on up. */
export const attempt = <T, F>(look: () => T, failed: (code: string) => F): T | F => {
  try {
    return look()
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return failed(error.code)
    throw error
  }
}

/** A file may go between looking and reading; a path may lead through a file, or a link through itself. */
export const versionOfFailure = (code: string): Version =>
  nothingThere.has(code) ? missing : version(`unreadable:${code}`)

const nothingThere = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

const lstat = (path: string): BigIntStats | undefined =>
  native.fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })
