/** history_request over the wire: the spec's three forms, with and without results. */
import { expect, it } from 'vitest'
import { fakeKernel } from '../../support/fake-kernel.ts'

it('answers tail, range and search with absolute session numbers, and results where asked', async () => {
  const { client, runtime } = await fakeKernel()
  runtime.on('6 * 7', r => r.onEvent({ type: 'result', data: { 'text/plain': '42' }, metadata: {} }))
  await client.execute('6 * 7')
  await client.execute('other')
  await client.execute('hidden', { store_history: false })
  const ask = async (content: Readonly<Record<string, unknown>>) =>
    (await client.request('history_request', { raw: true, output: false, ...content })).content
  expect(await ask({ hist_access_type: 'tail', n: 5 })).toEqual({
    status: 'ok',
    history: [
      [1, 1, '6 * 7'],
      [1, 2, 'other'],
    ],
  })
  expect(await ask({ hist_access_type: 'range', session: 0, start: 1, stop: 2, output: true })).toMatchObject({
    history: [[1, 1, ['6 * 7', '42']]],
  })
  expect(await ask({ hist_access_type: 'search', pattern: 'o?her', n: null })).toMatchObject({
    history: [[1, 2, 'other']],
  })
  expect(await ask({ hist_access_type: 'nonsense' })).toMatchObject({ status: 'error', ename: 'ContentError' })
})
