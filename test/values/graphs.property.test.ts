/** Random object graphs: they come back equal and of the same identity, and any change of one changes its version. */
import { seed } from '../support/seed.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cells, only } from './cells.ts'
import { difference } from './compare.ts'
import { build, change, changes, recipes } from './graph-recipe.ts'

const runs = process.env.CELLAR_NIGHTLY ? 5000 : 300
const settings = { numRuns: runs, seed }
const versionOf = (cells: Cells, value: unknown): string | undefined => {
  cells.box('x').v = value
  return only(only(cells.capture('x')).members).version
}

describe(`random graphs (seed ${seed}, CELLAR_SEED repeats it)`, () => {
  test('come back from the store as they were, with the same version', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async recipe => {
        const [root] = build(recipe)
        const cells = new Cells()
        cells.box('x').v = root
        const unit = only(cells.capture('x'))
        fc.pre(unit.storable)
        const other = await cells.over([unit])
        expect(difference(other.box('x').v, root)).toBeUndefined()
        expect(only(other.capture('x')).snapshot).toBe(unit.snapshot)
      }),
      settings,
    )
  })

  test('have equal versions when they are built alike', () => {
    const cells = new Cells()
    fc.assert(
      fc.property(recipes, recipe => {
        expect(versionOf(cells, build(recipe)[0])).toBe(versionOf(cells, build(recipe)[0]))
      }),
      settings,
    )
  })

  test('have other versions exactly when the judge finds a difference', () => {
    const cells = new Cells()
    fc.assert(
      fc.property(recipes, changes, (recipe, steps) => {
        const one = build(recipe)
        const other = build(recipe)
        for (const [number, how, by] of steps) change(other[number], how, by)
        expect(versionOf(cells, one[0]) === versionOf(cells, other[0])).toBe(difference(one[0], other[0]) === undefined)
      }),
      settings,
    )
  })

  test('are put back in place after any change', () => {
    fc.assert(
      fc.property(recipes, changes, (recipe, steps) => {
        const cells = new Cells()
        const nodes = build(recipe)
        cells.box('x').v = nodes[0]
        const before = only(cells.capture('x'))
        for (const [number, how, by] of steps) change(nodes[number], how, by)
        cells.capture('x')
        cells.restore(before.snapshot, 'x')
        // What can't be deleted may stand in the way of the earlier order; then new objects take over.
        if (!recipe.some(({ kind }) => kind === 'hidden')) expect(cells.box('x').v).toBe(nodes[0])
        expect(difference(cells.box('x').v, build(recipe)[0])).toBeUndefined()
        expect(only(cells.capture('x')).snapshot).toBe(before.snapshot)
      }),
      settings,
    )
  })
})
