/**
 * A front end on comm `cellar` over real ZeroMQ, as spec §13 has it: it sends the document, executes the first id of `todo` until that is
 * empty, and keeps what a screen would show of each cell. It knows nothing of the runtime behind the sockets.
 */
import type { Header, Message } from '../../kernel/message.ts'
import type { StatesMessage } from '../../runtime/view.ts'
import type { SourceCell } from './golden.ts'
import type { ZmqClient } from './zmq-client.ts'

const COMM = { comm_id: 'front' }

export class CommFront {
  readonly #client: ZmqClient
  #cells: readonly SourceCell[] = []
  /** Execute requests: message id → cell. */
  readonly #requests = new Map<string, string>()
  /** The newest request of each cell: what came before it is no longer on the screen. */
  readonly #newest = new Map<string, string>()
  readonly #failed = new Set<string>()

  private constructor(client: ZmqClient) {
    this.#client = client
  }

  static async open(client: ZmqClient, cells: readonly SourceCell[]): Promise<CommFront> {
    const front = new CommFront(client)
    front.#cells = cells
    const data = { type: 'document', cells }
    await client.idleOf(client.send('comm_open', { ...COMM, target_name: 'cellar', data }))
    return front
  }

  get cells(): readonly SourceCell[] {
    return this.#cells
  }

  async put(cells: readonly SourceCell[]): Promise<void> {
    this.#cells = cells
    await this.#client.idleOf(this.#client.send('comm_msg', { ...COMM, data: { type: 'document', cells } }))
  }

  async execute(id: string): Promise<void> {
    const code = this.#cells.find(c => c.id === id)?.source ?? ''
    const header: Header = this.#client.sendExecute(code, { metadata: { cellId: id } })
    this.#requests.set(header.msg_id, id)
    this.#newest.set(id, header.msg_id)
    const { reply } = await this.#client.collect(header)
    if (reply.content.status === 'ok') this.#failed.delete(id)
    else this.#failed.add(id)
  }

  async freshen(): Promise<void> {
    const limit = 10 * this.#cells.length + 10
    for (let turn = 0; turn < limit; turn++) {
      const next = this.#states().at(-1)?.todo[0]
      if (next === undefined) return
      const told = this.#states().length
      await this.execute(next)
      // Where telling takes long, it comes a while after the reply.
      if (this.#states().length === told) await this.#client.next(isStates)
    }
    throw new Error(`The todo never empties: ${this.#states().at(-1)?.todo}`)
  }

  /** Every cell that began to run, from the states told since the `from`th message heard. */
  ran(from: number): readonly string[] {
    const running = new Set<string>()
    const ran = new Set<string>()
    for (const { cells } of this.#states(from))
      for (const { id, state } of cells) {
        if (state === 'running' && !running.has(id)) ran.add(id)
        if (state === 'running') running.add(id)
        else running.delete(id)
      }
    return [...ran]
  }

  /** stdout of each cell, as it stands on the screen. */
  shown(): Readonly<Record<string, string>> {
    const shown = new Map(this.#cells.map(c => [c.id, '']))
    for (const message of this.#client.heard) {
      const id = this.#requests.get(message.parent?.msg_id ?? '')
      if (id === undefined || this.#newest.get(id) !== message.parent?.msg_id || !shown.has(id)) continue
      if (message.header.msg_type === 'clear_output') shown.set(id, '')
      if (message.header.msg_type === 'stream' && message.content.name === 'stdout')
        shown.set(id, `${shown.get(id)}${message.content.text}`)
    }
    return Object.fromEntries(shown)
  }

  failed(): readonly string[] {
    return this.#cells.map(c => c.id).filter(id => this.#failed.has(id))
  }

  /** Resolves as soon as the screen shows this; late output comes when it comes. */
  async shows(expected: Readonly<Record<string, string>>): Promise<void> {
    const isThere = (): boolean => Object.entries(expected).every(([id, text]) => this.shown()[id] === text)
    while (!isThere()) await this.#client.next(m => m.header.msg_type === 'stream')
  }

  #states(from = 0): readonly StatesMessage[] {
    return this.#client.heard
      .slice(from)
      .filter(isStates)
      .map(m => m.content.data as StatesMessage)
  }
}

const isStates = ({ header, content }: Message): boolean =>
  header.msg_type === 'comm_msg' && (content.data as { type?: unknown }).type === 'states'
