/** Keeps cells of other processes running for as long as a test needs, and knows what ran: cells ask it over HTTP and wait for its answer. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export class Gate {
  readonly asked: string[] = []
  readonly #server: Server
  readonly #held = new Map<string, ServerResponse>()
  readonly #waiting = new Map<string, () => void>()
  #closed: ReadonlySet<string> = new Set()

  constructor() {
    this.#server = createServer((request, response) => {
      const word = (request.url ?? '').slice(1)
      this.asked.push(word)
      if (this.#closed.has(word)) this.#held.set(word, response)
      else response.end()
      this.#waiting.get(word)?.()
    })
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  /** In a cell: waits there. */
  at(word: string): string {
    return `await fetch(\`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${word}\`)`
  }

  /** Begins anew: these are kept waiting until they are let go. */
  keep(...words: readonly string[]): void {
    this.asked.length = 0
    this.#closed = new Set(words)
  }

  reached(word: string): Promise<void> {
    return new Promise(done => {
      if (this.asked.includes(word)) done()
      else this.#waiting.set(word, done)
    })
  }

  let(word: string): void {
    this.#closed = new Set([...this.#closed].filter(each => each !== word))
    this.#held.get(word)?.end()
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
