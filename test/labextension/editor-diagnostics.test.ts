/** What of the kernel's diagnostics an editor underlines, and where. */
import { expect, it } from 'vitest'
import { editorDiagnostics } from '../../labextension/src/model/editor-diagnostics.ts'
import type { DiagnosticView } from '../../runtime/view.ts'

const found = (start: number, end: number, severity: DiagnosticView['severity'] = 'error'): DiagnosticView => ({
  severity,
  message: 'm',
  start,
  end,
})

it('errors and warnings are underlined where they are, suggestions nowhere', () => {
  const shown = editorDiagnostics([found(1, 3), found(4, 6, 'warning'), found(0, 9, 'suggestion')], 10)
  expect(shown.map(({ from, to, severity }) => [from, to, severity])).toEqual([
    [1, 3, 'error'],
    [4, 6, 'warning'],
  ])
})

it('text that was deleted meanwhile is not underlined beyond its end', () => {
  expect(editorDiagnostics([found(2, 9), found(7, 8)], 5).map(({ from, to }) => [from, to])).toEqual([[2, 5]])
})
