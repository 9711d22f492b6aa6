/** Type errors beside a result: quiet, bounded, escaped. */
import { expect, test } from 'vitest'
import { typeErrorDisplay } from '../../../kernel/handlers/type-errors.ts'
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
