/** What Cellar hangs on user objects leads to its own state; that is no part of the user's values. */
import { expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { openRuntime } from '../support/notebook-folder.ts'

it('a server that is watched is no larger a value than the server', async () => {
  const runtime = await openRuntime()
  const code = [
    "import { createServer } from 'node:http'",
    "const server = createServer((_, answer) => answer.end('hi'))",
    'await new Promise(done => server.listen(0, done))',
  ].join('\n')
  const { status } = await runtime.execute({ cell: cellId('a'), code, onEvent: () => {} })
  expect(status).toBe('ok')
  const write = runtime.trace(cellId('a'))?.writes.find(({ location }) => location === 'name:server')
  expect(write?.size).toBeGreaterThan(1_000)
  // bytes; with the runtime in it, it was 86,000
  expect(write?.size).toBeLessThan(40_000)
})
