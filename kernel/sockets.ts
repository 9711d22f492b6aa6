/**
 * The five ZeroMQ sockets of a kernel: the only file that knows zeromq. It moves frames and understands none of them.
 * Sends are ordered and lossless: no high-water mark, one awaited queue for each socket.
 */
import { Reply, Router, XPublisher } from 'zeromq'
import { addressOf, type ConnectionInfo } from './connection-file.ts'
import { type Frames, SendQueue } from './send-queue.ts'

export type Channel = 'shell' | 'control' | 'stdin'

/** Milliseconds that a closed socket keeps trying to deliver: the shutdown reply must still get out. */
const LINGER = 1000
const SUBSCRIBE = 1

export interface Sockets {
  /** Frames as they come in; ends when the sockets are closed. */
  receive(channel: Channel): AsyncIterable<Frames>
  /** Topic of each subscription to iopub, repeated ones too. */
  subscriptions(): AsyncIterable<Uint8Array>
  /** In order, when this turn of the event loop is done; `flush` doesn't wait for that. */
  send(channel: Channel | 'iopub', frames: Frames): void
  flush(): void
  /** Everything sent so far has been handed to ZeroMQ. */
  drained(): Promise<void>
  close(): void
}

export const bindSockets = async (connection: ConnectionInfo, onError: (error: unknown) => void): Promise<Sockets> => {
  const options = { linger: LINGER, sendHighWaterMark: 0 }
  const routers = { shell: new Router(options), control: new Router(options), stdin: new Router(options) }
  // allSubs: each new client is told of, and so welcomed, even when another has the same subscription.
  const iopub = new XPublisher({ ...options, verbosity: 'allSubs' })
  const heartbeat = new Reply(options)
  const all = [routers.shell, routers.control, routers.stdin, iopub, heartbeat]
  const bound = await Promise.allSettled([
    routers.shell.bind(addressOf(connection, 'shell_port')),
    routers.control.bind(addressOf(connection, 'control_port')),
    routers.stdin.bind(addressOf(connection, 'stdin_port')),
    iopub.bind(addressOf(connection, 'iopub_port')),
    heartbeat.bind(addressOf(connection, 'hb_port')),
  ])
  const failed = bound.find(result => result.status === 'rejected')
  if (failed) {
    for (const socket of all) socket.close()
    throw failed.reason
  }
  void echo(heartbeat).catch(onError)

  const queues = {
    shell: new SendQueue(frames => routers.shell.send(frames), onError),
    control: new SendQueue(frames => routers.control.send(frames), onError),
    stdin: new SendQueue(frames => routers.stdin.send(frames), onError),
    iopub: new SendQueue(frames => iopub.send(frames), onError),
  }
  return {
    receive: channel => routers[channel],
    subscriptions: () => topics(iopub),
    send: (channel, frames) => queues[channel].push(frames),
    flush: () => {
      for (const queue of Object.values(queues)) queue.flush()
    },
    drained: async () => {
      await Promise.all(Object.values(queues).map(queue => queue.drained()))
    },
    close: () => {
      for (const socket of all) socket.close()
    },
  }
}

const echo = async (heartbeat: Reply) => {
  for await (const beat of heartbeat) await heartbeat.send(beat)
}

async function* topics(iopub: XPublisher): AsyncIterable<Uint8Array> {
  for await (const [frame] of iopub as AsyncIterable<Uint8Array[]>)
    if (frame?.[0] === SUBSCRIBE) yield frame.subarray(1)
}
