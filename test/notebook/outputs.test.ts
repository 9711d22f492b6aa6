/** Run events folded into what a notebook file keeps. */
import { describe, expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { type NotebookOutput, NotebookOutputs } from '../../runtime/notebook/outputs.ts'
import type { RunEvent } from '../../runtime/run/events.ts'

const a = cellId('a')
const b = cellId('b')
const out = (text: string): RunEvent => ({ type: 'stream', name: 'stdout', text })
const err = (text: string): RunEvent => ({ type: 'stream', name: 'stderr', text })
const html = (text: string, displayId?: string): RunEvent => ({
  type: 'display',
  data: { 'text/html': text },
  metadata: {},
  ...(displayId === undefined ? {} : { displayId }),
})
const outputsOf = (...events: readonly RunEvent[]): readonly NotebookOutput[] => {
  const outputs = new NotebookOutputs()
  outputs.begin(a)
  for (const event of events) outputs.record(a, event)
  return outputs.outputs(a, 3)
}
const texts = (outputs: readonly NotebookOutput[]): readonly string[] =>
  outputs.map(o => (o.output_type === 'stream' ? o.text.join('') : JSON.stringify('data' in o ? o.data : o)))

describe('streams', () => {
  it('of one name are one output while nothing comes between, split into lines', () => {
    expect(outputsOf(out('a'), out('b\nc\n'), err('e'), out('d'))).toEqual([
      { output_type: 'stream', name: 'stdout', text: ['ab\n', 'c\n'] },
      { output_type: 'stream', name: 'stderr', text: ['e'] },
      { output_type: 'stream', name: 'stdout', text: ['d'] },
    ])
  })

  it('of 100,000 pieces are put together in linear time', () => {
    const [only, ...rest] = outputsOf(...Array.from({ length: 100_000 }, (_, n) => out(`${n}\n`)))
    expect(rest).toEqual([])
    expect(only?.output_type === 'stream' && only.text.length).toBe(100_000)
  })
})

describe('clear', () => {
  it('removes at once', () => expect(outputsOf(out('a'), { type: 'clear', wait: false })).toEqual([]))

  it('with wait removes when the next output comes', () => {
    expect(texts(outputsOf(out('a'), { type: 'clear', wait: true }))).toEqual(['a'])
    expect(texts(outputsOf(out('a'), { type: 'clear', wait: true }, out('b'), out('c')))).toEqual(['bc'])
  })
})

describe('rich output', () => {
  it('keeps text as lines, pictures and JSON whole, and gives results the cell count', () => {
    const data = {
      'text/html': 'a\nb',
      'image/png': 'aGk=',
      'application/json': { x: 'a\nb' },
      'image/svg+xml': '<svg>\n',
    }
    expect(outputsOf({ type: 'result', data, metadata: { k: 1 } })).toEqual([
      {
        output_type: 'execute_result',
        execution_count: 3,
        metadata: { k: 1 },
        data: { ...data, 'text/html': ['a\n', 'b'], 'image/svg+xml': ['<svg>\n'] },
      },
    ])
  })

  it('is updated wherever its display stands, in other cells too', () => {
    const outputs = new NotebookOutputs()
    outputs.begin(a)
    outputs.record(a, html('old', 'd'))
    outputs.record(a, html('other', 'e'))
    outputs.begin(b)
    outputs.record(b, { type: 'update-display', data: { 'text/html': 'new' }, metadata: {}, displayId: 'd' })
    expect(texts(outputs.outputs(a, 1))).toEqual(['{"text/html":["new"]}', '{"text/html":["other"]}'])
    expect(outputs.outputs(b, 2)).toEqual([])
  })
})

it('an error keeps its traceback; what a file cannot hold is left out', () => {
  const events: readonly RunEvent[] = [
    { type: 'payload', payload: { source: 'set_next_input', text: 'x', replace: false } },
    { type: 'error', name: 'TypeError', message: 'no', traceback: ['one', 'two'] },
  ]
  expect(outputsOf(...events)).toEqual([
    { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: ['one', 'two'] },
  ])
})

it('a new run of a cell begins with nothing shown', () => {
  const outputs = new NotebookOutputs()
  outputs.begin(a)
  outputs.record(a, out('old'))
  outputs.begin(a)
  expect(outputs.outputs(a, 1)).toEqual([])
})
