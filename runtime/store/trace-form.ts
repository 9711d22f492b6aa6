/**
 * The disk form of a trace: one sealed text of lines, because a check of 100,000 cells reads that many of them and lines
 * decode in half the time of JSON. A field of `Write` that has no line of its own travels in the write's last one as
 * JSON, so that a new field is never lost.
 */
import { cellId, type CellId, runId, snapshotId, sourceHash, version } from '../brand.ts'
import type { Location } from '../location.ts'
import { seal, unseal } from './seal.ts'
import type { LatePart, Read, RunTrace, Write } from './store.ts'

export function packTrace(trace: RunTrace): string {
  const { id, cell, hash, engine, outcome, startedAt, ms, reads, writes, late } = trace
  const lines: (string | number | null)[] = [id, cell, hash, engine, outcome, startedAt, ms, reads.length]
  for (const read of reads) lines.push(read.location, read.version)
  lines.push(writes.length)
  for (const write of writes) packWrite(write, lines)
  if (late !== undefined) lines.push(JSON.stringify(late))
  return seal(lines.map(escapeLine).join('\n'))
}

/** Undefined where the text is damaged. The notebook is kept once, not in every trace. */
export function unpackTrace(sealed: string, notebook: string): RunTrace | undefined {
  const text = unseal(sealed)
  if (text === undefined) return undefined
  const lines = new Lines(text)
  const trace = {
    id: runId(lines.text()),
    cell: cellId(lines.text()),
    notebook,
    hash: sourceHash(lines.text()),
    engine: lines.text(),
    outcome: lines.text() as RunTrace['outcome'],
    startedAt: lines.number(),
    ms: lines.number(),
    reads: lines.list(unpackRead),
    writes: lines.list(unpackWrite),
  }
  if (lines.isAtEnd()) return trace
  const late = JSON.parse(lines.text()) as unknown
  // Earlier ones know of one part only: that isn't all.
  return Array.isArray(late) ? { ...trace, late: late as readonly LatePart[] } : trace
}

/** The cell alone, without unpacking the rest. */
export function cellOfTrace(sealed: string): CellId {
  const start = sealed.indexOf('\n') + 1
  return cellId(unescapeText(sealed.slice(start, sealed.indexOf('\n', start))))
}

function packWrite(write: Write, lines: (string | number | null)[]): void {
  const { location, version, snapshot, storable, preview, type, size, mentions, ...rest } = write
  lines.push(location, version, snapshot, storable ? 1 : 0, preview, type, size, mentions.length, ...mentions)
  lines.push(rest.shares.length === 0 && Object.keys(rest).length === 1 ? '' : JSON.stringify(rest))
}

const unpackRead = (lines: Lines): Read => ({ location: lines.text() as Location, version: version(lines.text()) })

function unpackWrite(lines: Lines): Write {
  const location = lines.text() as Location
  const versionText = lines.textOrNull()
  const snapshotText = lines.textOrNull()
  const write = {
    location,
    version: versionText === null ? null : version(versionText),
    snapshot: snapshotText === null ? null : snapshotId(snapshotText),
    storable: lines.text() === '1',
    preview: lines.text(),
    type: lines.text(),
    size: lines.number(),
    mentions: lines.list(each => each.text()),
  }
  const rest = lines.text()
  return Object.assign(write, rest === '' ? { shares: NO_SHARES } : (JSON.parse(rest) as Rest))
}

type Rest = Omit<Write, 'location' | 'version' | 'snapshot' | 'storable' | 'preview' | 'type' | 'size' | 'mentions'>
const NO_SHARES: Write['shares'] = []

const NULL_LINE = '\\0'

/** Line breaks and backslashes, and the lone surrogates that UTF-8 would replace. */
const escapeLine = (line: string | number | null): string => {
  if (line === null) return NULL_LINE
  return String(line).replace(/[\\\n]|\p{Surrogate}/gu, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const unescapeText = (line: string): string =>
  line.includes('\\')
    ? line.replace(/\\u(....)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : line

class Lines {
  readonly #lines: readonly string[]
  /** Nearly always: then no line need be looked at for escapes. */
  readonly #isPlain: boolean
  #at = 0

  constructor(text: string) {
    this.#lines = text.split('\n')
    this.#isPlain = !text.includes('\\')
  }

  isAtEnd(): boolean {
    return this.#at >= this.#lines.length
  }

  text(): string {
    const line = this.#lines[this.#at++] as string
    return this.#isPlain ? line : unescapeText(line)
  }

  textOrNull(): string | null {
    if (this.#lines[this.#at] !== NULL_LINE) return this.text()
    this.#at++
    return null
  }

  number(): number {
    return Number(this.#lines[this.#at++])
  }

  list<T>(item: (lines: Lines) => T): T[] {
    const items: T[] = []
    for (let left = this.number(); left > 0; left--) items.push(item(this))
    return items
  }
}
