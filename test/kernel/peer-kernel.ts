/**
 * A kernel to measure, Cellar's, ipykernel or Deno's, each started as Jupyter starts it and talked to over plain ZeroMQ by the same client.
 * What differs between them (language, how an interrupt is sent) stands here and nowhere else.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freeConnection } from '../support/free-connection.ts'
import { type Executed, ZmqClient } from '../support/zmq-client.ts'

export type PeerName = 'cellar' | 'ipykernel'
/** Deno's is only asked to do nothing: an interrupt kills it with its state. */
export type AnyPeer = PeerName | 'deno'

export interface Snippets {
  readonly nothing: string
  readonly lines: (n: number) => string
  readonly spin: string
  readonly define: (i: number) => string
  /** Prints 42 while what `keep` defined is still there. */
  readonly keep: string
  readonly kept: string
}

export const snippets: Readonly<Record<PeerName, Snippets>> = {
  cellar: {
    nothing: 'void 0;',
    lines: n => `for (let i = 0; i < ${n}; i++) console.log(i)`,
    spin: 'for (;;) {}',
    define: i => `const v${i} = ${i}`,
    keep: 'let kept = 42',
    kept: 'console.log(kept)',
  },
  ipykernel: {
    nothing: 'pass',
    lines: n => `for i in range(${n}): print(i)`,
    spin: 'while True: pass',
    define: i => `v${i} = ${i}`,
    keep: 'kept = 42',
    kept: 'print(kept)',
  },
}

const root = resolve(import.meta.dirname, existsSync(join(import.meta.dirname, 'kernel.js')) ? '..' : '../..')
const python = join(root, '.venv/bin/python')

/** Where the bench puts Deno: npm's registry has it too. */
const denoFolder = join(tmpdir(), 'cellar-bench-deno')
export const deno = { folder: denoFolder, program: join(denoFolder, 'node_modules/.bin/deno') } as const

const commands: Readonly<Record<AnyPeer, readonly string[]>> = {
  cellar: [process.execPath, join(root, 'dist/kernel.js')],
  ipykernel: [python, '-m', 'ipykernel_launcher', '-f'],
  deno: [deno.program, 'jupyter', '--kernel', '--conn'],
}

export class PeerKernel {
  readonly client: ZmqClient
  readonly #name: AnyPeer
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(parts: { name: AnyPeer; client: ZmqClient; child: ChildProcess; folder: string }) {
    this.#name = parts.name
    this.client = parts.client
    this.#child = parts.child
    this.#folder = parts.folder
  }

  static async start(name: AnyPeer): Promise<PeerKernel> {
    if (name === 'ipykernel' && !existsSync(python))
      throw new Error(`There is no ${python}: node scripts/python.js --tests`)
    const folder = mkdtempSync(join(tmpdir(), 'cellar-peer-'))
    const connection = await freeConnection()
    const file = join(folder, 'connection.json')
    writeFileSync(file, JSON.stringify(connection))
    const [program = '', ...args] = commands[name]
    const own = {
      CELLAR_HISTORY: join(folder, 'history.sqlite'),
      CELLAR_STORE: join(folder, '.cellar'),
      IPYTHONDIR: folder,
    }
    const env = { ...process.env, ...own, JPY_PARENT_PID: String(process.pid) }
    const child = spawn(program, [...args, file], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
    // Deno's kernel says who it is on shell only.
    const client = await ZmqClient.connect(connection, { channel: name === 'deno' ? 'shell' : 'control' })
    return new PeerKernel({ name, client, child, folder })
  }

  /** Executes as a cell; `force` runs it though nothing changed, which ipykernel does anyway. */
  execute(
    code: string,
    { cell, force = false }: { readonly cell?: string; readonly force?: boolean } = {},
  ): Promise<Executed> {
    return this.client.execute(code, {
      metadata: { ...(cell && { cellId: cell }), ...(force && { cellar: { force } }) },
    })
  }

  /** As each kernel's kernel.json asks for it. */
  interrupt(): void {
    if (this.#name === 'cellar') this.client.send('interrupt_request', {}, { channel: 'control' })
    else this.#child.kill('SIGINT')
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.client.close()
    this.#child.kill('SIGKILL')
    await gone
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
