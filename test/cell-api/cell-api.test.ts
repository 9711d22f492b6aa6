/** The globals of a cell and the namespaces of `cellar` and `tslab`. */
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { createCellApi } from '../../runtime/cell-api/cell-api.ts'
import type { CommEvent } from '../../runtime/run/events.ts'
import { recordingHost } from './recording-host.ts'

const open = () => {
  const host = recordingHost()
  const api = createCellApi(host)
  return { host, api, ...api.globals }
}

describe('asking', () => {
  test('input asks and waits, a password is marked as one', async () => {
    const { host, input } = open()
    host.answers.push('Ada', 'secret')
    expect([await input('Name?'), await input('Key?', { password: true })]).toEqual(['Ada', 'secret'])
    expect(host.asked).toEqual([
      { prompt: 'Name?', password: false },
      { prompt: 'Key?', password: true },
    ])
  })

  test('prompt blocks and falls back, confirm takes yes for yes only', () => {
    const { host, prompt, confirm } = open()
    host.answers.push('', 'typed', 'y', 'Yes', '', 'n', 'yesterday')
    expect([prompt('Port', '8080'), prompt('Port', '8080')]).toEqual(['8080', 'typed'])
    expect(Array.from({ length: 5 }, () => confirm('Sure?'))).toEqual([true, true, false, false, false])
    expect(host.asked[0]?.prompt).toBe('Port [8080] ')
  })

  test('where no one answers, the cell gets the error', async () => {
    const { prompt, input } = open()
    expect(() => prompt('x')).toThrow('no one to ask')
    await expect(input('x')).rejects.toThrow('no one to ask')
  })
})

describe('log', () => {
  test('says its level, formats like console.log and goes to stderr', () => {
    const { host, log } = open()
    log('read %d rows', 3)
    log.warn('odd\nsecond line', { a: 1 })
    expect(host.events).toEqual([
      { type: 'stream', name: 'stderr', text: 'INFO  read 3 rows\n' },
      { type: 'stream', name: 'stderr', text: 'WARN  odd\n      second line { a: 1 }\n' },
    ])
  })

  test('the environment sets the level', () => {
    const { host, log } = open()
    const levels = () => {
      host.events.length = 0
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level)
      return host.events.map(event => event.type === 'stream' && event.text.slice(6, -1))
    }
    expect(levels()).toEqual(['info', 'warn', 'error'])
    try {
      process.env.CELLAR_LOG_LEVEL = 'debug'
      expect(levels()).toEqual(['debug', 'info', 'warn', 'error'])
      process.env.CELLAR_LOG_LEVEL = 'error'
      expect(levels()).toEqual(['error'])
    } finally {
      delete process.env.CELLAR_LOG_LEVEL
    }
  })
})

test('page and setNextInput are payloads', () => {
  const { host, page, setNextInput } = open()
  page('long text')
  setNextInput('next()', { replace: true })
  expect(host.events).toEqual([
    { type: 'payload', payload: { source: 'page', data: { 'text/plain': 'long text' }, start: 0 } },
    { type: 'payload', payload: { source: 'set_next_input', text: 'next()', replace: true } },
  ])
})

test('invalidation is asked for anew each time, in the globals and in the module', async () => {
  const { host, api } = open()
  const { globals, cellarModule } = api
  let settled = 0
  void globals.invalidation.then(() => settled++)
  const inModule = cellarModule.invalidation.then(() => settled++)
  host.invalidate()
  await inModule
  expect(settled).toBe(2)
  expect(Object.getOwnPropertyDescriptor(globals, 'invalidation')?.get).toBeTypeOf('function')
  expect(Object.keys(cellarModule)).toEqual(Object.keys(globals))
})

