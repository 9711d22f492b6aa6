/** A connection file's content for one test: five free loopback ports and a random key. Nothing is bound when it returns. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { ConnectionInfo } from '../../kernel/connection-file.ts'

export const freeConnection = async (): Promise<ConnectionInfo> => {
  // All held at once, so that no two are the same.
  const servers = Array.from({ length: 5 }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = servers.map(
    server => (server.address() as AddressInfo).port,
  ) as [number, number, number, number, number]
  await Promise.all(servers.map(server => once(server.close(), 'close')))
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
  }
}
