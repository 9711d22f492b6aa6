/** Two kernels on one notebook at once: neither disturbs the other, each shows its own document, and what they keep serves both. */
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { CommFront } from '../support/comm-front.ts'
import { launchKernel } from '../support/kernel-process.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

const program = resolve(import.meta.dirname, '../../dist/kernel.js')

const cells = (step: number) => [
  { id: 'a', source: 'let n = 1' },
  { id: 'b', source: `n += ${step}` },
  { id: 'c', source: 'console.log(n)' },
]

test('two kernels on one notebook run it at once, edit it apart, and share what was run', {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder()
  const env = { JPY_SESSION_NAME: join(folder, 'n.ipynb') }
  const kernels = await Promise.all([
    launchKernel(program, { cwd: folder, env }),
    launchKernel(program, { cwd: folder, env }),
  ])
  const fronts = await Promise.all(kernels.map(({ client }) => CommFront.open(client, cells(10))))
  await Promise.all(fronts.map(front => front.freshen()))
  for (const front of fronts) expect(front.shown()).toMatchObject({ c: '11\n' })
  await Promise.all(fronts.map((front, i) => front.put(cells(100 * (i + 1)))))
  await Promise.all(fronts.map(front => front.freshen()))
  expect(fronts.map(front => front.shown().c)).toEqual(['101\n', '201\n'])
  expect(await cellar('verify', '--store', join(folder, '.cellar'))).toMatchObject({ code: 0 })
  const third = await launchKernel(program, { cwd: folder, env })
  const front = await CommFront.open(third.client, cells(200))
  const heard = third.client.heard.length
  for (const { id } of front.cells) await front.execute(id)
  expect(front.shown()).toMatchObject({ c: '201\n' })
  expect(front.ran(heard)).toEqual([])
})
