/**
 * The files that a child process is told of: whatever in its command line reads like a path. Nobody sees what it does with them, so each
 * counts as read, and as written where it is another afterwards. A file that it finds by itself goes unnoticed.
 */
import { resolve } from 'node:path'
import { native } from '../native.ts'
import type { FileTouches } from '../files/file-touches.ts'

/** words of a command line that are looked at; more are a list that somebody generated */
const wordLimit = 256

export const handOverFiles = (files: FileTouches, args: readonly unknown[]): void => {
  const options = args.find(arg => typeof arg === 'object' && arg !== null && !Array.isArray(arg))
  const cwd: unknown = options === undefined ? undefined : Reflect.get(options as object, 'cwd')
  for (const word of wordsOf(args)) {
    const path = typeof cwd === 'string' ? resolve(cwd, word) : word
    // Code and options have points in them too: without a slash, only a file that is there counts.
    if (word.includes('/') || native.fs.existsSync(path)) files.handOver(path)
  }
}

const wordsOf = ([command, given]: readonly unknown[]): readonly string[] => {
  // A program by its whole path belongs to the machine.
  const program = typeof command === 'string' && !command.startsWith('/') ? command : ''
  const words = [program, ...(Array.isArray(given) ? given : [])].flatMap(text =>
    String(text).split(/[\s'"`<>|;&()=]+/),
  )
  return words.filter(word => /[./]/.test(word) && !/^\.+$|:\/\//.test(word)).slice(0, wordLimit)
}
