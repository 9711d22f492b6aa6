/** The SHA-256, in hex, of what is in a file. Never loads more than a chunk of a large one; throws what the file system says. */
import { createHash } from 'node:crypto'
import { native } from '../native.ts'

/** bytes */
const CHUNK = 1 << 20

/** `size`: in bytes, as it was found a moment ago; it only decides how the file is read. */
export const contentHash = (path: string, size: number): string => {
  const hash = createHash('sha256')
  if (size <= CHUNK) return hash.update(native.fs.readFileSync(path)).digest('hex')
  const fd = native.fs.openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK)
    for (let read = -1; read !== 0; ) {
      read = native.fs.readSync(fd, chunk, 0, CHUNK, null)
      hash.update(chunk.subarray(0, read))
    }
    return hash.digest('hex')
  } finally {
    native.fs.closeSync(fd)
  }
}
