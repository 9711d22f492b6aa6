/** What a run opened belongs to it until it ends by itself or is discarded: processes, servers, sockets, listeners. */
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import { type EventEmitter, once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../runtime/brand.ts'
import { native } from '../../runtime/effects/native.ts'
import { install } from './installed.ts'

const { effects, at, inRun } = install()

const forever = 'setInterval(() => {}, 1000)'
fs.writeFileSync(at('forever.cjs'), forever)
const listening = async <S extends net.Server>(server: S): Promise<S> => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}
const portOf = (server: net.Server) => (server.address() as AddressInfo).port

describe('what a run opened is open until it is discarded', () => {
  it.each<[string, () => Promise<{ readonly over: Promise<unknown> }>]>([
    [
      'a child process',
      async () => {
        const child = childProcess.spawn(process.execPath, ['-e', forever])
        return { over: exitOf(child) }
      },
    ],
    [
      'a child process by exec',
      async () => {
        const child = childProcess.exec('sleep 1000')
        return { over: exitOf(child) }
      },
    ],
    [
      'a forked process',
      async () => {
        const child = childProcess.fork(at('forever.cjs'))
        return { over: exitOf(child) }
      },
    ],
    [
      'a worker',
      async () => {
        const worker = new Worker(forever, { eval: true })
        return { over: gone(() => worker.threadId === -1) }
      },
    ],
    [
      'an HTTP server',
      async () => {
        const server = await listening(http.createServer())
        return { over: gone(() => !server.listening) }
      },
    ],
    [
      'a connection to its server',
      async () => {
        const server = await listening(net.createServer())
        const client = net.connect(portOf(server), '127.0.0.1')
        const [accepted] = (await once(server, 'connection')) as [net.Socket]
        return { over: gone(() => client.destroyed && accepted.destroyed && !server.listening) }
      },
    ],
    [
      'a UDP socket',
      async () => {
        const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1')
        await once(socket, 'listening')
        return { over: gone(() => throws(() => socket.address())) }
      },
    ],
    [
      'a file watcher',
      async () => {
        const watcher = fs.watch(at())
        const handle: unknown = Reflect.get(watcher, '_handle')
        expect(handle).not.toBeNull()
        return { over: gone(() => Reflect.get(watcher, '_handle') === null) }
      },
    ],
    [
      'a write stream',
      async () => {
        const stream = fs.createWriteStream(at('w'))
        return { over: gone(() => stream.destroyed) }
      },
    ],
    [
      'a file handle',
      async () => {
        const handle = await fs.promises.open(at('h'), 'w')
        return { over: gone(() => handle.fd === -1) }
      },
    ],
  ])('%s', async (_, open) => {
    const { run, value } = await inRun(open)
    expect(effects.pending(run).handles).toBeGreaterThan(0)
    effects.discard(run)
    await value.over
    expect(effects.pending(run).handles).toBe(0)
  })
})

/** Resolves on the loop turn in which it holds. Looks from outside the run, whose own immediates end with it. */
const gone = async (holds: () => boolean): Promise<void> => {
  const until = native.now() + 10_000
  while (!holds()) {
    if (native.now() > until) throw new Error('it is still there')
    await new Promise(resolve => native.timers.setImmediate(resolve))
  }
}

const throws = (code: () => unknown): boolean => {
  try {
    code()
    return false
  } catch {
    return true
  }
}

const exitOf = (child: childProcess.ChildProcess) => gone(() => child.signalCode === 'SIGKILL')

describe('what ended by itself is let go', () => {
  it('a child process', async () => {
    const { run } = await inRun(async () => once(childProcess.spawn('true'), 'close'))
    expect(effects.pending(run).handles).toBe(0)
  })

  it('a server', async () => {
    const { run } = await inRun(async () => {
      const server = await listening(net.createServer())
      await new Promise(resolve => server.close(resolve))
    })
    expect(effects.pending(run).handles).toBe(0)
  })

  it('a file handle', async () => {
    const { run } = await inRun(async () => (await fs.promises.open(at('h'), 'w')).close())
    expect(effects.pending(run).handles).toBe(0)
  })
})

it("a child's output comes in the name of the run that started it", async () => {
  const { run, value: child } = await inRun(() => childProcess.spawn('echo', ['hello']))
  const heard = effects.outside(
    () => new Promise<RunId | undefined>(resolve => child.stdout.on('data', () => resolve(effects.current()))),
  )
  await inRun(async () => expect(await heard).toBe(run))
})

it('child processes behave as ever', async () => {
  const { value } = await inRun(async () => [
    childProcess.execSync('echo a', { encoding: 'utf8' }),
    await new Promise(resolve => childProcess.exec('echo b', (_, out) => resolve(out))),
    await new Promise(resolve =>
      childProcess.execFile('no such program', error => resolve((error as NodeJS.ErrnoException).code)),
    ),
  ])
  expect(value).toEqual(['a\n', 'b\n', 'ENOENT'])
})

