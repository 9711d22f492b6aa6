/** Whether a page shows what a run showed: by what is seen, however it is written. */
import { expect, it } from 'vitest'
import { inPage, showsAll } from '../../labextension/src/model/same-outputs.ts'

const stream = (text: string | readonly string[], name = 'stdout') => ({ output_type: 'stream', name, text })
const result = (data: Readonly<Record<string, unknown>>, more: object = {}) => ({
  output_type: 'execute_result',
  data,
  metadata: {},
  execution_count: 1,
  ...more,
})

it.each([
  ['nothing, where nothing was shown', [], [], true],
  ['nothing, where something was', [], [stream('a')], false],
  ['text in lines or whole', [stream('a\nb\n')], [stream(['a\n', 'b\n'])], true],
  ['text in pieces', [stream('a'), stream('b')], [stream('ab')], true],
  ['the same on another stream', [stream('a', 'stderr')], [stream('a')], false],
  ['another number', [result({ 'text/plain': '1' }, { execution_count: 7 })], [result({ 'text/plain': ['1'] })], true],
  ['another result', [result({ 'text/plain': '1' })], [result({ 'text/plain': '2' })], false],
  ['a note of the kernel’s below', [stream('a'), result({ 'text/html': 'note' })], [stream('a')], true],
] as const)('%s', (_, shown, stored, same) => expect(showsAll(shown, stored)).toBe(same))

it('stored outputs come into a page as whole texts, numbered as it numbers the cell', () => {
  const stored = [stream(['a\n', 'b']), result({ 'text/html': ['<i>\n', '</i>'], 'application/json': ['a', 'b'] })]
  expect(inPage(stored, null)).toEqual([
    stream('a\nb'),
    result({ 'text/html': '<i>\n</i>', 'application/json': ['a', 'b'] }, { execution_count: null }),
  ])
})
