/** Which outputs count as the same, and where the first difference is said to be. */
import { describe, expect, it } from 'vitest'
import { firstDifference } from '../../cli/output-difference.ts'
import type { NotebookOutput } from '../../runtime/notebook/outputs.ts'

const stdout = (...text: readonly string[]): NotebookOutput => ({ output_type: 'stream', name: 'stdout', text })
const result = (execution_count: number, data: Readonly<Record<string, unknown>>): NotebookOutput => ({
  output_type: 'execute_result',
  execution_count,
  data,
  metadata: {},
})

describe('two outputs are the same', () => {
  it.each([
    ['whatever their count', [result(1, { 'text/plain': '4' })], [result(9, { 'text/plain': '4' })]],
    ['however their text is cut in lines', [stdout('a\n', 'b')], [stdout('a\nb')]],
    ['whatever the order of MIME types', [result(1, { a: '1', b: '2' })], [result(1, { b: '2', a: '1' })]],
    ['whatever console.time measured', [stdout('sum: 1.204ms\n')], [stdout('sum: 2.071s\n')]],
    ["whatever process a Node's warning names", [stdout('(node:12) x')], [stdout('(node:345) x')]],
  ])('%s', (_, shown, fresh) => {
    expect(firstDifference(shown, fresh)).toBeUndefined()
  })
})

describe('a difference', () => {
  it.each([
    ['in a line', [stdout('a\n', 'b\n')], [stdout('a\n', 'c\n')], { where: 'stdout, line 2', shown: 'b', fresh: 'c' }],
    ['of length', [stdout('a\n')], [stdout('a\nb\n')], { where: 'stdout, line 2', shown: '', fresh: 'b' }],
    [
      'in one MIME type',
      [result(1, { 'text/html': '<b>', 'text/plain': '4' })],
      [result(1, { 'text/html': '<i>', 'text/plain': '4' })],
      { where: 'result, text/html, line 1', shown: '<b>', fresh: '<i>' },
    ],
    ['in a value', [result(1, { j: { a: 1 } })], [result(1, { j: { a: 2 } })], { shown: '{"a":1}', fresh: '{"a":2}' }],
    ['of one output more', [stdout('a')], [stdout('a'), result(1, {})], { where: 'output 2', shown: 'nothing' }],
    ['of kind', [stdout('a')], [{ ...stdout('a'), name: 'stderr' }], { shown: 'stdout: a', fresh: 'stderr: a' }],
    ['of a number that is no duration', [stdout('took 3ms')], [stdout('took 4ms')], { where: 'stdout, line 1' }],
  ] as const)('%s is found', (_, shown, fresh, difference) => {
    expect(firstDifference(shown, fresh as readonly NotebookOutput[])).toMatchObject(difference)
  })
})
