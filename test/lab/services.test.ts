/** JupyterLab's own client library, without a browser, against a real Jupyter server: the protocol as JupyterLab speaks it. */
import services from '@jupyterlab/services'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type JupyterServer, startJupyterServer } from '../support/jupyter-server.ts'

// A server, a browser and kernels start on a machine that others use too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const { KernelManager, ServerConnection } = services
type Manager = InstanceType<typeof KernelManager>
type Kernel = Awaited<ReturnType<Manager['startNew']>>

let server: JupyterServer
let manager: Manager
let kernel: Kernel

beforeAll(async () => {
  server = await startJupyterServer()
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: server.base,
    wsUrl: server.base.replace('http', 'ws'),
  })
  manager = new KernelManager({ serverSettings })
  kernel = await manager.startNew({ name: 'cellar' })
})
afterAll(async () => {
  await kernel?.shutdown()
  manager?.dispose()
  await server?.close()
})

const execute = async (code: string, cellId?: string) => {
  const future = kernel.requestExecute({ code }, true, cellId === undefined ? {} : { cellId })
  const messages: { readonly type: string; readonly content: Readonly<Record<string, unknown>> }[] = []
  future.onIOPub = message => {
    messages.push({ type: message.header.msg_type, content: message.content as Readonly<Record<string, unknown>> })
  }
  const reply = (await future.done).content
  const stdout = messages
    .filter(m => m.type === 'stream' && m.content.name === 'stdout')
    .map(m => m.content.text)
    .join('')
  return { reply, messages, stdout }
}

describe('JupyterLab’s client', () => {
  it('is told what the kernel speaks', async () => {
    const info = await kernel.info
    expect(info).toMatchObject({
      status: 'ok',
      implementation: 'cellar',
      language_info: { name: 'typescript', file_extension: '.ts' },
    })
  })

  it('gets output in order, the result, and a reply with the cell’s fate', async () => {
    const { reply, stdout, messages } = await execute('console.log(1)\nconsole.log(2)\n40 + 2', 'a')
    expect(reply.status).toBe('ok')
    expect(stdout).toBe('1\n2\n')
    const data = messages.find(m => m.type === 'execute_result')?.content.data as Readonly<Record<string, string>>
    expect(data['text/plain']).toContain('42')
  })

  it('gets an error as an error', async () => {
    const { reply, messages } = await execute('throw new TypeError("no")')
    expect(reply).toMatchObject({ status: 'error', ename: 'TypeError', evalue: 'no' })
    expect(messages.map(m => m.type)).toContain('error')
  })

  it('shares values between cells and keeps them over an interrupt', async () => {
    await execute('let shared = 1', 'b')
    const spinning = kernel.requestExecute({ code: 'for (;;);' }, true, { cellId: 'c' })
    // The interrupt goes another way than the request, and would overtake it.
    await new Promise<void>(done => {
      spinning.onIOPub = message => {
        if (message.header.msg_type === 'execute_input') done()
      }
    })
    await kernel.interrupt()
    expect((await spinning.done).content.status).toBe('error')
    expect((await execute('console.log(shared + 1)', 'd')).stdout).toBe('2\n')
  })

  it('completes at code points, not UTF-16 units', async () => {
    await execute('const sparse = 1', 'e')
    const code = '/* 🌲 */ spar'
    const { content } = await kernel.requestComplete({ code, cursor_pos: [...code].length })
    expect(content).toMatchObject({ status: 'ok', cursor_start: [...code].length - 4 })
    expect((content as { readonly matches: readonly string[] }).matches).toContain('sparse')
  })

  it('is told the states of a document over the comm', async () => {
    const comm = kernel.createComm('cellar')
    const states = new Promise<Readonly<Record<string, unknown>>>(done => {
      comm.onMsg = message => {
        const data = message.content.data as Readonly<Record<string, unknown>>
        if (data.type === 'states' && (data.cells as readonly { readonly id: string }[]).some(c => c.id === 'z2'))
          done(data)
      }
    })
    await comm.open({}).done
    comm.send({
      type: 'document',
      cells: [
        { id: 'z1', source: 'const q = 1' },
        { id: 'z2', source: 'q' },
      ],
    })
    expect((await states).todo).toEqual(['z1', 'z2'])
  })

  it('gets all of 20,000 lines before idle', async () => {
    const { stdout } = await execute('for (let i = 0; i < 20_000; i++) console.log(i)', 'many')
    expect(stdout).toBe(Array.from({ length: 20_000 }, (_, n) => `${n}\n`).join(''))
  })

  it('can restart the kernel and go on', async () => {
    await kernel.restart()
    expect((await execute('console.log(typeof shared)', 'fresh')).stdout).toBe('undefined\n')
  })
})
