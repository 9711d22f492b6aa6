/** A kernel program in a process of its own, started as Jupyter starts it: by a connection file. Ends with the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ConnectionInfo } from '../../kernel/connection-file.ts'
import { freeConnection } from './free-connection.ts'
import { ZmqClient } from './zmq-client.ts'

export interface KernelProcess {
  readonly client: ZmqClient
  readonly connection: ConnectionInfo
  readonly child: ChildProcess
  /** Resolves once the kernel has written this to its stderr. */
  logged(text: string): Promise<void>
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>
}

export const launchKernel = async (
  program: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<KernelProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-kernel-'))
  const connection = await freeConnection()
  const file = join(folder, 'connection.json')
  writeFileSync(file, JSON.stringify(connection))
  // A test run that is cut off leaves no kernel behind.
  const parent = { JPY_PARENT_PID: String(process.pid) }
  const env = { ...process.env, ...parent, CELLAR_HISTORY: join(folder, 'history.sqlite'), ...options.env }
  const child = spawn(process.execPath, [program, file], {
    cwd: options.cwd ?? folder,
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const logged = async (text: string) => {
    while (!stderr.includes(text)) await once(child.stderr, 'data')
  }
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  const client = await ZmqClient.connect(connection)
  onTestFinished(async () => {
    client.close()
    child.kill('SIGKILL')
    await exited
  })
  return { client, connection, child, logged, exited }
}
