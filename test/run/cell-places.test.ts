/** Where cells stand is followed through every kind of edit: a run, whichever cell or code it is of, is given to the cells that it concerns. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { type CellId, cellId } from '../../runtime/brand.ts'
import {
  emptyNotebook,
  indexOf,
  type Notebook,
  notebookOf,
  withSource,
  without,
} from '../../runtime/notebook/notebook.ts'
import { PlannedCells } from '../../runtime/run/planned-cells.ts'
import { RunLog } from '../../runtime/run/run-log.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import { runLiteral } from '../store/literals.ts'
import { seed } from '../support/seed.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e').map(cellId)
const source = fc.constantFrom('1', '2', '3')
const step = fc.oneof(
  fc.record({ is: fc.constant('edit' as const), id, source }),
  fc.record({ is: fc.constant('remove' as const), id }),
  fc.record({ is: fc.constant('turn' as const) }),
  fc.record({ is: fc.constant('run' as const), id }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const edited = (notebook: Notebook, step: Step): Notebook => {
  if (step.is === 'edit') return withSource(notebook, step.id, step.source)
  if (step.is === 'remove') return without(notebook, new Set([step.id]))
  return step.is === 'turn' ? notebookOf(notebook.cells.toReversed(), notebook) : notebook
}

const engine = 'e'

test(`cells have the runs that a planner made anew would give them, and stand where they stand (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), steps => {
      const log = new RunLog(memoryStore(), { engine, notebook: '/nb.ipynb' })
      const planned = new PlannedCells(analyse, log)
      let notebook = emptyNotebook
      for (const [n, step] of steps.entries()) {
        const before = notebook
        notebook = edited(notebook, step)
        const cell = step.is === 'run' ? notebook.cells[indexOf(notebook, step.id)] : undefined
        if (cell !== undefined) {
          const run = runLiteral({ id: `r${n}`, cell: cell.id, hash: analyse(cell.source).hash })
          log.add({ ...run, notebook: '/nb.ipynb', engine }, [])
        }
        const anew = new PlannedCells(analyse, log)
        const runsOf = (of: PlannedCells) =>
          Array.from(of.of(notebook.cells, new Set()), ({ id, shown, candidates }) => [
            id,
            shown?.id,
            candidates.map(c => c.id),
          ])
        expect(runsOf(planned)).toEqual(runsOf(anew))
        for (const each of [before, notebook]) {
          const places = ['a', 'b', 'c', 'd', 'e'].map(word => indexOf(each, word as CellId))
          expect(places).toEqual(['a', 'b', 'c', 'd', 'e'].map(word => each.cells.findIndex(c => c.id === word)))
        }
      }
    }),
    { seed, numRuns: 300 },
  )
})

test('two lines of edits of one notebook know their own places', () => {
  const [x, y] = [cellId('x'), cellId('y')]
  const base = withSource(emptyNotebook, cellId('a'), '1')
  const one = withSource(base, x, '1')
  const other = withSource(withSource(base, y, '1'), x, '1')
  expect([base, one, other].map(notebook => [indexOf(notebook, x), indexOf(notebook, y)])).toEqual([
    [-1, -1],
    [1, -1],
    [2, 1],
  ])
})
