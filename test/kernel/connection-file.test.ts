/** Connection files: what is taken, and what is refused with which words. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addressOf, ConnectionFileError, parseConnection, readConnectionFile } from '../../kernel/connection-file.ts'

const good = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5, key: 'k' }

describe('a connection file', () => {
  it('has defaults for all but the ports, and gives addresses of both transports', () => {
    const tcp = parseConnection(good)
    expect(tcp).toMatchObject({ transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256' })
    expect(addressOf(tcp, 'iopub_port')).toBe('tcp://127.0.0.1:2')
    expect(addressOf(parseConnection({ ...good, transport: 'ipc', ip: '/tmp/k' }), 'hb_port')).toBe('ipc:///tmp/k-5')
  })

  it.each([
    [{ ...good, shell_port: 70_000 }, 'shell_port'],
    [{ ...good, hb_port: undefined }, 'hb_port'],
    [{ ...good, transport: 'udp' }, 'udp'],
    [{ ...good, key: 5 }, 'key'],
    [[], 'shell_port'],
    [null, 'no object'],
  ])('%j is refused by name', (value, named) => {
    expect(() => parseConnection(value)).toThrow(named)
  })

  it('that is missing or no JSON says so, with the path', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'cellar-connection-')), 'c.json')
    expect(() => readConnectionFile(path)).toThrow(ConnectionFileError)
    writeFileSync(path, '{')
    expect(() => readConnectionFile(path)).toThrow(path)
  })
})
