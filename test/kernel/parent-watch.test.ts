/** The watch on the client: its death ends the kernel, its life does not. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { watchParent } from '../../kernel/parent-watch.ts'

it('notices the death of the client once, and nothing before it', async () => {
  vi.useFakeTimers()
  const parent = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const exited = once(parent, 'exit')
  let gone = 0
  watchParent(String(parent.pid), () => gone++)
  watchParent(undefined, () => gone++)
  watchParent('1', () => gone++)
  vi.advanceTimersByTime(5_000)
  expect(gone).toBe(0)
  parent.kill('SIGKILL')
  await exited
  vi.advanceTimersByTime(5_000)
  expect(gone).toBe(1)
  vi.useRealTimers()
})
