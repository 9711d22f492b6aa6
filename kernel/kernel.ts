/**
 * The kernel in one process: sockets, requests and a notebook runtime joined together. It holds no state of its own beyond
 * the parts; foreign bytes are counted and logged, and only `stop` ends it.
 */
import { randomUUID } from 'node:crypto'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import { CellarTarget } from './comm/cellar-target.ts'
import { OpenComms } from './comm/open-comms.ts'
import type { ConnectionInfo } from './connection-file.ts'
import { Dispatcher } from './dispatcher.ts'
import { DocumentSource } from './document/document-source.ts'
import type { NotebookOnDisk } from './document/notebook-on-disk.ts'
import type { History } from './history/history.ts'
import { readMessages, Refusals } from './inbound.ts'
import { headersOf, type Message, replyType } from './message.ts'
import { Publisher } from './publisher/publisher.ts'
import { ShownCells } from './publisher/shown-cells.ts'
import type { Reply, Request } from './request.ts'
import { routesFor } from './routes.ts'
import { bindSockets, type Channel, type Sockets } from './sockets.ts'
import { Stdin } from './stdin.ts'
import { wireFor } from './wire.ts'

export interface KernelOptions {
  readonly connection: ConnectionInfo
  readonly runtime: NotebookRuntime
  readonly history: History
  readonly notebook?: NotebookOnDisk
  readonly log: (line: string) => void
  /** A client asked for the end, and has its reply. */
  readonly onShutdown: () => void
}

export interface Kernel {
  /** Messages refused so far: bad signature, bad JSON, missing frames. */
  readonly refused: number
  interrupt(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds that the shell waits for somebody to listen on iopub: a fast client would miss its first idle. */
const FIRST_SUBSCRIPTION = 1000

export const startKernel = async (options: KernelOptions): Promise<Kernel> => {
  const { connection, runtime, history, log } = options
  const wire = wireFor({ key: connection.key, scheme: connection.signature_scheme })
  const logError = (error: unknown) => log(`socket: ${error instanceof Error ? error.message : String(error)}`)
  const sockets = await bindSockets(connection, logError)
  const makeHeader = headersOf(randomUUID())
  const publisher = new Publisher(makeHeader, message => sockets.send('iopub', wire.encode(message)))
  const stdin = new Stdin(makeHeader, message => sockets.send('stdin', wire.encode(message)))
  const shown = new ShownCells()
  const comms = new OpenComms()
  const documents = new DocumentSource(runtime, options.notebook)
  const cellar = new CellarTarget({ runtime, documents, publisher, shown, notebookPath: options.notebook?.path })
  const shutDown = () => void sockets.drained().then(options.onShutdown)
  const reply = (request: Request, { content, metadata = {} }: Reply) => {
    const header = makeHeader(replyType(request.header.msg_type))
    sockets.send(
      request.channel,
      wire.encode({ identities: request.identities, header, parent: request.header, metadata, content, buffers: [] }),
    )
  }
  const routes = routesFor({ runtime, publisher, comms, shown, documents, history, stdin, cellar, shutDown })
  const flush = () => sockets.flush()
  const dispatcher = new Dispatcher({ routes, publisher, reply, log, beforeIdle: () => cellar.flush(), flush })

  runtime.onLate(({ cell, event }) => shown.showLate(cell, event))
  runtime.onNotice(text => shown.showNotice(text))
  const refusals = new Refusals(log)
  const read = (channel: Channel, take: (message: Message) => void) =>
    readMessages({ channel, frames: sockets.receive(channel), decode: wire.decode, take, refusals }).catch(logError)
  publisher.status('starting')
  read('control', message => dispatcher.receive('control', message))
  read('stdin', message => stdin.receive(message))
  void welcomeSubscribers(sockets, publisher, logError).then(() =>
    read('shell', message => dispatcher.receive('shell', message)),
  )

  return {
    get refused() {
      return refusals.count
    },
    interrupt: () => runtime.interrupt(),
    stop: async () => {
      shown.flush()
      await sockets.drained()
      sockets.close()
      history.close()
      await runtime.close()
    },
  }
}

/** Resolves when somebody listens on iopub, or after a second without. Welcomes each new subscription from then on too. */
const welcomeSubscribers = (sockets: Sockets, publisher: Publisher, onError: (error: unknown) => void): Promise<void> =>
  new Promise(resolve => {
    const patience = setTimeout(resolve, FIRST_SUBSCRIPTION)
    const welcomeAll = async () => {
      for await (const topic of sockets.subscriptions()) {
        publisher.welcome(topic)
        clearTimeout(patience)
        resolve()
      }
    }
    welcomeAll().catch(onError)
  })
