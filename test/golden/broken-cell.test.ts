/** A cell that doesn't parse: it is failed, what it last defined stays and hides what stands above it, its readers are blocked. */
import { expect, test } from 'vitest'
import { openPlayer } from '../support/notebook-folder.ts'

const cells = { a: 'let n = 1', b: 'n = 2', c: 'console.log(n)', d: 'console.log("apart")' }

test.each([[false], [true]])(
  'a cell that no longer parses blocks its readers (restart in between: %s)',
  async restart => {
    const player = await openPlayer(cells)
    await player.step({ op: 'runAll' })
    await player.step({ op: 'edit', id: 'b', source: 'n = = 3' })
    if (restart) await player.step({ op: 'restart' })
    await player.freshen()
    if (restart) await player.step({ op: 'restart' })
    expect(player.states()).toEqual({ a: 'fresh', b: 'failed', c: 'blocked', d: 'fresh' })
    expect(player.failed()).toEqual(['b', 'c'])
    player.ran()
    await player.step({ op: 'edit', id: 'b', source: 'n = 2 // mended' })
    await player.freshen()
    expect(player.states()).toEqual({ a: 'fresh', b: 'fresh', c: 'fresh', d: 'fresh' })
    expect(player.ran()).toEqual([])
    expect(player.shown()).toEqual({ a: '', b: '', c: '2\n', d: 'apart\n' })
  },
)

test('broken twice, it still keeps what it defined when it was whole', async () => {
  const player = await openPlayer(cells)
  await player.step({ op: 'runAll' })
  await player.step({ op: 'edit', id: 'b', source: 'n = (' })
  await player.freshen()
  await player.step({ op: 'edit', id: 'b', source: 'n = ((' })
  await player.freshen()
  expect(player.states()).toMatchObject({ b: 'failed', c: 'blocked' })
})

test('the last good definitions stay live: they can be looked at', async () => {
  const player = await openPlayer(cells)
  await player.step({ op: 'runAll' })
  await player.step({ op: 'edit', id: 'b', source: 'n = (' })
  await player.freshen()
  expect(await player.runtime.evaluate({ n: 'n' })).toMatchObject({ n: { data: { 'text/plain': '2' } } })
})

test.each([
  ['const total = rows.map(r => r.', 'total'],
  ['function total( { return 1 }', 'total'],
  ['let x = 1\nclass total {\n  m() { return (\n}', 'total'],
  ['const { total, rest } = f((', 'total'],
  ['total = = 3', 'total'],
])('one that never ran blocks who reads what it seems to define: %j', async (source, name) => {
  const player = await openPlayer({ a: source, b: `console.log(typeof ${name})`, c: 'console.log("apart")' })
  await player.step({ op: 'runAll' })
  await player.freshen()
  expect(player.states()).toEqual({ a: 'failed', b: 'blocked', c: 'fresh' })
  await player.step({ op: 'edit', id: 'a', source: `const ${name} = 1` })
  await player.freshen()
  expect(player.shown()).toEqual({ a: '', b: 'number\n', c: 'apart\n' })
})

test.each([[false], [true]])(
  'a blocked cell says who blocks it today, and runs nothing for that (restart in between: %s)',
  async restart => {
    const player = await openPlayer({
      a: 'const x = f()',
      b: '//| label: load\nconst y = f()',
      c: 'console.log(x + y)',
    })
    const says = async (): Promise<string | undefined> => {
      if (restart) await player.step({ op: 'restart' })
      await player.freshen()
      player.ran()
      await player.freshen()
      expect([player.ran(), player.states()['c']]).toEqual([[], 'blocked'])
      return /needs what (.*) defines/.exec(player.errors('c'))?.[1]
    }
    await player.step({ op: 'runAll' })
    expect(await says()).toBe('[1], [load]')
    await player.step({ op: 'edit', id: 'a', source: 'const x = 1' })
    expect(await says()).toBe('[load]')
    await player.step({ op: 'edit', id: 'a', source: 'const x = g()' })
    expect(await says()).toBe('[1], [load]')
    await player.step({ op: 'move', id: 'a', index: 1 })
    expect(await says()).toBe('[load], [2]')
    await player.step({ op: 'edit', id: 'b', source: 'const y = 2' })
    expect(await says()).toBe('[2]')
    await player.step({ op: 'edit', id: 'a', source: 'const x = 1' })
    await player.freshen()
    expect([player.shown()['c'], player.failed()]).toEqual(['3\n', []])
  },
)
