/**
 * A Jupyter client for tests, straight on ZeroMQ: sends requests, collects what answers them, waits for idle. It knows a
 * kernel by its connection alone, so it serves for a kernel in this process, in another, and for ipykernel.
 */
import { randomUUID } from 'node:crypto'
import { Dealer, Request as ZmqRequest, Subscriber } from 'zeromq'
import { addressOf, type ConnectionInfo } from '../../kernel/connection-file.ts'
import { type Fields, type Header, headersOf, type Message } from '../../kernel/message.ts'
import { wireFor } from '../../kernel/wire.ts'

export interface ExecuteOptions {
  readonly silent?: boolean
  readonly store_history?: boolean
  readonly user_expressions?: Fields
  readonly allow_stdin?: boolean
  readonly stop_on_error?: boolean
  readonly metadata?: Fields
}

export interface Executed {
  readonly reply: Message
  /** iopub messages of this request, from busy to idle. */
  readonly iopub: readonly Message[]
  readonly stdout: string
  readonly stderr: string
}

type Watcher = (message: Message) => boolean

export class ZmqClient {
  readonly #connection: ConnectionInfo
  readonly #wire: ReturnType<typeof wireFor>
  readonly #makeHeader: (type: string) => Header
  readonly #dealers: { readonly shell: Dealer; readonly control: Dealer; readonly stdin: Dealer }
  readonly #iopub = new Subscriber()
  readonly #watchers = new Set<Watcher>()
  /** Every message received on iopub, in order. */
  readonly heard: Message[] = []

  private constructor(connection: ConnectionInfo) {
    const routingId = randomUUID()
    const options = { routingId, linger: 0 }
    this.#connection = connection
    this.#wire = wireFor({ key: connection.key, scheme: connection.signature_scheme })
    this.#makeHeader = headersOf(randomUUID())
    this.#dealers = { shell: new Dealer(options), control: new Dealer(options), stdin: new Dealer(options) }
  }

  /** `listen: false` leaves iopub alone; else resolves once the kernel answers and iopub is heard. */
  static async connect(
    connection: ConnectionInfo,
    { listen = true, channel = 'control' as 'control' | 'shell' } = {},
  ): Promise<ZmqClient> {
    const client = new ZmqClient(connection)
    const { shell, control, stdin } = client.#dealers
    shell.connect(addressOf(connection, 'shell_port'))
    control.connect(addressOf(connection, 'control_port'))
    stdin.connect(addressOf(connection, 'stdin_port'))
    client.#iopub.receiveHighWaterMark = 0
    client.#iopub.connect(addressOf(connection, 'iopub_port'))
    if (listen) client.#iopub.subscribe()
    for (const channel of ['shell', 'control', 'stdin'] as const) void client.#read(client.#dealers[channel], channel)
    void client.#read(client.#iopub, 'iopub')
    if (listen) {
      for (let heard = false; !heard; ) {
        const idle = client.next(m => m.header.msg_type === 'status' && m.content.execution_state === 'idle')
        await client.request('kernel_info_request', {}, { channel, idle: false })
        // Without a welcome (older kernels) the first statuses may be lost while the subscription is under way: ask again.
        heard = await Promise.race([idle.then(() => true), new Promise<false>(done => setTimeout(done, 200, false))])
      }
    }
    return client
  }

  /** Sends a request and forgets it; its header tells its answers. */
  send(
    type: string,
    content: Fields,
    { channel = 'shell', metadata = {}, buffers = [], parent }: SendOptions = {},
  ): Header {
    const header = this.#makeHeader(type)
    void this.#dealers[channel].send(
      this.#wire.encode({ identities: [], header, ...(parent && { parent }), metadata, content, buffers }),
    )
    return header
  }

  /** Frames as they are, signed or not. */
  async sendRaw(channel: 'shell' | 'control' | 'stdin', frames: Uint8Array[]): Promise<void> {
    await this.#dealers[channel].send(frames)
  }

  frames(type: string, content: Fields): Uint8Array[] {
    return this.#wire.encode({ identities: [], header: this.#makeHeader(type), metadata: {}, content, buffers: [] })
  }

  /** The reply, after the request's idle unless `idle` is false. */
  async request(
    type: string,
    content: Fields = {},
    options: SendOptions & { readonly idle?: boolean } = {},
  ): Promise<Message> {
    const header = this.send(type, content, options)
    const reply = this.next(
      m => m.parent?.msg_id === header.msg_id && m.header.msg_type === type.replace('_request', '_reply'),
    )
    if (options.idle !== false) await this.idleOf(header)
    return reply
  }

  async execute(code: string, { metadata, ...options }: ExecuteOptions = {}): Promise<Executed> {
    return this.collect(this.sendExecute(code, { ...(metadata && { metadata }), ...options }))
  }

  sendExecute(code: string, { metadata, ...options }: ExecuteOptions = {}): Header {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options,
    }
    return this.send('execute_request', content, { ...(metadata && { metadata }) })
  }

  async collect(header: Header): Promise<Executed> {
    const [reply] = await Promise.all([
      this.next(m => m.parent?.msg_id === header.msg_id && m.header.msg_type === 'execute_reply'),
      this.idleOf(header),
    ])
    const iopub = this.about(header)
    const text = (name: string) =>
      iopub
        .filter(m => m.header.msg_type === 'stream' && m.content.name === name)
        .map(m => String(m.content.text))
        .join('')
    return { reply, iopub, stdout: text('stdout'), stderr: text('stderr') }
  }

  /** What was heard on iopub under a request's header. */
  about(header: Header): readonly Message[] {
    return this.heard.filter(m => m.parent?.msg_id === header.msg_id)
  }

  idleOf(header: Header): Promise<Message> {
    const isIdle = (m: Message) => m.parent?.msg_id === header.msg_id && m.content.execution_state === 'idle'
    const heard = this.heard.find(isIdle)
    return heard ? Promise.resolve(heard) : this.next(isIdle)
  }

  /** The next message on any channel that fits. */
  next(fits: Watcher): Promise<Message> {
    return new Promise(resolve => {
      const watcher = (message: Message) => {
        if (!fits(message)) return false
        this.#watchers.delete(watcher)
        resolve(message)
        return true
      }
      this.#watchers.add(watcher)
    })
  }

  async beat(text: string): Promise<string> {
    const socket = new ZmqRequest({ linger: 0 })
    socket.connect(addressOf(this.#connection, 'hb_port'))
    await socket.send(text)
    const [echo] = await socket.receive()
    socket.close()
    return String(echo)
  }

  close(): void {
    for (const socket of [...Object.values(this.#dealers), this.#iopub]) socket.close()
  }

  async #read(socket: Dealer | Subscriber, channel: string): Promise<void> {
    for await (const frames of socket) {
      const decoded = this.#wire.decode(frames)
      if (decoded.is === 'malformed') throw new Error(`the kernel sent no message on ${channel}: ${decoded.why}`)
      if (channel === 'iopub') this.heard.push(decoded.message)
      for (const watcher of [...this.#watchers]) watcher(decoded.message)
    }
  }
}

export interface SendOptions {
  readonly channel?: 'shell' | 'control' | 'stdin'
  readonly metadata?: Fields
  readonly buffers?: readonly Uint8Array[]
  readonly parent?: Header
}
