/** What a session's first drawing needs is done ahead, in order, and only where a drawing is to be expected. */
import { expect, it } from 'vitest'
import { FirstDrawing } from '../../runtime/executor/session/first-drawing.ts'

it('is prepared for step by step once a package that draws was imported, and not before', async () => {
  const done: string[] = []
  const other = new FirstDrawing([() => done.push('for nothing')])
  other.imported('lodash')
  other.wait()
  await new Promise<void>(resolve => {
    const drawing = new FirstDrawing([() => done.push('one'), () => done.push('two'), resolve])
    drawing.wait()
    drawing.imported('@observablehq/plot')
    drawing.wait()
  })
  expect(done).toEqual(['one', 'two'])
})
