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

test('`after` that names a cell below is a CycleError with its path, until the cell is moved', async () => {
  const cells = {
    a: '//| label: plot\n//| after: [load]\nlet n = 1\nconsole.log("plot")',
    b: '//| label: load\nconst m = n + 1',
  }
  const player = await openPlayer(cells)
  await player.step({ op: 'runAll' })
  expect(player.failed()).toEqual(['a', 'b'])
  expect(player.states()).toEqual({ a: 'failed', b: 'blocked' })
  expect(player.errors('a')).toMatch(/^CycleError: \[plot\] → \[load\] → \[plot\]: .*Move \[load\] above \[plot\]/)
  expect(player.ran()).toEqual([])
  await player.step({ op: 'edit', id: 'b', source: '//| label: load\nconst m = 1' })
  await player.step({ op: 'move', id: 'b', index: 0 })
  await player.freshen()
  expect(player.states()).toEqual({ a: 'fresh', b: 'fresh' })
})

test('`after` that names its own cell is a CycleError', async () => {
  const player = await openPlayer({ a: '//| label: one\n//| after: [one]\nconsole.log(1)' })
  await player.step({ op: 'runAll' })
  expect(player.errors('a')).toBe(
    'CycleError: [one] → [one]: [one] is to run after [one], but it names itself. Take `one` out of its `after`.',
  )
})

test('`after` that names no cell warns with the labels that come near, and the cell runs', async () => {
  const player = await openPlayer({ a: '//| label: load', b: '//| after: [laod]\nconsole.log("ran")' })
  await player.step({ op: 'runAll' })
  expect(player.shown()['b']).toBe('ran\n')
  expect(player.warnings('b')).toBe('`after` names `laod`, and no cell has that label. Did you mean `load`?\n')
  await player.step({ op: 'edit', id: 'a', source: '//| label: laod\nlet x = 1' })
  await player.freshen()
  expect(player.warnings('b')).toBe('')
})

test('an option that nobody knows is told where it stands', async () => {
  const player = await openPlayer({ a: '//| labl: load\nconsole.log("ran")' })
  await player.step({ op: 'runAll' })
  expect(player.warnings('a')).toBe('Line 1: Unknown option `labl`.\n')
})
