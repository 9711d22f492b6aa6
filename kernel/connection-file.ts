/**
 * The file in which a Jupyter client tells the kernel where to listen and how to sign. It is read once at start; what
 * is wrong with it is said by a `ConnectionFileError`, before any socket is bound.
 */
import { readFileSync } from 'node:fs'

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const

export type ConnectionInfo = {
  readonly transport: 'tcp' | 'ipc'
  readonly ip: string
  /** Empty: messages are not signed. */
  readonly key: string
  /** `hmac-sha256` */
  readonly signature_scheme: string
} & { readonly [port in (typeof PORTS)[number]]: number }

export class ConnectionFileError extends Error {
  override name = 'ConnectionFileError'
}

export const readConnectionFile = (path: string): ConnectionInfo => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConnectionFileError(
      `Can't read the connection file ${path}. A kernel is started by a Jupyter client, which writes this file first.`,
      { cause },
    )
  }
  try {
    return parseConnection(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConnectionFileError(`${path} is not a connection file: ${why}. Start the kernel from a Jupyter client.`, {
      cause,
    })
  }
}

export const parseConnection = (value: unknown): ConnectionInfo => {
  if (typeof value !== 'object' || value === null) throw new TypeError('it holds no object')
  const fields = value as Readonly<Record<string, unknown>>
  const text = (name: string, otherwise: string) => {
    const found = fields[name] ?? otherwise
    if (typeof found !== 'string') throw new TypeError(`${name} is not a string`)
    return found
  }
  const port = (name: string) => {
    const found = fields[name]
    if (!Number.isInteger(found) || Number(found) <= 0 || Number(found) > 65_535)
      throw new TypeError(`${name} is not a port`)
    return Number(found)
  }
  const transport = text('transport', 'tcp')
  if (transport !== 'tcp' && transport !== 'ipc') throw new TypeError(`transport '${transport}' is neither tcp nor ipc`)
  return {
    transport,
    ip: text('ip', '127.0.0.1'),
    key: text('key', ''),
    signature_scheme: text('signature_scheme', 'hmac-sha256'),
    shell_port: port('shell_port'),
    iopub_port: port('iopub_port'),
    stdin_port: port('stdin_port'),
    control_port: port('control_port'),
    hb_port: port('hb_port'),
  }
}

/** `tcp://127.0.0.1:5555`; ipc addresses join by a dash, as jupyter_client has it. */
export const addressOf = (connection: ConnectionInfo, port: (typeof PORTS)[number]): string =>
  `${connection.transport}://${connection.ip}${connection.transport === 'ipc' ? '-' : ':'}${connection[port]}`
