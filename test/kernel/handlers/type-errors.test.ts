/** Type errors beside a result: quiet, bounded, escaped. */
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { TypeErrorNotes, typeErrorDisplay } from '../../../kernel/handlers/type-errors.ts'
import { type CellId, cellId } from '../../../runtime/brand.ts'
import type { Diagnostic } from '../../../runtime/language/language.ts'

const error = (line: number, message: string): Diagnostic => ({
  severity: 'error',
  message,
  code: 2322,
  start: 0,
  end: 1,
  line,
})

test('nothing is shown where there is no error', () => {
  expect(typeErrorDisplay([{ ...error(1, 'unused'), severity: 'suggestion' }])).toBeUndefined()
})

test('each error names its line and code, and text from outside is escaped', () => {
  const { data } = typeErrorDisplay([error(2, "Type 'A<B>' is wrong")]) as { data: Record<string, string> }
  expect(data['text/plain']).toBe("Type check:\nline 2: Type 'A<B>' is wrong (TS2322)")
  expect(data['text/html']).toContain('A&lt;B&gt;')
  expect(data['text/html']).not.toContain('<B>')
})

test('many errors are counted, not listed', () => {
  const many = Array.from({ length: 9 }, (_, i) => error(i + 1, 'no'))
  const { data } = typeErrorDisplay(many) as { data: Record<string, string> }
  expect(data['text/plain']?.split('\n')).toHaveLength(7)
  expect(data['text/plain']).toMatch(/and 4 more$/)
  expect(data['text/html']).toContain('9 errors')
})

describe('cells that ran are checked', () => {
  const watched = () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const asked: CellId[] = []
    const shown: string[] = []
    const notes = new TypeErrorNotes(async cell => {
      asked.push(cell)
      return [error(1, 'wrong')]
    })
    const ran = (id: string, as = id) => {
      notes.started()
      notes.ended({ cell: cellId(id), code: as, show: () => shown.push(as) })
    }
    return { notes, ran, asked, shown }
  }

  test('when nothing runs any more, each once, its newest run being told', async () => {
    const { ran, asked, shown } = watched()
    ran('a', 'a, first')
    ran('b')
    ran('a', 'a, second')
    expect(asked).toEqual([])
    await vi.runAllTimersAsync()
    expect([...asked].sort()).toEqual(['a', 'b'])
    expect([...shown].sort()).toEqual(['a, second', 'b'])
  })

  test('never while one runs', async () => {
    const { notes, ran, asked } = watched()
    ran('a')
    notes.started()
    await vi.runAllTimersAsync()
    expect(asked).toEqual([])
    notes.ended(undefined)
    await vi.runAllTimersAsync()
    expect(asked).toEqual(['a'])
  })
})
