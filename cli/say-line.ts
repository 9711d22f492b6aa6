/** A line for whoever watches a stream: in colour where that is a terminal, as plain text where it is a file or a pipe. */
import { stripVTControlCharacters } from 'node:util'

export const sayLine = (out: NodeJS.WriteStream, text: string): boolean =>
  out.write(`${out.isTTY ? text : stripVTControlCharacters(text)}\n`)
