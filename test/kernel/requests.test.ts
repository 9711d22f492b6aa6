/** The other requests over loopback ZeroMQ: each answered by the spec, and those that need no turn while a cell runs. */
import { describe, expect, it } from 'vitest'
import { fakeKernel } from '../support/fake-kernel.ts'

describe('while a cell runs', () => {
  it('completion, info and control requests are answered, and the kernel is said to be busy again after each', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('spin', async () => {
      await runtime.interrupted
      return { status: 'interrupted' }
    })
    const spin = client.sendExecute('spin')
    const running = client.collect(spin)
    await client.next(m => m.header.msg_type === 'execute_input')
    const completed = await client.request('complete_request', { code: 'x.', cursor_pos: 2 })
    expect(completed.content.status).toBe('ok')
    expect((await client.request('kernel_info_request', {}, { channel: 'control' })).content.status).toBe('ok')
    const usage = client.request('usage_request', {}, { channel: 'control' })
    const busyAgain = client.next(m => m.content.execution_state === 'busy' && m.parent?.msg_id === spin.msg_id)
    expect((await usage).content).toMatchObject({ pid: 42, kernel_cpu: 12.5, kernel_memory: 1024 })
    await busyAgain
    expect((await client.request('interrupt_request', {}, { channel: 'control' })).content).toEqual({ status: 'ok' })
    const { reply, iopub } = await running
    expect(reply.content).toMatchObject({ status: 'error', ename: 'Interrupted' })
    expect(iopub.some(m => m.header.msg_type === 'error')).toBe(true)
  })
})

describe('a request', () => {
  it('to complete counts its cursors in code points and gives kinds', async () => {
    const { client, runtime } = await fakeKernel()
    const { content } = await client.request('complete_request', { code: '"😀😀".a', cursor_pos: 6 })
    expect(runtime.calls).toContainEqual(['complete', 8])
    expect(content).toEqual({
      status: 'ok',
      matches: ['aed'],
      cursor_start: 5,
      cursor_end: 6,
      metadata: {
        _jupyter_types_experimental: [{ start: 5, end: 6, text: 'aed', type: 'method', signature: '(): void' }],
      },
    })
  })

  it('to inspect tells found from not found, at both levels', async () => {
    const { client } = await fakeKernel()
    const at = async (cursor_pos: number, detail_level: number) =>
      (await client.request('inspect_request', { code: 'abc', cursor_pos, detail_level })).content
    expect(await at(1, 0)).toMatchObject({ found: true, data: { 'text/plain': 'detail 0' } })
    expect(await at(1, 1)).toMatchObject({ found: true, data: { 'text/plain': 'detail 1' } })
    expect(await at(0, 0)).toMatchObject({ status: 'ok', found: false, data: {} })
  })

  it.each([
    ['{', { status: 'incomplete', indent: '  ' }],
    ['1', { status: 'complete' }],
    ['}}', { status: 'invalid' }],
  ])('whether %s is complete', async (code, content) => {
    const { client } = await fakeKernel()
    expect((await client.request('is_complete_request', { code })).content).toEqual(content)
  })

  it('for kernel_info says what is spoken, on shell and control alike', async () => {
    const { client } = await fakeKernel()
    const shell = await client.request('kernel_info_request')
    expect(shell.content).toMatchObject({
      status: 'ok',
      protocol_version: '5.5',
      implementation: 'cellar',
      supported_features: [],
      debugger: false,
      language_info: { name: 'typescript', file_extension: '.ts' },
    })
    expect((await client.request('kernel_info_request', {}, { channel: 'control' })).content).toEqual(shell.content)
  })

  it('to debug is refused in the debug protocol’s own form', async () => {
    const { client } = await fakeKernel()
    const { content } = await client.request(
      'debug_request',
      { type: 'request', seq: 9, command: 'attach' },
      { channel: 'control' },
    )
    expect(content).toMatchObject({ type: 'response', request_seq: 9, command: 'attach', success: false })
  })

  it('for a subshell is refused, and the list is empty', async () => {
    const { client } = await fakeKernel()
    expect((await client.request('create_subshell_request', {}, { channel: 'control' })).content).toMatchObject({
      status: 'error',
      ename: 'NotSupported',
    })
    expect((await client.request('list_subshell_request', {}, { channel: 'control' })).content).toEqual({
      status: 'ok',
      subshell_id: [],
    })
  })

  it('of unknown type gets an error, and inherited names are no types', async () => {
    const { client } = await fakeKernel()
    expect((await client.request('dance_request')).content).toMatchObject({ status: 'error', ename: 'UnknownRequest' })
    client.send('constructor', {})
    client.send('__proto__', {})
    expect((await client.execute('fine')).stdout).toBe('fine\n')
  })

  it('to shut down is answered, restart echoed, before the end', async () => {
    const { client, ended } = await fakeKernel()
    const reply = await client.request('shutdown_request', { restart: true }, { channel: 'control' })
    expect(reply.content).toEqual({ status: 'ok', restart: true })
    await ended
  })
})

