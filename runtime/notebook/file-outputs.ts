/** The outputs that a notebook file holds, checked: a file may come from anywhere. What is no output of nbformat 4 is left out. */
import type { MimeBundle } from '../run/events.ts'
import type { NotebookOutput } from './outputs.ts'

export const outputsInFile = (outputs: unknown): readonly NotebookOutput[] =>
  Array.isArray(outputs) ? outputs.flatMap(output => outputOf(output) ?? []) : []

const outputOf = (raw: unknown): NotebookOutput | undefined => {
  if (!isObject(raw)) return undefined
  switch (raw.output_type) {
    case 'stream':
      return { name: raw.name === 'stderr' ? 'stderr' : 'stdout', output_type: 'stream', text: linesOf(raw.text) }
    case 'error':
      return {
        ename: String(raw.ename),
        evalue: String(raw.evalue),
        output_type: 'error',
        traceback: linesOf(raw.traceback),
      }
    case 'display_data':
      return { data: bundleOf(raw.data), metadata: bundleOf(raw.metadata), output_type: 'display_data' }
    case 'execute_result': {
      const count = typeof raw.execution_count === 'number' ? raw.execution_count : 0
      const [data, metadata] = [bundleOf(raw.data), bundleOf(raw.metadata)]
      return { data, execution_count: count, metadata, output_type: 'execute_result' }
    }
    default:
      return undefined
  }
}

const linesOf = (text: unknown): readonly string[] =>
  typeof text === 'string' ? [text] : Array.isArray(text) ? text.filter(line => typeof line === 'string') : []

const bundleOf = (value: unknown): MimeBundle => (isObject(value) ? value : {})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
