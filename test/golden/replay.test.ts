/** When a result is replayed, and when running a cell really runs it. */
import { describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { Player } from '../support/golden.ts'
import { openPlayer } from '../support/notebook-folder.ts'

describe('running by hand what is fresh', () => {
  test('replays it, and runs nothing', async () => {
    const player = await openPlayer({ a: 'console.log("once")' })
    await player.step({ op: 'runAll' })
    player.ran()
    await player.step({ op: 'run', id: 'a' })
    expect(player.ran()).toEqual([])
    expect(player.shown()).toEqual({ a: 'once\n' })
  })

  test('runs no edited cell above it that wrote what it did not read', async () => {
    const player = await openPlayer({ a: 'globalThis.unit = "cm"', b: 'const n = 2', c: 'console.log(n)' })
    await player.step({ op: 'runAll' })
    await player.step({ op: 'edit', id: 'a', source: 'setTimeout(console.log, 2, "later")' })
    player.ran()
    await player.step({ op: 'run', id: 'c' })
    expect(player.ran()).toEqual([])
    expect(player.runtime.why(cellId('c'))).toBe(
      '[3] is fresh. Its code and everything it read are as they were when it ran.',
    )
  })

  test.each(['Math.random()', 'Date.now()', 'performance.now()', 'crypto.randomUUID()'])(
    'draws %s anew',
    async draw => {
      const player = await openPlayer({ a: `const drawn = ${draw}`, b: 'console.log(typeof drawn)' })
      await player.step({ op: 'runAll' })
      await player.freshen()
      player.ran()
      await player.step({ op: 'run', id: 'a' })
      expect(player.ran()).toEqual(['a'])
    },
  )

  test('keeps the draws after a restart: the result of yesterday is shown, not another one', async () => {
    const player = await openPlayer({ a: 'console.log(Math.random())' })
    await player.step({ op: 'runAll' })
    const before = player.shown()
    await player.step({ op: 'restart' })
    player.ran()
    await player.step({ op: 'runAll' })
    expect(player.ran()).toEqual([])
    expect(player.shown()).toEqual(before)
  })

  test('tries a failed cell again, but shows its failure after a restart without running it', async () => {
    const player = await openPlayer({ a: 'console.log("tried"); throw new Error("no")' })
    await player.step({ op: 'runAll' })
    player.ran()
    await player.step({ op: 'run', id: 'a' })
    expect(player.ran()).toEqual(['a'])
    await player.step({ op: 'restart' })
    player.ran()
    await player.step({ op: 'runAll' })
    expect(player.ran()).toEqual([])
    expect(player.failed()).toEqual(['a'])
    expect(player.shown()).toEqual({ a: 'tried\n' })
  })
})

test('a blank cell is fresh: no front end would ever run it', async () => {
  const player = await openPlayer({ a: '', b: '  \n' })
  expect(player.states()).toEqual({ a: 'fresh', b: 'fresh' })
  await player.freshen()
  expect(player.ran()).toEqual([])
})

test('a rebuild after a restart answers clock and chance as the run did that it brings back', async () => {
  const player = await openPlayer({
    a: 'const drawn = [Math.random(), Date.now()]\nconst told = new Promise(() => {})',
    b: 'told.drawn = drawn.join(" ")',
    c: 'console.log(told.drawn)',
  })
  await player.step({ op: 'runAll' })
  const { c } = player.shown()
  await player.step({ op: 'restart' })
  player.ran()
  await player.step({ op: 'edit', id: 'c', source: 'console.log(told.drawn, "again")' })
  await player.freshen()
  expect([...new Set(player.ran())].sort()).toEqual(['a', 'b', 'c'])
  expect(player.shown()['c']).toBe(`${c?.trimEnd()} again\n`)
})

describe('what an edit reruns', () => {
  test.each([
    ['a comment', 'const n = 2 // two', []],
    ['a type', 'const n: number = 2', []],
    ['an equal value', 'const n = 1 + 1', ['a']],
    ['another value', 'const n = 3', ['a', 'b']],
  ])('%s', async (_what, source, ran) => {
    const player = await openPlayer({ a: 'const n = 2', b: 'console.log(n)', c: 'console.log("apart")' })
    await player.step({ op: 'runAll' })
    await player.freshen()
    player.ran()
    await player.step({ op: 'edit', id: 'a', source })
    await player.freshen()
    expect(player.ran()).toEqual(ran)
  })

  test('undone: nothing', async () => {
    const player = await openPlayer({ a: 'let n = 2', b: 'console.log(n)' })
    await player.step({ op: 'runAll' })
    await player.step({ op: 'edit', id: 'a', source: 'let n = 5' })
    await player.freshen()
    player.ran()
    await player.step({ op: 'edit', id: 'a', source: 'let n = 2' })
    await player.freshen()
    expect(player.ran()).toEqual([])
    expect(player.shown()).toEqual({ a: '', b: '2\n' })
  })
})

test('a run whose timer was ended before it printed is not replayed when the edit that ended it is undone', async () => {
  const source = `setTimeout(() => console.log('late'), 100)`
  const player = await openPlayer({ a: source })
  await player.step({ op: 'runAll' })
  await player.step({ op: 'edit', id: 'a', source: 'let n = 1' })
  await player.step({ op: 'run', id: 'a' })
  await player.step({ op: 'edit', id: 'a', source })
  await player.freshen()
  await player.settle()
  expect(player.shown()).toEqual({ a: 'late\n' })
})

describe('a cell that is fresh again by an older run, and is run again only for its values', () => {
  /** The edit is undone, and what `d` needs can only be had by running `b` once more. */
  const undone = async (player: Player, edited: string): Promise<void> => {
    const a = 'const n = 1'
    await player.step({ op: 'edit', id: 'a', source: edited })
    await player.step({ op: 'runAll' })
    await player.step({ op: 'edit', id: 'a', source: a })
    await player.step({ op: 'edit', id: 'c', source: '' })
    await player.step({ op: 'run', id: 'd' })
    await player.freshen()
  }
  const generator = 'function* count() { yield drawn; yield n }\nconst numbers = count()'
  const cells = (drawn: string) => ({
    a: 'const n = 1',
    b: `const drawn = ${drawn}\n${generator}\nconsole.log(drawn)`,
    c: 'numbers.next()',
    d: 'console.log(numbers.next().value === drawn)',
  })

  test('shows what it shows in a fresh run, not the failure that stood there in between', async () => {
    const player = await openPlayer(cells('n + 1'))
    await player.step({ op: 'runAll' })
    await undone(player, 'const m = 1')
    expect(player.outputs()['b']).toEqual([])
    expect(player.shown()).toEqual({ a: '', b: '2\n', c: '', d: 'true\n' })
  })

  test('draws what it drew then', async () => {
    const player = await openPlayer(cells('Math.random() * n'))
    await player.step({ op: 'runAll' })
    const before = player.shown()
    await undone(player, 'const n = 2')
    expect(player.shown()).toEqual({ ...before, d: 'true\n' })
  })
})

test('what an edited cell no longer defines is gone before that has run: its reader runs alone', async () => {
  const player = await openPlayer({ a: 'const unit = "cm"', b: 'console.log(typeof unit)' })
  await player.step({ op: 'runAll' })
  await player.step({ op: 'edit', id: 'a', source: 'const measure = "cm"' })
  player.ran()
  await player.step({ op: 'run', id: 'b' })
  expect(player.ran()).toEqual(['b'])
  expect(player.shown()).toEqual({ a: '', b: 'undefined\n' })
  await player.freshen()
  expect(player.ran()).toEqual(['a'])
})
