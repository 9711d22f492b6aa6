/**
 * Who may do what with what is at a path, as a version: `usual` where it is what a new file or folder is given, and where nothing is; else the
 * bits in octal. So making a file changes no permissions, and a link has none of its own.
 */
import type { BigIntStats } from 'node:fs'
import { version, type Version } from '../../brand.ts'
import { native } from '../native.ts'
import { attempt, statAt } from './file-versions.ts'
import { type FoldersSeen, leadsElsewhere } from './real-paths.ts'

export const usual: Version = version('usual')

/** As every process of a notebook begins. */
const umask = process.umask()

/** A folder has it from the one that it is in. */
const SETGID = 0o2000

export const modeOf = (stat: Pick<BigIntStats, 'mode' | 'isDirectory' | 'isSymbolicLink'> | undefined): Version => {
  if (stat === undefined || stat.isSymbolicLink()) return usual
  const bits = Number(stat.mode) & (stat.isDirectory() ? 0o7777 & ~SETGID : 0o7777)
  return bits === usualBits(stat) ? usual : version(bits.toString(8))
}

export const modeAt = (path: string, seen?: FoldersSeen): Version =>
  leadsElsewhere(path, seen) ? usual : modeOf(statAt(path))

/** False where that isn't allowed. Where nothing is, there is nothing to do. */
export const restoreMode = (path: string, to: Version): boolean => {
  const stat = leadsElsewhere(path) ? undefined : statAt(path)
  if (stat === undefined || modeOf(stat) === to) return true
  const bits = to === usual ? usualBits(stat) : Number.parseInt(to, 8)
  const kept = stat.isDirectory() ? Number(stat.mode) & SETGID : 0
  return attempt(
    () => {
      native.fs.chmodSync(path, bits | kept)
      return modeAt(path) === to
    },
    () => false,
  )
}

const usualBits = (stat: Pick<BigIntStats, 'isDirectory'>): number => (stat.isDirectory() ? 0o777 : 0o666) & ~umask
