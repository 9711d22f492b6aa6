/** Comm target `cellar`: states to each client, the document from them, questions and their pages, bad messages. */
import { describe, expect, it } from 'vitest'
import { MAX_CLIENTS } from '../../../kernel/comm/cellar-target.ts'
import type { Message } from '../../../kernel/message.ts'
import { cellId, runId } from '../../../runtime/brand.ts'
import { fakeKernel } from '../../support/fake-kernel.ts'

const open = async (data: Readonly<Record<string, unknown>> = {}, comm_id = 'c1') => {
  const kernel = await fakeKernel()
  const { client } = kernel
  const told = (id = comm_id) =>
    client.heard.filter(m => m.header.msg_type === 'comm_msg' && m.content.comm_id === id).map(m => m.content.data)
  const openComm = (id: string, first: Readonly<Record<string, unknown>> = {}) =>
    client.idleOf(client.send('comm_open', { comm_id: id, target_name: 'cellar', data: first }))
  const tell = async (content: Readonly<Record<string, unknown>>) =>
    client.idleOf(client.send('comm_msg', { comm_id, data: content }))
  await openComm(comm_id, data)
  return { ...kernel, told, openComm, tell }
}

describe('comm target cellar', () => {
  it('tells each new client all states, and every client each change', async () => {
    const { client, runtime, told, openComm } = await open()
    expect(told()).toMatchObject([{ type: 'states', rev: 1, cells: [{ id: 'a' }] }])
    await openComm('c2')
    expect(told('c2')).toMatchObject([{ type: 'states', rev: 1 }])
    const isNews = (m: Message) => m.content.comm_id === 'c2' && m.header.msg_type === 'comm_msg'
    const news = client.next(isNews)
    runtime.changeStates(2)
    expect((await news).parent).toBeUndefined()
    expect(told('c1')).toHaveLength(2)
    expect(told('c2')).toHaveLength(2)
  })

  it('hands document and edits to the runtime, while a cell runs too', async () => {
    const { client, runtime, tell } = await open({ type: 'document', cells: [{ id: 'a', source: '1' }], mode: 'lazy' })
    expect(runtime.calls).toContainEqual(['setDocument', [{ id: 'a', source: '1' }], 'lazy'])
    runtime.on('spin', () => runtime.interrupted)
    const spin = client.execute('spin', { metadata: { cellId: 'a' } })
    await client.next(m => m.header.msg_type === 'execute_input')
    await tell({ type: 'edit', id: 'a', source: '2' })
    expect(runtime.calls).toContainEqual(['edit', 'a', '2'])
    await runtime.interrupt()
    await spin
    expect(runtime.calls.at(-1)).toEqual(['edit', 'a', '2'])
    expect(runtime.calls.filter(([call]) => call === 'edit')).toHaveLength(2)
  })

  it('does not tell an edit again that came before the run', async () => {
    const { client, runtime, tell } = await open({ type: 'document', cells: [{ id: 'a', source: '1' }] })
    await tell({ type: 'edit', id: 'a', source: 'half typ' })
    await client.execute('half typed', { metadata: { cellId: 'a' } })
    expect(runtime.calls.filter(([call]) => call === 'edit')).toHaveLength(1)
  })

  it('takes no deletions from execute metadata while a front end tells the document', async () => {
    const { client, runtime } = await open({ type: 'document', cells: [] })
    await client.execute('x', { metadata: { cellId: 'a', deletedCells: ['b'] } })
    expect(runtime.calls.some(([call]) => call === 'remove')).toBe(false)
    await client.idleOf(client.send('comm_close', { comm_id: 'c1', data: {} }))
    await client.execute('x', { metadata: { cellId: 'a', deletedCells: ['b'] } })
    expect(runtime.calls).toContainEqual(['remove', ['b']])
  })

  it('tells changes that come together as one, before the request that made them is done', async () => {
    const { client, runtime, told } = await open()
    runtime.on('busy', () => {
      for (const rev of [2, 3, 4]) runtime.changeStates(rev)
    })
    await client.execute('busy')
    expect(told()).toMatchObject([{ rev: 1 }, { rev: 4, cells: [{ id: 'a' }] }])
  })

  it('answers after late output that the answer may speak of has been published', async () => {
    const { client, runtime, tell } = await open()
    await client.execute('x', { metadata: { cellId: 'a' } })
    runtime.sayLate({ cell: cellId('a'), run: runId('r'), event: { type: 'stream', name: 'stdout', text: 'late' } })
    await tell({ type: 'why', req: 'q', id: 'a' })
    const isLate = (m: Message) => m.header.msg_type === 'stream' && m.content.text === 'late'
    const isAnswer = (m: Message) => Object(m.content.data).req === 'q'
    const order = client.heard.filter(m => isLate(m) || isAnswer(m)).map(m => m.header.msg_type)
    expect(order).toEqual(['stream', 'comm_msg'])
  })

  it('answers questions by their req, long ones in pages', async () => {
    const { told, tell } = await open()
    await tell({ type: 'why', req: 'q1', id: 'a' })
    await tell({ type: 'graph', req: 'q2' })
    await tell({ type: 'variables', req: 'q3' })
    await tell({ type: 'runs', req: 'q4' })
    const [, why, graph, ...rest] = told() as {
      req: string
      page?: number
      pages?: number
      variables?: { name: string }[]
      runs?: { id: string }[]
      error?: string
    }[]
    expect(why).toEqual({ type: 'why', req: 'q1', id: 'a', text: 'because it is new' })
    expect(graph).toMatchObject({ req: 'q2', nodes: [{ id: 'a' }], edges: [], page: 0, pages: 1 })
    const pages = rest.filter(m => m.req === 'q3')
    expect(pages.map(m => [m.page, m.pages])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
    expect(pages.flatMap(m => m.variables ?? []).map(v => v.name)).toEqual(
      Array.from({ length: 1_200 }, (_, n) => `v${n}`),
    )
    const runs = rest.filter(m => m.req === 'q4')
    expect(runs.map(m => [m.page, m.pages, m.runs?.length])).toEqual([
      [0, 2, 500],
      [1, 2, 100],
    ])
    expect(runs[0]?.runs?.[0]).toEqual({
      id: 'r0',
      cell: 'a',
      outcome: 'ok',
      startedAt: 0,
      ms: 1,
      where: 'session',
      tags: [],
    })
  })

  it('answers what an editor asks when it is known, and is not busy meanwhile', async () => {
    const { client, told, tell } = await open()
    await tell({ type: 'places', req: 'p', id: 'a', offset: 6 })
    await tell({ type: 'hover', req: 'h', id: 'a', code: 'x', offset: 1 })
    await tell({ type: 'diagnostics', req: 'd', id: 'a' })
    await client.execute('x')
    expect(told().slice(1)).toEqual([
      { type: 'places', req: 'p', name: 'x', places: [expect.objectContaining({ id: 'a', start: 6, declares: true })] },
      { type: 'hover', req: 'h' },
      { type: 'diagnostics', req: 'd', diagnostics: [] },
    ])
  })

  it.each([
    [{}, 'type'],
    [{ type: 'run', req: 'q', run: 'nowhere' }, 'nowhere'],
    [{ type: 'outputs', req: 'q', runs: 'r1' }, 'runs'],
    [{ type: 'proofs', req: 'q', ids: [1] }, 'ids'],
    [{ type: 'tag', req: 'q', run: 'nowhere', tag: 'good' }, 'nowhere'],
    [{ type: 'tag', req: 'q', run: 'r1', tag: ' ' }, 'tag'],
    [{ type: 'places', req: 'q', id: 'a', offset: 'x' }, 'offset'],
    [{ type: 'clear', req: 'q', dryRun: 'yes' }, 'dryRun'],
    [{ type: 'prioritise', req: 'q', job: 'j', priority: 'high' }, 'priority'],
    [{ type: 'document' }, 'cells'],
    [{ type: 'document', cells: [{ id: 1 }] }, 'id'],
    [{ type: 'document', cells: [], mode: 'fast' }, 'mode'],
    [{ type: 'edit', id: 'a' }, 'source'],
    [{ type: 'dance', req: 'q' }, 'dance'],
    [{ type: 'why', req: 'q', id: 'nowhere' }, 'nowhere'],
  ])('says what is wrong with %j', async (data, named) => {
    const { told, tell } = await open()
    await tell(data)
    expect(told().at(-1)).toMatchObject({
      error: expect.stringContaining(named),
      ...('req' in data && { req: 'q', type: data.type }),
    })
  })

  it('clears nothing unless it is told what, and that it is meant', async () => {
    const { runtime, told, tell } = await open()
    await tell({ type: 'clear', req: 'q1', id: 'a', dryRun: true })
    await tell({ type: 'clear', req: 'q2', dryRun: false })
    expect(runtime.calls.filter(([call]) => call === 'clear')).toEqual([
      ['clear', { cell: 'a', dryRun: true }],
      ['clear', { dryRun: false }],
    ])
    expect(told().at(-1)).toEqual({ type: 'clear', req: 'q2', runs: 0, tagged: 0, bytes: 0 })
  })

  it('is listed, closes, and keeps no more clients than the bound', async () => {
    const { client, runtime, openComm } = await open()
    for (let n = 2; n <= MAX_CLIENTS + 1; n++) await openComm(`c${n}`)
    const closed = client.heard.filter(m => m.header.msg_type === 'comm_close')
    expect(closed.map(m => m.content.comm_id)).toEqual(['c1'])
    expect(runtime.listeners.size).toBe(MAX_CLIENTS)
    await client.idleOf(client.send('comm_close', { comm_id: 'c2', data: {} }))
    expect(runtime.listeners.size).toBe(MAX_CLIENTS - 1)
    const { comms } = (await client.request('comm_info_request', { target_name: 'cellar' })).content
    expect(Object.keys(comms as object)).toHaveLength(MAX_CLIENTS - 1)
  })
})

describe('a comm of user code', () => {
  it('is closed at once where nobody registered its target', async () => {
    const { client } = await fakeKernel()
    const header = client.send('comm_open', { comm_id: 'x', target_name: 'nobody', data: {} })
    await client.idleOf(header)
    expect(client.about(header).map(m => m.header.msg_type)).toEqual(['status', 'comm_close', 'status'])
  })

  it('gets its messages, buffers included, even while a cell runs, and is listed while open', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.targets.add('slider')
    await client.idleOf(client.send('comm_open', { comm_id: 'x', target_name: 'slider', data: {} }))
    runtime.on('wait', () => runtime.interrupted)
    const running = client.execute('wait')
    await client.next(m => m.header.msg_type === 'execute_input')
    const message = client.send('comm_msg', { comm_id: 'x', data: { v: 1 } }, { buffers: [Buffer.from([1, 2])] })
    await client.idleOf(message)
    const echo = client.about(message).find(m => m.header.msg_type === 'comm_msg')
    expect(echo?.content).toEqual({ comm_id: 'x', data: { echo: { v: 1 } } })
    expect([...(echo?.buffers[0] ?? [])]).toEqual([1, 2])
    await runtime.interrupt()
    await running
    expect((await client.request('comm_info_request', {})).content.comms).toEqual({ x: { target_name: 'slider' } })
    await client.idleOf(client.send('comm_close', { comm_id: 'x', data: {} }))
    expect((await client.request('comm_info_request', {})).content.comms).toEqual({})
  })

  it('opened by a cell is announced and listed', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('widget', r =>
      r.onEvent({
        type: 'comm',
        comm: {
          is: 'open',
          commId: 'w',
          target: 'jupyter.widget',
          data: { a: 1 },
          metadata: { version: '2' },
          buffers: [],
        },
      }),
    )
    const { iopub } = await client.execute('widget')
    const opened = iopub.find(m => m.header.msg_type === 'comm_open')
    expect(opened).toMatchObject({
      content: { comm_id: 'w', target_name: 'jupyter.widget', data: { a: 1 } },
      metadata: { version: '2' },
    })
    expect((await client.request('comm_info_request', { target_name: 'jupyter.widget' })).content.comms).toEqual({
      w: { target_name: 'jupyter.widget' },
    })
  })
})