describe('comms', () => {
  const openEvent: CommEvent = {
    is: 'open',
    commId: 'c1',
    target: 'slider',
    data: { v: 1 },
    metadata: {},
    buffers: [new Uint8Array([7])],
  }

  test('a registered target answers what the front end opens, both ways, with buffers', () => {
    const { host, api, comm } = open()
    const heard: unknown[] = []
    comm.registerTarget('slider', (one, message) => {
      heard.push(message)
      one.onMessage(({ data, buffers }) => one.send({ echo: data }, { buffers }))
      one.onClose(({ data }) => heard.push(['closed', data]))
    })
    expect(api.receive(openEvent)).toBe(true)
    const buffers = [new Uint8Array([1, 2])]
    expect(api.receive({ is: 'message', commId: 'c1', data: 2, metadata: {}, buffers })).toBe(true)
    expect(api.receive({ is: 'close', commId: 'c1', data: 'bye', metadata: {} })).toBe(true)
    expect(heard).toEqual([{ data: { v: 1 }, metadata: {}, buffers: [new Uint8Array([7])] }, ['closed', 'bye']])
    expect(host.events).toEqual([
      { type: 'comm', comm: { is: 'message', commId: 'c1', data: { echo: 2 }, metadata: {}, buffers } },
    ])
    expect(api.receive({ is: 'message', commId: 'c1', data: 3, metadata: {}, buffers: [] })).toBe(false)
  })

  test('a cell opens a comm, sends, hears and closes it once', () => {
    const { host, api, comm } = open()
    const one = comm.open('chart', { n: 1 }, { metadata: { version: 2 } })
    const heard: unknown[] = []
    one.onMessage(message => heard.push(message.data))
    one.send('hello')
    api.receive({ is: 'message', commId: one.id, data: 'hi', metadata: {}, buffers: [] })
    one.close()
    one.close()
    expect(heard).toEqual(['hi'])
    expect(host.events.map(event => event.type === 'comm' && event.comm.is)).toEqual(['open', 'message', 'close'])
    expect(host.events[0]).toMatchObject({ comm: { target: 'chart', data: { n: 1 }, metadata: { version: 2 } } })
  })

  test('unknown targets and comms are refused', () => {
    const { api } = open()
    expect(api.receive(openEvent)).toBe(false)
    expect(api.receive({ is: 'close', commId: 'none', data: {}, metadata: {} })).toBe(false)
  })

  test('an overtaken run leaves no target and no open comm behind', async () => {
    const { host, api, comm } = open()
    comm.registerTarget('slider', () => {})
    comm.open('chart')
    host.invalidate()
    await host.invalidation().then(() => {})
    expect(api.receive(openEvent)).toBe(false)
    expect(host.events.at(-1)).toMatchObject({ comm: { is: 'close' } })
  })
})

describe('tslab', () => {
  const real = createRequire(import.meta.url)('tslab/dist/public.js') as Record<string, object>

  test('has all that tslab’s own module has', () => {
    const { tslabModule } = open().api
    expect(Object.keys(real).sort()).toEqual(Object.keys(tslabModule).sort())
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(real.display)).filter(
      name => name !== 'constructor',
    )
    expect(Object.keys(tslabModule.display).sort()).toEqual(methods.sort())
    expect(tslabModule.versions).toMatchObject({
      tslab: '1.0.22',
      node: process.version,
      typescript: expect.any(String),
    })
  })

  test('display shows, newDisplay overwrites itself', () => {
    const { host, api } = open()
    const { display, newDisplay } = api.tslabModule
    display.html('<b>x</b>')
    display.png(new Uint8Array([1, 2]))
    display.raw('text/x', 'y')
    const one = newDisplay()
    one.markdown('# 1')
    one.markdown('# 2')
    expect(host.events).toEqual([
      { type: 'display', data: { 'text/html': '<b>x</b>' }, metadata: {} },
      { type: 'display', data: { 'image/png': 'AQI=' }, metadata: {} },
      { type: 'display', data: { 'text/x': 'y' }, metadata: {} },
      { type: 'display', data: { 'text/markdown': '# 1' }, metadata: {}, displayId: 'id-1' },
      { type: 'update-display', data: { 'text/markdown': '# 2' }, metadata: {}, displayId: 'id-1' },
    ])
  })
})

test('settling shows what progress bars held back', async () => {
  const { host, api, progress } = open()
  progress(10).tick(3)
  await api.settle()
  expect(host.events.at(-1)).toMatchObject({
    type: 'update-display',
    data: { 'text/plain': expect.stringContaining('3 of 10') },
  })
})
