/** execute_request over loopback ZeroMQ: what is sent, in what order, and what an error does to the queue. */
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { cellId, runId } from '../../runtime/brand.ts'
import { fakeKernel } from '../support/fake-kernel.ts'

const typesOf = (messages: readonly { readonly header: { readonly msg_type: string } }[]) =>
  messages.map(m => m.header.msg_type)

describe('an execute request', () => {
  it('is said as busy, input, output, idle, and answered with its count and what became of the cell', async () => {
    const { client } = await fakeKernel()
    const { reply, iopub, stdout } = await client.execute('hello', { metadata: { cellId: 'a' } })
    expect(typesOf(iopub)).toEqual(['status', 'execute_input', 'stream', 'status'])
    expect(stdout).toBe('hello\n')
    expect(reply.content).toEqual({ status: 'ok', execution_count: 1, payload: [], user_expressions: {} })
    expect(reply.metadata).toMatchObject({ cellar: { ran: true, where: 'session' }, dependencies_met: true })
    expect(iopub[1]?.content).toEqual({ code: 'hello', execution_count: 1 })
  })

  it('sent ahead runs while it is due, and else is passed over: nothing is shown, counted or run', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.due.add('due')
    const metadata = { cellId: 'a', cellar: { ifDue: 'plan' } }
    const over = await client.execute('fresh by now', { metadata })
    expect(over.reply.content).toEqual({ status: 'aborted', execution_count: 0 })
    expect(typesOf(over.iopub)).toEqual(['status', 'status'])
    expect((await client.execute('due', { metadata })).reply.content.execution_count).toBe(1)
    expect(runtime.executed.map(r => r.code)).toEqual(['due'])
  })

  it('that runs in the pool lets the next one on; each has its output, reply and idle under its own header', async () => {
    const { client, runtime } = await fakeKernel()
    let finish = (): void => {}
    runtime.on('heavy', async ({ onEvent, onYield }) => {
      onYield?.()
      await new Promise<void>(resolve => (finish = resolve))
      onEvent({ type: 'stream', name: 'stdout', text: 'heavy done\n' })
    })
    runtime.on('light', () => finish())
    const heavy = client.execute('heavy')
    const light = await client.execute('light')
    expect(light.reply.content).toMatchObject({ status: 'ok', execution_count: 2 })
    const { reply, iopub, stdout } = await heavy
    expect(reply.content).toMatchObject({ status: 'ok', execution_count: 1 })
    expect(stdout).toBe('heavy done\n')
    expect(iopub.at(-1)?.content).toEqual({ execution_state: 'idle' })
  })

  it('shows nothing and counts nothing when silent', async () => {
    const { client, runtime } = await fakeKernel()
    const silent = await client.execute('hush', { silent: true })
    expect(typesOf(silent.iopub)).toEqual(['status', 'status'])
    expect(runtime.executed[0]).toMatchObject({ silent: true })
    expect(runtime.executed[0]?.cell).toBeUndefined()
    const next = await client.execute('loud')
    expect(next.reply.content.execution_count).toBe(1)
  })

  it('counts only what is stored in the history', async () => {
    const { client } = await fakeKernel()
    await client.execute('one')
    expect((await client.execute('two', { store_history: false })).reply.content.execution_count).toBe(1)
    expect((await client.execute('three')).reply.content.execution_count).toBe(2)
  })

  it('evaluates user expressions, each with its own error', async () => {
    const { client } = await fakeKernel()
    const { reply } = await client.execute('x', { user_expressions: { a: '1', b: 'bad' } })
    expect(reply.content.user_expressions).toMatchObject({
      a: { status: 'ok', data: { 'text/plain': '1' } },
      b: { status: 'error', ename: 'ReferenceError' },
    })
  })

  it('says each kind of event as its iopub message, in order', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('all', ({ onEvent }) => {
      const data = { 'text/plain': 'x' }
      onEvent({ type: 'display', data, metadata: {}, displayId: 'd' })
      onEvent({ type: 'stream', name: 'stdout', text: 'a' })
      onEvent({ type: 'stream', name: 'stdout', text: 'b' })
      onEvent({ type: 'stream', name: 'stderr', text: 'c' })
      onEvent({ type: 'update-display', data, metadata: {}, displayId: 'd' })
      onEvent({ type: 'payload', payload: { source: 'page', data, start: 0 } })
      onEvent({ type: 'payload', payload: { source: 'set_next_input', text: 'next', replace: false } })
      onEvent({ type: 'result', data, metadata: {} })
    })
    const { iopub, reply } = await client.execute('all')
    expect(typesOf(iopub.slice(2, -1))).toEqual([
      'display_data',
      'stream',
      'stream',
      'update_display_data',
      'execute_result',
    ])
    expect(iopub[2]?.content.transient).toEqual({ display_id: 'd' })
    expect(iopub[3]?.content).toEqual({ name: 'stdout', text: 'ab' })
    expect(iopub.at(-2)?.content.execution_count).toBe(1)
    expect(reply.content.payload).toEqual([
      { source: 'page', data: { 'text/plain': 'x' }, start: 0 },
      { source: 'set_next_input', text: 'next', replace: false },
    ])
  })

  it('passes force, cell and deletions to the runtime', async () => {
    const { client, runtime } = await fakeKernel()
    await client.execute('x', { metadata: { cellId: 'a', deletedCells: ['b', 7], cellar: { force: true } } })
    expect(runtime.executed[0]).toMatchObject({ cell: 'a', force: true })
    expect(runtime.calls).toContainEqual(['remove', ['b']])
  })

  it('whose content is malformed gets an error that names the field, and the next one works', async () => {
    const { client } = await fakeKernel()
    const reply = await client.request('execute_request', { code: 7 })
    expect(reply.content).toMatchObject({ status: 'error', ename: 'ContentError' })
    expect(reply.content.evalue).toContain("'code'")
    expect((await client.execute('fine')).stdout).toBe('fine\n')
  })
})

