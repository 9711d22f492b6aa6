/**
 * One run told whole, for a person: what ran, when and where, on which inputs, what it wrote, and everything that it showed,
 * also what the page left out. Text only: of rich output it names the MIME types and gives the plain form.
 */
import { stripVTControlCharacters } from 'node:util'
import type { MimeBundle, RunEvent } from '../runtime/run/events.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import type { RunDetails, RunTrace, Write } from '../runtime/store/store.ts'
import { sizeText } from './amounts.ts'

export interface WholeRun {
  readonly trace: RunTrace
  readonly details: RunDetails
  readonly events: readonly RunEvent[]
  readonly tags: readonly string[]
}

export const runAsText = ({ trace, details, events, tags }: WholeRun): string => {
  const environment = Object.entries(details.environment).map(([name, value]) => `${name} ${plainText(value)}`)
  const facts = [
    ['run', trace.id],
    ['notebook', trace.notebook],
    ['cell', trace.cell],
    ['started', new Date(trace.startedAt).toISOString()],
    ['took', `${trace.ms.toFixed(trace.ms < 10 ? 1 : 0)} ms in the ${details.where}`],
    ['outcome', trace.outcome],
    ['tags', tags.join(', ')],
    ['key', details.key],
    ['engine', [trace.engine, ...environment].join('; ')],
  ]
  const reads = trace.reads.map(({ location, version }) => [location, version])
  return clean(
    [
      textTable(facts.filter(([, text]) => text !== '')),
      section('Code', details.code),
      section('Inputs, each with its version', textTable(reads)),
      section('Wrote', textTable(trace.writes.map(writeRow))),
      section('Showed', events.map(eventText).join('')),
    ].join(''),
  )
}

const section = (title: string, text: string): string =>
  text === '' ? '' : `\n── ${title}\n${text.endsWith('\n') ? text : `${text}\n`}`

const writeRow = ({ location, version, type, preview, size, storable }: Write): readonly string[] => [
  location,
  version ?? 'removed',
  type,
  storable ? sizeText(size) : '',
  preview.replaceAll('\n', ' '),
]

const eventText = (event: RunEvent): string => {
  switch (event.type) {
    case 'stream':
      return event.text
    case 'error':
      return `${event.traceback.length === 0 ? `${event.name}: ${event.message}` : event.traceback.join('\n')}\n`
    case 'result':
    case 'display':
    case 'update-display':
      return `${bundleText(event.data)}\n`
    case 'figure':
      return `[figure ${event.request.name ?? ''}]\n`
    case 'clear':
    case 'payload':
    case 'comm':
      return ''
    default:
      return event satisfies never
  }
}

const bundleText = (data: MimeBundle): string => {
  const rich = Object.keys(data).filter(mime => mime !== 'text/plain')
  const plain = data['text/plain']
  return [...(rich.length === 0 ? [] : [`[${rich.join(', ')}]`]), ...(plain === undefined ? [] : [plain])].join(' ')
}

const plainText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What a run showed may hold any control sequence; a terminal gets none of them. */
const clean = (text: string): string => stripVTControlCharacters(text)
