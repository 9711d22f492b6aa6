/** What a socket is given leaves in the order given, together, and none is lost to a send that fails. */
import { expect, test } from 'vitest'
import { SendQueue } from '../../kernel/send-queue.ts'

const opened = (refused: (text: string) => boolean = () => false) => {
  const sent: string[] = []
  const errors: unknown[] = []
  let pending = 0
  const queue = new SendQueue(
    async ([frame]) => {
      expect(pending++, 'zeromq refuses a second send while one is pending').toBe(0)
      await Promise.resolve()
      pending--
      const text = String(frame)
      if (refused(text)) throw new Error(text)
      sent.push(text)
    },
    error => errors.push(error),
  )
  const push = (...texts: readonly string[]) => {
    for (const text of texts) queue.push([Buffer.from(text)])
  }
  return { queue, push, sent, errors }
}

test('what is pushed waits for what follows, and leaves with it in order', async () => {
  const { queue, push, sent } = opened()
  push('busy', 'input')
  await Promise.resolve()
  expect(sent).toEqual([])
  push('idle')
  queue.flush()
  push('next')
  await queue.drained()
  expect(sent).toEqual(['busy', 'input', 'idle', 'next'])
})

test('it leaves by itself where nothing follows', async () => {
  const { push, sent } = opened()
  push('busy')
  await expect.poll(() => sent).toEqual(['busy'])
})

test('a send that fails is told of, and the rest leaves', async () => {
  const { queue, push, sent, errors } = opened(text => text === 'b')
  push('a', 'b', 'c')
  await queue.drained()
  expect(sent).toEqual(['a', 'c'])
  expect(errors).toEqual([new Error('b')])
})