describe('a cell that fails', () => {
  const error = { name: 'TypeError', message: 'no', traceback: ['TypeError: no', '  at cell 1'] }

  it('sends one error message, also where the runtime only returned it', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('shown', r => {
      r.onEvent({ type: 'error', ...error })
      return { status: 'error', error }
    })
    runtime.on('returned', () => ({ status: 'error', error }))
    for (const code of ['shown', 'returned']) {
      const { iopub, reply } = await client.execute(code)
      expect(typesOf(iopub).filter(type => type === 'error')).toHaveLength(1)
      expect(reply.content).toMatchObject({
        status: 'error',
        ename: 'TypeError',
        evalue: 'no',
        traceback: error.traceback,
      })
    }
  })

  it('aborts the executes queued behind it, answers them in order, and serves later ones', async () => {
    const { client, runtime } = await fakeKernel()
    // Long enough for the two behind it to arrive on a busy machine.
    runtime.on('bad', () => setTimeout(100, { status: 'error', error }))
    const [bad, second, third] = ['bad', 'second', 'third'].map(code => client.sendExecute(code))
    const info = client.request('kernel_info_request')
    const replies = await Promise.all([bad!, second!, third!].map(header => client.collect(header)))
    expect(replies.map(r => r.reply.content.status)).toEqual(['error', 'aborted', 'aborted'])
    expect(typesOf(replies[1]!.iopub)).toEqual(['status', 'status'])
    expect((await info).content.status).toBe('ok')
    expect((await client.execute('later')).reply.content.status).toBe('ok')
    expect(runtime.executed.map(r => r.code)).toEqual(['bad', 'later'])
  })

  it('aborts nothing with stop_on_error off', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('bad', () => ({ status: 'error', error }))
    const headers = [client.sendExecute('bad', { stop_on_error: false }), client.sendExecute('next')]
    const replies = await Promise.all(headers.map(header => client.collect(header)))
    expect(replies.map(r => r.reply.content.status)).toEqual(['error', 'ok'])
  })

  it('because our runtime threw is an error reply, and the kernel lives on', async () => {
    const { client, runtime, log } = await fakeKernel()
    runtime.on('broken', () => {
      throw new RangeError('our fault')
    })
    const { reply } = await client.execute('broken')
    expect(reply.content).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'our fault' })
    expect(log.join()).toContain('execute_request failed')
    expect((await client.execute('fine')).stdout).toBe('fine\n')
  })
})