describe('listeners on process', () => {
  const process: EventEmitter = globalThis.process
  const emit = () => process.emit('cellar-test')

  it('go with their run', async () => {
    const before = process.listenerCount('cellar-test')
    const heard: string[] = []
    const { run } = await inRun(() => {
      process.on('cellar-test', () => heard.push('on'))
      process.once('cellar-test', () => heard.push('once'))
      process.prependListener('cellar-test', () => heard.push('first'))
    })
    expect(process.listenerCount('cellar-test')).toBe(before + 3)
    emit()
    emit()
    expect(heard).toEqual(['first', 'on', 'once', 'first', 'on'])
    effects.discard(run)
    expect(process.listenerCount('cellar-test')).toBe(before)
  })

  it.each([
    ["an event of Node's in the name of the run that listens", 'worker', 'listens'],
    ["an event of the notebook's in the name of the run that emits it", 'cellar-test', 'emits'],
  ] as const)('hear %s', async (_what, event, expected) => {
    let seen: RunId | undefined
    const listens = await inRun(() => void process.once(event, () => (seen = effects.current())))
    const emits = await inRun(() => process.emit(event))
    expect(seen).toBe({ listens, emits }[expected].run)
  })

  it('can be taken off by the function that was put on', async () => {
    const before = process.listenerCount('cellar-test')
    const listener = () => {}
    await inRun(() => {
      process.on('cellar-test', listener).once('cellar-test', listener)
      expect(process.listeners('cellar-test').slice(before)).toEqual([listener, listener])
      process.off('cellar-test', listener).off('cellar-test', listener)
    })
    expect(process.listenerCount('cellar-test')).toBe(before)
  })
})

describe('the network', () => {
  it('is noted when used, in whichever way', async () => {
    const server = await listening(http.createServer((_, response) => response.end('hi')))
    const url = `http://127.0.0.1:${portOf(server)}`
    const ways: (() => unknown)[] = [
      async () => (await fetch(url)).text(),
      () => new Promise(resolve => http.get(url, { agent: false }, response => response.resume().on('end', resolve))),
      () => once(net.connect(portOf(server), '127.0.0.1').end(), 'connect'),
    ]
    for (const way of ways) {
      const { run, report } = await inRun(way)
      expect(report.network).toBe(true)
      effects.discard(run)
    }
    server.close()
    server.closeAllConnections()
  })

  it.each<[string, (url: string) => Promise<unknown>]>([
    ['fetch', async url => (await fetch(url)).text()],
    [
      'an agent',
      url => new Promise((done, failed) => http.get(url, r => r.resume().on('end', done)).on('error', failed)),
    ],
  ])(
    'serves the next run by the connection that %s has kept, when the run that opened it is discarded',
    async (_, ask) => {
      const server = await listening(http.createServer((_request, response) => response.end('hi')))
      let connections = 0
      server.on('connection', () => void connections++)
      const url = `http://127.0.0.1:${portOf(server)}`
      const first = await inRun(() => ask(url))
      await new Promise(setImmediate)
      effects.discard(first.run)
      const second = await inRun(() => ask(url))
      expect([second.report.network, connections]).toEqual([true, 1])
      effects.discard(second.run)
      server.close()
      server.closeAllConnections()
    },
  )

  it.each<[string, (url: string) => Promise<unknown>]>([
    ['is there', async url => (await fetch(url)).text()],
    ['was not waited for', async url => void fetch(url)],
    ['was not read', url => fetch(url)],
  ])('is used again at once by fetch when what a discarded run has fetched %s', async (_, ask) => {
    const server = await listening(http.createServer((_request, response) => response.end('x'.repeat(100_000))))
    const url = `http://127.0.0.1:${portOf(server)}`
    for (let round = 0; round < 5; round++) effects.discard((await inRun(() => ask(url))).run)
    const { value } = await inRun(async () => (await (await fetch(url)).text()).length)
    expect(value).toBe(100_000)
    server.close()
    server.closeAllConnections()
  })

  it('is left when a run is discarded that fetches; its own signal still counts', async () => {
    const asked: Promise<unknown>[] = []
    const server = await listening(
      http.createServer((request, response) => {
        asked.push(once(response, 'close'))
        if (request.url === '/own') response.write('begun')
      }),
    )
    const url = `http://127.0.0.1:${portOf(server)}`
    const { run } = await inRun(async () => {
      void fetch(`${url}/waiting`)
      await (await fetch(`${url}/own`)).body?.getReader().read()
    })
    const own = new AbortController()
    const { value } = await inRun(async () => {
      const answer = fetch(`${url}/stopped`, { signal: own.signal, method: 'POST' }).catch((error: Error) => error.name)
      own.abort()
      return answer
    })
    expect(value).toBe('AbortError')
    effects.discard(run)
    await Promise.all(asked)
    server.close()
    server.closeAllConnections()
  })

  it('leaves nothing going when what was fetched is there', async () => {
    const server = await listening(http.createServer((_request, response) => response.end('hi')))
    const { run } = await inRun(async () => (await fetch(`http://127.0.0.1:${portOf(server)}`)).text())
    expect(effects.pending(run)).toMatchObject({ timeouts: 0, unrefed: 0, intervals: 0 })
    effects.discard(run)
    server.close()
    server.closeAllConnections()
  })

  it("is not noted of a run that doesn't use it", async () => {
    expect((await inRun(() => fs.existsSync('/'))).report.network).toBe(false)
  })
})
