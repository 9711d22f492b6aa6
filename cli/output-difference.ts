/**
 * Compares what two runs of a cell showed. What names a process and not a result counts as equal: counts, process ids in
 * Node's warnings, the durations that `console.time` prints. Everything else has to be the same. Pure.
 */
import { textOf } from '../runtime/notebook/output-text.ts'
import type { NotebookOutput } from '../runtime/notebook/outputs.ts'

export interface Difference {
  /** What differs: `stdout, line 3`, `output 2, text/html`. */
  readonly where: string
  readonly shown: string
  readonly fresh: string
}

export const firstDifference = (
  shown: readonly NotebookOutput[],
  fresh: readonly NotebookOutput[],
): Difference | undefined => {
  const [a, b] = [shown.flatMap(partsOf), fresh.flatMap(partsOf)]
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find(i => !same(a[i], b[i]))
  return at === undefined ? undefined : differenceOf(a[at], b[at], at)
}

interface Part {
  readonly kind: string
  readonly text: string
}

const same = (a: Part | undefined, b: Part | undefined): boolean => a?.kind === b?.kind && a?.text === b?.text

/** One part for each stream and error, and for each MIME type of rich output. */
const partsOf = (output: NotebookOutput): readonly Part[] => {
  switch (output.output_type) {
    case 'stream':
      return [{ kind: output.name, text: steady(output.text.join('')) }]
    case 'error':
      return [{ kind: 'error', text: steady([output.ename, output.evalue, ...output.traceback].join('\n')) }]
    case 'display_data':
    case 'execute_result': {
      const what = output.output_type === 'display_data' ? 'display' : 'result'
      const mimes = Object.entries(output.data).sort(([a], [b]) => (a < b ? -1 : 1))
      const parts = mimes.map(([mime, value]) => ({ kind: `${what}, ${mime}`, text: steady(textOf(value)) }))
      return [...parts, { kind: `${what}, metadata`, text: JSON.stringify(output.metadata) }]
    }
    default:
      return output satisfies never
  }
}

const steady = (text: string): string =>
  text
    .replace(/\(node:\d+\)/g, '(node:…)')
    .replace(
      /(?<=: )(?:\d+(?:\.\d+)?(?:ms|s)|\d+:\d\d(?::\d\d)?(?:\.\d+)? \((?:m:ss|h:mm:ss|m:ss\.mmm)\))(?=\s|$)/g,
      '…',
    )

const differenceOf = (a: Part | undefined, b: Part | undefined, at: number): Difference => {
  if (a === undefined || b === undefined || a.kind !== b.kind)
    return { where: `output ${at + 1}`, shown: named(a), fresh: named(b) }
  const [one, other] = [a.text.split('\n'), b.text.split('\n')]
  const line = one.findIndex((text, i) => text !== other[i])
  const place = line === -1 ? one.length : line
  return { where: `${a.kind}, line ${place + 1}`, shown: short(one[place]), fresh: short(other[place]) }
}

const named = (part: Part | undefined): string => (part === undefined ? 'nothing' : `${part.kind}: ${short(part.text)}`)

/** Characters of a line that a report shows. */
const SHORT = 200

const short = (text: string | undefined): string =>
  text === undefined ? 'nothing' : text.length > SHORT ? `${text.slice(0, SHORT)}…` : text
