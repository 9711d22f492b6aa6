/** Writes numbers while files are open: one that a file is known by leads to that file, whose position nobody can read. */
import { Kind } from '../format.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { openFiles } from '../open-file.ts'

export const writeNumber = (writer: GraphWriter, value: number): void => {
  const file = openFiles.get(value)
  if (file === undefined) writer.out.number(value)
  else writer.value(file)
}

export const writeOpenFile = (writer: GraphWriter): void => {
  writer.out.byte(Kind.opaque)
  writer.value(undefined)
  writer.unreadable('an open file')
}
