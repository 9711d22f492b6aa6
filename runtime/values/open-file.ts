/**
 * The open files of a process by their numbers. A number is all that user code has in hand of one, and it can be written anywhere: wherever a
 * value holds it while the file is open, it stands for the file, whose position nobody can read. Refuses nothing: a number of
 * no open file is a number.
 */
import { SafeMap } from './originals.ts'

export class OpenFile {
  /** Absolute. */
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  get path(): string {
    return this.#path
  }

  /** `instanceof` would ask a proxy for its prototype. */
  static is(node: object): node is OpenFile {
    return #path in node
  }
}

export const openFiles = new SafeMap<number, OpenFile>()