describe('output after and beside the run', () => {
  it('of a timer goes under the header of its cell, not of the newest one', async () => {
    const { client, runtime } = await fakeKernel()
    const first = await client.execute('a', { metadata: { cellId: 'a' } })
    await client.execute('b', { metadata: { cellId: 'b' } })
    const late = client.next(m => m.content.text === 'late')
    runtime.sayLate({ cell: cellId('a'), run: runId('r'), event: { type: 'stream', name: 'stdout', text: 'late' } })
    expect((await late).parent?.msg_id).toBe(first.reply.parent?.msg_id)
  })

  it('of an ancestor replaces what that cell showed, before the idle of the cell that needed it', async () => {
    const { client, runtime } = await fakeKernel()
    const ancestor = await client.execute('a', { metadata: { cellId: 'a' } })
    runtime.on('b', r => {
      r.onAncestorEvent?.(cellId('a'), { type: 'stream', name: 'stdout', text: 'anew' })
      r.onAncestorEvent?.(cellId('unseen'), { type: 'stream', name: 'stdout', text: 'nowhere' })
    })
    const before = client.heard.length
    await client.execute('b', { metadata: { cellId: 'b' } })
    const heard = client.heard.slice(before)
    const replaced = heard.filter(m => m.parent?.msg_id === ancestor.reply.parent?.msg_id)
    expect(replaced.map(m => m.content)).toEqual([{ wait: true }, { name: 'stdout', text: 'anew' }])
    expect(heard.indexOf(replaced[1]!)).toBeLessThan(heard.length - 1)
    expect(heard.some(m => m.content.text === 'nowhere')).toBe(false)
  })

  it('tells of a lost session where the user looks', async () => {
    const { client, runtime } = await fakeKernel()
    const last = await client.execute('a')
    const notice = client.next(m => m.header.msg_type === 'stream' && m.content.name === 'stderr')
    runtime.sayNotice('The session ended.')
    expect((await notice).parent?.msg_id).toBe(last.reply.parent?.msg_id)
  })

  it('arrives whole and before idle: 100,000 lines', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('flood', async r => {
      for (let n = 0; n < 100_000; n++) {
        r.onEvent({ type: 'stream', name: 'stdout', text: `line ${n}\n` })
        if (n % 1_000 === 0) await new Promise(setImmediate)
      }
    })
    const { stdout, iopub } = await client.execute('flood')
    const lines = stdout.split('\n')
    expect(lines).toHaveLength(100_001)
    expect(lines.every((line, n) => n === 100_000 || line === `line ${n}`)).toBe(true)
    expect(iopub.length).toBeLessThan(500)
  })

  it('arrives whole where nothing can be batched: 20,000 messages of two streams in turn', async () => {
    const { client, runtime } = await fakeKernel()
    runtime.on('zigzag', r => {
      for (let n = 0; n < 10_000; n++) {
        r.onEvent({ type: 'stream', name: 'stdout', text: `${n} ` })
        r.onEvent({ type: 'stream', name: 'stderr', text: `${n} ` })
      }
    })
    const { stdout, stderr, iopub } = await client.execute('zigzag')
    const numbers = Array.from({ length: 10_000 }, (_, n) => `${n} `).join('')
    expect([stdout, stderr]).toEqual([numbers, numbers])
    expect(iopub).toHaveLength(20_003)
  })

  it('reaches two clients alike', async () => {
    const { client, anotherClient } = await fakeKernel()
    const other = await anotherClient()
    const header = client.sendExecute('both')
    await Promise.all([client.collect(header), other.idleOf(header)])
    expect(typesOf(other.about(header))).toEqual(['status', 'execute_input', 'stream', 'status'])
    expect((await other.execute('mine')).stdout).toBe('mine\n')
  })
})
