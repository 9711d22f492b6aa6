/** What a session does ahead while it is idle: in order, and for drawings only where one is to be expected. */
import { expect, it } from 'vitest'
import { IdleWork } from '../../runtime/executor/session/idle-work.ts'

it('is done step by step, for drawings once a package that draws was imported, and not before', async () => {
  const done: string[] = []
  const outside = (work: () => void): void => work()
  const other = new IdleWork({ outside, always: [], forDrawing: [() => done.push('for nothing')] })
  other.imported('lodash')
  other.wait()
  await new Promise<void>(resolve => {
    const work = new IdleWork({
      outside,
      always: [() => done.push('always')],
      forDrawing: [() => done.push('one'), () => done.push('two'), resolve],
    })
    work.wait()
    work.imported('@observablehq/plot')
    work.imported('d3')
    work.wait()
  })
  expect(done).toEqual(['always', 'one', 'two'])
})
