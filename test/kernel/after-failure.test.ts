/**
 * What is sent on hearing of a failure is served, however soon: a real kernel, interrupted again and again, each time asked for the
 * next cell at once. Only what was sent before belongs to the queue that a failure aborts.
 */
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { PeerKernel, snippets } from './peer-kernel.ts'

test('a cell run right after an interrupted one is never aborted', { timeout: 60_000 }, async () => {
  const kernel = await PeerKernel.start('cellar')
  onTestFinished(() => kernel.stop())
  for (let i = 0; i < 25; i++) {
    const started = kernel.client.next(m => m.header.msg_type === 'execute_input')
    const running = kernel.execute(snippets.cellar.spin, { cell: 'spin', force: true })
    const first = await Promise.race([started, running])
    if ('reply' in first) expect(first.reply.content.status, `round ${i}`).not.toBe('aborted')
    await setTimeout(10)
    kernel.interrupt()
    expect((await running).reply.content.status).toBe('error')
  }
})
