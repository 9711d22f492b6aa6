/** Random programs: cells on boxes do what the plain script does, and their marks leave out nothing that mattered. */
import { Script } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'
import { closures } from './random-closures.ts'
import { numberNames, type Piece, prelude, program } from './random-program.ts'

const runs = { numRuns: process.env['CELLAR_NIGHTLY'] === undefined ? 120 : 5_000 }

const asPlainScript = (cells: readonly Piece[]): readonly string[] => {
  const log: string[] = []
  // A cell that fails is undone: what follows it is for the runtime's tests.
  const body = [prelude, ...cells.map(({ plain }) => plain), `log('end', a, b, c, d)`].join('\n;')
  const script = new Script(
    `(log => { "use strict"; try {\n${body}\n} catch (e) { log('threw', typeof e === 'object' ? e.name : e) } })`,
  )
  const run = script.runInThisContext() as (log: (...values: readonly unknown[]) => void) => void
  run((...values) => void log.push(values.map(String).join(' ')))
  return log
}

const asCells = async (cells: readonly Piece[], shared: readonly string[]): Promise<readonly string[]> => {
  const session = new CellSession()
  await session.run(prelude)
  const log: string[] = []
  for (const { cell } of cells) {
    const ran = await session.run(cell, { shared })
    log.push(...ran.log)
    if (ran.error !== undefined)
      return [...log, `threw ${typeof ran.error === 'object' ? (ran.error as Error).name : ran.error}`]
  }
  log.push(['end', ...numberNames.map(name => String(session.value(name)))].join(' '))
  return log
}

test('cells on boxes print what the plain script prints', async () => {
  await fc.assert(
    fc.asyncProperty(program, fc.subarray([...numberNames]), async (cells, shared) => {
      expect(await asCells(cells, shared)).toEqual(asPlainScript(cells))
    }),
    runs,
  )
})

test('what a cell didn’t mark as read changes nothing, what it didn’t mark as written is unchanged', async () => {
  const attempt = async (cell: string, values: readonly number[]) => {
    const session = new CellSession()
    await session.run(prelude)
    await session.run(numberNames.map((name, i) => `${name} = ${values[i]}`).join(';'))
    const ran = await session.run(cell)
    return { ...ran, after: new Map(numberNames.map(name => [name, session.value(name)])) }
  }
  await fc.assert(
    fc.asyncProperty(
      program,
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }),
      async ([first], values) => {
        const before = [1, 2, 3, 4]
        const one = await attempt(first!.cell, before)
        // A failed run is rolled back whole.
        fc.pre(one.error === undefined)
        const changed = before.map((value, i) => (one.reads.includes(numberNames[i]!) ? value : values[i]!))
        const two = await attempt(first!.cell, changed)
        expect({ log: two.log, reads: two.reads, writes: two.writes }).toEqual({
          log: one.log,
          reads: one.reads,
          writes: one.writes,
        })
        for (const [i, name] of numberNames.entries()) {
          expect(two.after.get(name), name).toBe(one.writes.includes(name) ? one.after.get(name) : changed[i])
        }
      },
    ),
    runs,
  )
})

test('closures share their variables, and find them too early, as in the plain script', async () => {
  const plainly = (body: string): readonly string[] => {
    const log: string[] = []
    const script = new Script(`(log => { "use strict";\n${body}\n})`)
    const run = script.runInThisContext() as (log: (...values: readonly unknown[]) => void) => void
    run((...values) => void log.push(values.map(String).join(' ')))
    return log
  }
  await fc.assert(
    fc.asyncProperty(closures, async body => {
      const { log, error } = await new CellSession().run(`(() => {\n${body}\n})()`)
      expect(error).toBe(undefined)
      expect(log).toEqual(plainly(body))
    }),
    { ...runs, numRuns: runs.numRuns * 2 },
  )
})
