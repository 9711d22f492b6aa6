/** A cell that runs again as it was is compiled once; whatever its text depends on has it compiled anew. */
import { expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { defaultErasure } from '../../runtime/analysis/erasure.ts'
import { cellId } from '../../runtime/brand.ts'
import { PersistentList } from '../../runtime/plan/persistent-list.ts'
import type { Plan } from '../../runtime/plan/plan.ts'
import { CellCompiler } from '../../runtime/run/cell-compiler.ts'

const opened = () => {
  const session = { globals: new Set(['console']) }
  const compiler = new CellCompiler({ erasure: defaultErasure, globals: () => session.globals })
  /** The first of the cells, compiled in a notebook of them all. */
  const compiled = (...sources: readonly string[]) => {
    const cells = sources.map((source, i) => ({ id: cellId(`c${i}`), source, analysis: analyse(source) }))
    return compiler.compile(cells[0]!, 0, { cells: PersistentList.of(cells) } as unknown as Plan)
  }
  return { session, compiled }
}

const loop = 'let sum = 0\nfor (let i = 0; i < 9; i++) sum += i'

test('the same cell of the same notebook is compiled once', () => {
  const { compiled } = opened()
  expect(compiled(loop, 'sum')).toBe(compiled(loop, 'sum'))
})

test('a cell that another one looks into from now on keeps nothing in a local any more', () => {
  const { compiled } = opened()
  const alone = compiled(loop)
  const watched = compiled(loop, 'const look = () => sum')
  expect(watched.code).not.toBe(alone.code)
})

test('its own functions may have named first what another one looks into', () => {
  const { compiled } = opened()
  const own = `${loop}\nconst look = () => sum`
  const other = 'const other = () => sum'
  compiled(own)
  compiled(own)
  expect(compiled(own, other).code).toBe(opened().compiled(own, other).code)
})

test('a new session, whose globals may be others, has everything compiled anew', () => {
  const { session, compiled } = opened()
  const before = compiled('fetched')
  session.globals = new Set(['console', 'fetched'])
  expect(compiled('fetched').code).not.toBe(before.code)
})
