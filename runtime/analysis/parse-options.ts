/**
 * Reads the `//| key: value` lines that a cell opens with (spec §10). It never refuses a cell: an unknown key or a bad value
 * is left out with a warning that names its line. YAML is loaded by the first cell that has options.
 */
import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { fileReaders } from './file-options.ts'
import type { CellOptions, OptionWarning } from './options.ts'
import { resourceReaders } from './resource-options.ts'

export interface ParsedOptions {
  readonly options: CellOptions
  readonly warnings: readonly OptionWarning[]
}

const load = createRequire(import.meta.url)
const marker = /^\s*\/\/\|(.*)$/

/** Keys that other parts of the system read and check. */
const passedOn: ReadonlySet<string> = new Set(['fig-cap', 'fig-types', 'capture'])

type Draft = { -readonly [K in keyof CellOptions]: CellOptions[K] }
type Reader = (value: unknown, draft: Draft) => string | undefined

const words = (value: unknown): readonly string[] | undefined => {
  const list = Array.isArray(value) ? value : [value]
  return list.every(item => typeof item === 'string' || typeof item === 'number') ? list.map(String) : undefined
}

const isOneOf = <T extends string>(value: unknown, allowed: readonly T[]): value is T =>
  allowed.some(one => one === value)

const readers: Readonly<Record<string, Reader>> = {
  ...resourceReaders,
  ...fileReaders,
  label: (value, draft) => {
    if (typeof value !== 'string' && typeof value !== 'number') return 'a word'
    draft.label = String(value)
  },
  run: (value, draft) => {
    if (!isOneOf(value, ['auto', 'lazy', 'manual'])) return 'auto, lazy or manual'
    draft.run = value
  },
  cache: (value, draft) => {
    if (!isOneOf(value, ['off', 'always'])) return 'off or always'
    draft.cache = value
  },
  after: (value, draft) => {
    const labels = words(value)
    if (!labels) return 'a list of labels'
    draft.after = labels
  },
  tags: (value, draft) => {
    const tags = words(value)
    if (!tags) return 'a list of words'
    draft.tags = tags
  },
  strict: (value, draft) => {
    if (typeof value !== 'boolean') return 'true or false'
    draft.strict = value
  },
  'ignore-code': (value, draft) => {
    if (typeof value !== 'boolean') return 'true or false'
    draft.ignoreCode = value
  },
  timeout: (value, draft) => {
    if (typeof value !== 'number' || !(value > 0)) return 'a number of seconds above 0'
    draft.timeout = value
  },
}

const nothing: ParsedOptions = { options: { other: {} }, warnings: [] }

export const parseOptions = (source: string): ParsedOptions => {
  if (!source.includes('//|')) return nothing
  const lines: string[] = []
  let first = 0
  for (const [index, line] of source.split('\n').entries()) {
    const option = marker.exec(line)
    if (option) {
      if (lines.length === 0) first = index + 1
      lines.push((option[1] ?? '').replace(/^ |\r$/g, ''))
    } else if (lines.length > 0 || line.trim() !== '') break
  }
  return lines.length === 0 ? nothing : readYaml(lines.join('\n'), first)
}

const readYaml = (text: string, firstLine: number): ParsedOptions => {
  const { LineCounter, isMap, isScalar, parseDocument } = load('yaml') as typeof Yaml
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const lineAt = (offset: number) => firstLine + lineCounter.linePos(offset).line - 1
  const warnings: OptionWarning[] = document.errors.map(error => ({
    message: `This option line is not YAML: ${error.message}`,
    line: lineAt(error.pos[0]),
  }))
  const other: Record<string, unknown> = {}
  const options: Draft = { other }
  if (!isMap(document.contents)) {
    if (warnings.length === 0) warnings.push({ message: 'An option is written `//| key: value`.', line: firstLine })
    return { options, warnings }
  }
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : String(key)
    const line = lineAt(isScalar(key) ? (key.range?.[0] ?? 0) : 0)
    const plain: unknown = value === null ? null : (value as { toJS(document: unknown): unknown }).toJS(document)
    const expected = readOption({ name, value: plain }, options, other)
    if (expected) warnings.push({ message: expected, line })
  }
  return { options, warnings }
}

/** Takes the option in, or says what is wrong with it. */
const readOption = (
  option: { readonly name: string; readonly value: unknown },
  options: Draft,
  other: Record<string, unknown>,
): string | undefined => {
  const { name, value } = option
  if (passedOn.has(name)) {
    other[name] = value
    return undefined
  }
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
  if (!reader) return `Unknown option \`${name}\`.`
  const expected = reader(value, options)
  return expected && `\`${name}\` must be ${expected}, not ${JSON.stringify(value)}.`
}
