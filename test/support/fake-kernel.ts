/** A kernel in this process over a FakeRuntime, with clients on real loopback sockets; everything ends with the test. */
import { onTestFinished } from 'vitest'
import type { ConnectionInfo } from '../../kernel/connection-file.ts'
import type { NotebookOnDisk } from '../../kernel/document/notebook-on-disk.ts'
import { openHistory } from '../../kernel/history/history.ts'
import { type Kernel, startKernel } from '../../kernel/kernel.ts'
import { FakeRuntime } from './fake-runtime.ts'
import { freeConnection } from './free-connection.ts'
import { ZmqClient } from './zmq-client.ts'

export interface FakeKernel {
  readonly runtime: FakeRuntime
  readonly kernel: Kernel
  readonly connection: ConnectionInfo
  readonly client: ZmqClient
  readonly log: readonly string[]
  /** Resolves when a client's shutdown request has been answered. */
  readonly ended: Promise<void>
  anotherClient(): Promise<ZmqClient>
}

export const fakeKernel = async (
  /** `listen: false`: the first client leaves iopub alone. */
  options: { readonly historyPath?: string; readonly notebook?: NotebookOnDisk; readonly listen?: boolean } = {},
): Promise<FakeKernel> => {
  const runtime = new FakeRuntime()
  const connection = await freeConnection()
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  let onShutdown: () => void = () => undefined
  const ended = new Promise<void>(resolve => {
    onShutdown = resolve
  })
  const history = openHistory(options.historyPath ?? ':memory:', log)
  const kernel = await startKernel({
    connection,
    runtime,
    history,
    log,
    onShutdown,
    ...(options.notebook && { notebook: options.notebook }),
  })
  const clients: ZmqClient[] = []
  const connect = async (listen: boolean) => {
    const client = await ZmqClient.connect(connection, { listen })
    clients.push(client)
    return client
  }
  onTestFinished(async () => {
    for (const client of clients) client.close()
    await kernel.stop()
  })
  return {
    runtime,
    kernel,
    connection,
    client: await connect(options.listen ?? true),
    log: lines,
    ended,
    anotherClient: () => connect(true),
  }
}
