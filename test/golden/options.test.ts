/** Cell options that change what runs. */
import { expect, test } from 'vitest'
import { openPlayer } from '../support/notebook-folder.ts'

test('`after` is an edge that no variable shows: the cell reruns when the one it names did', async () => {
  const cells = {
    a: '//| label: load\nglobalThis.setUp = 1',
    b: '//| after: [load]\nconsole.log("after")',
    c: 'console.log("apart")',
  }
  const player = await openPlayer(cells)
  await player.step({ op: 'run', id: 'b' })
  expect(player.ran()).toEqual(['a', 'b'])
  await player.freshen()
  player.ran()
  await player.step({ op: 'edit', id: 'a', source: '//| label: load\nglobalThis.setUp = 2' })
  await player.freshen()
  expect(player.ran()).toEqual(['a', 'b'])
})

test('`strict` stops a cell with a type error, which otherwise runs', async () => {
  const player = await openPlayer({ a: '//| strict: true\nconst n: number = "one"', b: 'const m: number = "two"' })
  await player.step({ op: 'runAll' })
  expect(player.failed()).toEqual(['a'])
  expect(player.ran()).toEqual(['b'])
})
