/**
 * Whether a cell shows what its run showed. Files and pages write the same output differently (lines or one text, numbers, the page's
 * own notes), so only what is seen is compared; what a page shows beyond the run's output is the kernel's own note, and left. And the
 * stored form brought into the page's. Pure.
 */
import type { OutputView } from '../../../runtime/view.ts'

export const showsAll = (shown: readonly OutputView[], stored: readonly OutputView[]): boolean => {
  const [here, there] = [merged(shown), merged(stored)]
  return there.every((output, index) => JSON.stringify(output) === JSON.stringify(here[index]))
}

/** Stored outputs as a page holds them: texts whole, and numbered as the page numbers its cell (null: not at all). */
export const inPage = (outputs: readonly OutputView[], count: number | null): readonly OutputView[] =>
  outputs.map(output => ({
    ...output,
    ...('text' in output && { text: text(output.text) }),
    ...('data' in output && { data: whole(output.data) }),
    ...('execution_count' in output && { execution_count: count }),
  }))

const whole = (data: unknown): unknown =>
  Object.fromEntries(
    Object.entries(data as object).map(([mime, value]) => [mime, mime.endsWith('json') ? value : text(value)]),
  )

type Seen = readonly [type: string, content: unknown]

/** What is written one after the other on the same stream is seen as one text. */
const merged = (outputs: readonly OutputView[]): readonly Seen[] => {
  const all: Seen[] = []
  for (const output of outputs) {
    const [type, content] = seen(output)
    const last = all.at(-1)
    if (last && type.startsWith('stream') && last[0] === type) all[all.length - 1] = [type, `${last[1]}${content}`]
    else all.push([type, content])
  }
  return all
}

const seen = (output: OutputView): Seen => {
  switch (output.output_type) {
    case 'stream':
      return [`stream ${output.name}`, text(output.text)]
    case 'error':
      return ['error', [output.ename, output.evalue, output.traceback]]
    default: {
      const data = Object.entries((output.data ?? {}) as Readonly<Record<string, unknown>>)
      return ['data', data.map(([mime, value]) => [mime, text(value)]).toSorted()]
    }
  }
}

const text = (value: unknown): unknown => (isLines(value) ? value.join('') : value)

const isLines = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(line => typeof line === 'string')
