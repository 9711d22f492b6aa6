/** Promises that several cells begin and one awaits: each cell runs once, and what is shown is right after each edit. */
import { expect, test } from 'vitest'
import { openPlayer } from '../support/notebook-folder.ts'

const sleep = 'const sleep = (ms: number, value: unknown) => new Promise(r => setTimeout(() => r(value), ms))'

test.each([
  ['of a function', { s: sleep, a: 'const p = sleep(30, 1)', b: 'const q = sleep(30, 2)' }],
  [
    'made in place',
    { a: 'const p = new Promise(r => setTimeout(r, 30, 1))', b: 'const q = new Promise(r => setTimeout(r, 30, 2))' },
  ],
  [
    'of async functions',
    { a: 'const p = (async () => { await null; return 1 })()', b: 'const q = Promise.resolve(2)' },
  ],
])('two promises, %s, awaited by a third cell', async (_kind, cells) => {
  const player = await openPlayer({ ...cells, c: 'console.log(await p, await q)', d: 'console.log("apart")' })
  await player.step({ op: 'runAll' })
  expect(player.shown()).toMatchObject({ c: '1 2\n' })
  expect(player.ran()).toEqual([...Object.keys(cells), 'c', 'd'])
  for (const [id, source, shown] of [
    ['c', 'console.log(await p, await q, 3)', '1 2 3\n'],
    ['b', 'const q = Promise.resolve(4)', '1 4 3\n'],
    ['a', 'const p = new Promise(r => setTimeout(r, 10, 5))', '5 4 3\n'],
  ] as const) {
    await player.step({ op: 'edit', id, source })
    await player.freshen()
    expect(player.shown()).toMatchObject({ c: shown, d: 'apart\n' })
    expect(player.ran()).not.toContain('d')
  }
})
