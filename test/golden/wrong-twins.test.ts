/**
 * Two planners that must be caught, or the golden tests prove nothing: one that never reruns shows yesterday's output, one that always
 * does runs cells that had no reason to.
 */
import { describe, expect, test } from 'vitest'
import { type GoldenCase, goldenCases } from '../support/golden.ts'
import { shownByPlainNode } from '../support/oracle.ts'

const cases = goldenCases().filter(c => c.ideal !== null)

/** What a case's notebook shows before and after its last step, by plain Node. */
const shownBefore = ({ cells }: GoldenCase) =>
  shownByPlainNode(cells.map(({ id, source }) => ({ id, script: asScript(source) })))

const asScript = (source: string): string =>
  source.replace(/(^|; ?)(?:const|let) /gm, '$1var ').replace(/(^|; ?)class (\w+)/gm, '$1var $2 = class $2')

describe('the golden cases catch', () => {
  test('a twin that never reruns: what it shows is wrong in most of them', { timeout: 120_000 }, () => {
    const caught = cases.filter(golden => {
      const shown = shownBefore(golden)
      return Object.entries(golden.expect).some(([id, text]) => shown[id] !== text)
    })
    expect(caught.length).toBeGreaterThan(cases.length / 2)
  })

  test('a twin that reruns everything: it runs more than the ideal in most of them', () => {
    const caught = cases.filter(golden => Object.keys(golden.expect).some(id => !golden.ideal?.includes(id)))
    expect(caught.length).toBeGreaterThan(cases.length / 2)
  })
})
