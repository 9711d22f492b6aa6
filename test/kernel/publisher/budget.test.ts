/** What one cell may put on the page, and what it is told past the bound. */
import { describe, expect, it } from 'vitest'
import { Budget, MAX_DISPLAY_DATA, MAX_DISPLAYS, MAX_TEXT } from '../../../kernel/publisher/budget.ts'
import type { PublishedEvent } from '../../../kernel/publisher/iopub-message.ts'

const stream = (text: string): PublishedEvent => ({ type: 'stream', name: 'stdout', text })
const display = (data: Readonly<Record<string, unknown>> = {}): PublishedEvent => ({
  type: 'display',
  data,
  metadata: {},
})

describe('the budget of a cell', () => {
  it('cuts text at the bound, says so once and where the rest is, and lets errors pass', () => {
    const budget = new Budget()
    expect(budget.admit(stream('x'.repeat(MAX_TEXT - 1)))).toHaveLength(1)
    const [cut, notice, ...more] = budget.admit(stream('abc'))
    expect(cut).toEqual(stream('a'))
    expect(notice).toMatchObject({ type: 'stream', name: 'stderr', text: expect.stringMatching(/8 MB.*cellar runs/) })
    expect(more).toEqual([])
    expect(budget.admit(stream('d'))).toEqual([])
    const error: PublishedEvent = { type: 'error', name: 'E', message: 'm', traceback: [] }
    expect(budget.admit(error)).toEqual([error])
  })

  it('bounds displays by number and by size', () => {
    const many = new Budget()
    for (let n = 0; n < MAX_DISPLAYS; n++) expect(many.admit(display())).toHaveLength(1)
    expect(many.admit(display())[0]).toMatchObject({ type: 'stream' })
    expect(many.admit(display())).toEqual([])
    const large = new Budget()
    const half = { 'image/png': 'x'.repeat(MAX_DISPLAY_DATA / 2) }
    expect([half, half].map(data => large.admit(display(data))[0]?.type)).toEqual(['display', 'display'])
    expect(large.admit(display({ 'application/json': { a: 1 } }))[0]?.type).toBe('stream')
  })

  it('starts anew when the cell clears its output', () => {
    const budget = new Budget()
    budget.admit(stream('x'.repeat(MAX_TEXT + 1)))
    budget.admit({ type: 'clear', wait: false })
    expect(budget.admit(stream('again'))).toEqual([stream('again')])
  })
})