describe('the sockets', () => {
  it('echo heartbeats', async () => {
    const { client } = await fakeKernel()
    expect(await client.beat('ping')).toBe('ping')
  })

  it('serve control at once, and the shell when somebody listens: a fast client misses no idle', async () => {
    const { client, anotherClient } = await fakeKernel({ listen: false })
    let answered = false
    const shell = client.request('kernel_info_request', {}, { idle: false }).then(() => {
      answered = true
    })
    for (let n = 0; n < 20; n++) await client.request('kernel_info_request', {}, { channel: 'control', idle: false })
    expect(answered).toBe(false)
    await anotherClient()
    await shell
  })

  it('welcome each subscriber', async () => {
    const { client, anotherClient } = await fakeKernel()
    const welcome = (message: { readonly header: { readonly msg_type: string } }) =>
      message.header.msg_type === 'iopub_welcome'
    // It may come after the first answer: ZeroMQ delivers to a subscriber before the kernel has heard of it.
    const welcomed = (one: typeof client) => one.heard.find(welcome) ?? one.next(welcome)
    expect((await welcomed(client)).content).toEqual({ subscription: '' })
    const other = await anotherClient()
    expect((await welcomed(other)).content).toEqual({ subscription: '' })
  })
})

describe('a question to the user', () => {
  it('goes to the client that runs the cell, one at a time, and its answer comes back', async () => {
    const { client, anotherClient, runtime } = await fakeKernel()
    const other = await anotherClient()
    let overheard = false
    void other.next(m => m.header.msg_type === 'input_request').then(() => (overheard = true))
    runtime.on('ask', async r => {
      const answers = await Promise.all([
        r.onInput?.({ prompt: 'name', password: false }),
        r.onInput?.({ prompt: 'word', password: true }),
      ])
      r.onEvent({ type: 'stream', name: 'stdout', text: answers.join('+') })
    })
    const header = client.sendExecute('ask', { allow_stdin: true })
    const done = client.collect(header)
    const first = await client.next(m => m.header.msg_type === 'input_request')
    expect(first.content).toEqual({ prompt: 'name', password: false })
    expect(first.parent?.msg_id).toBe(header.msg_id)
    const second = client.next(m => m.header.msg_type === 'input_request')
    client.send(
      'input_reply',
      { value: 'stale' },
      { channel: 'stdin', parent: { ...first.header, msg_id: 'another question' } },
    )
    client.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
    const { header: secondHeader, content } = await second
    expect(content).toEqual({ prompt: 'word', password: true })
    client.send('input_reply', { value: 'secret' }, { channel: 'stdin', parent: secondHeader })
    expect((await done).stdout).toBe('Ada+secret')
    expect(overheard).toBe(false)
  })

  it('is not offered to a cell whose client allows none', async () => {
    const { client, runtime } = await fakeKernel()
    await client.execute('x', { allow_stdin: false })
    expect(runtime.executed[0]?.onInput).toBeUndefined()
  })

  it('ends with its cell, and the next cell’s question is asked', async () => {
    const { client, runtime } = await fakeKernel()
    const ended: string[] = []
    runtime.on('leave', r => {
      r.onInput?.({ prompt: 'never answered', password: false }).catch((error: Error) => ended.push(error.name))
    })
    runtime.on('ask', async r =>
      r.onEvent({
        type: 'stream',
        name: 'stdout',
        text: (await r.onInput?.({ prompt: 'now', password: false })) ?? '',
      }),
    )
    await client.execute('leave', { allow_stdin: true })
    expect(ended).toEqual(['InputCancelled'])
    const done = client.execute('ask', { allow_stdin: true })
    await client.next(m => m.content.prompt === 'now')
    client.send('input_reply', { value: 'yes' }, { channel: 'stdin' })
    expect((await done).stdout).toBe('yes')
  })
})
