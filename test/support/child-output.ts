/** What a child process says, kept from its first byte, so that a test may wait for a line that was said before it asked. */
import type { ChildProcess } from 'node:child_process'

export class ChildOutput {
  #text = ''
  readonly #waiting = new Set<() => void>()

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => {
        this.#text += data
        for (const look of this.#waiting) look()
      })
  }

  get text(): string {
    return this.#text
  }

  /** Resolves as soon as it was said. */
  said(what: RegExp): Promise<RegExpExecArray> {
    return new Promise(done => {
      const look = (): void => {
        const match = what.exec(this.#text)
        if (!match) return
        this.#waiting.delete(look)
        done(match)
      }
      this.#waiting.add(look)
      look()
    })
  }
}
