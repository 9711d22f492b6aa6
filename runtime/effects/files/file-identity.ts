/** Whether a file is the one that it was: which one it is, and when it was last changed. */
import type { BigIntStats } from 'node:fs'

export const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':')
