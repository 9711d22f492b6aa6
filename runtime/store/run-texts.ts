/**
 * The texts of a run: what it showed, what it drew, its parameters and records. Small ones lie sealed in a row, large ones compressed
 * in a blob; either is verified on reading.
 */
import type { Database } from 'better-sqlite3'
import type { Blobs, PreparedBlob } from './blobs.ts'
import { CODEC, compress, decompress } from './compression.ts'
import type { OwnOutput } from './own-output.ts'
import { seal, unseal } from './seal.ts'

export const TEXT = { events: 0, draws: 1, parameters: 2, records: 3 } as const
export type TextKind = (typeof TEXT)[keyof typeof TEXT]

type Mark = Uint8Array | null

export type PreparedText = { readonly kind: TextKind; readonly mark: Mark } & (
  | { readonly is: 'inline'; readonly text: string }
  | { readonly is: 'blob'; readonly blob: PreparedBlob; readonly codec: number }
)

export interface RunTexts {
  /** Outside the transaction. */
  prepare(kind: TextKind, text: string): PreparedText
  /** Inside the transaction; `run` is the run's row id. */
  insert(run: number, text: PreparedText): void
  /** Inside the transaction: adds to the text of that kind, whose texts are JSON arrays that follow each other. */
  append(run: number, text: PreparedText): void
  /** In the order written; 'damaged' where any of them is. `bytesOf` gives a blob's bytes if they are whole. */
  read(run: number, kind: TextKind, bytesOf: BytesOf): readonly string[] | 'damaged'
  /** All that the run showed bears this user's mark. */
  isOwn(run: number, bytesOf: BytesOf): boolean
}

type BytesOf = (blob: number) => Uint8Array | undefined

const INLINE_CHARACTERS = 65_536
/** A timer that prints ten times a second for a day shall not make a million rows, nor rewrite a long one each time. */
const MERGED_CHARACTERS = 8_192

/** `own` marks what is written; absent, nothing written is marked and nothing read is own. */
export function runTexts(database: Database, blobs: Blobs, own?: OwnOutput): RunTexts {
  const insert = database.prepare<[number, TextKind, string | null, number | null, number | null, Mark]>(
    'INSERT INTO texts (run, kind, body, blob, codec, mark) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const select = database
    .prepare<[number, TextKind], TextRow>(
      'SELECT body, blob, codec, mark FROM texts WHERE run = ? AND kind = ? ORDER BY id',
    )
    .raw()
  const last = database
    .prepare<[number, TextKind], [id: number, body: string | null, mark: Mark]>(
      'SELECT id, body, mark FROM texts WHERE run = ? AND kind = ? ORDER BY id DESC LIMIT 1',
    )
    .raw()
  const replace = database.prepare<[string, Mark, number]>('UPDATE texts SET body = ?, mark = ? WHERE id = ?')
  const markOf = (text: string): Mark => own?.mark(text) ?? null
  const insertText = (run: number, text: PreparedText): void => {
    if (text.is === 'inline') insert.run(run, text.kind, seal(text.text), null, null, text.mark)
    else insert.run(run, text.kind, null, blobs.keep(text.blob), text.codec, text.mark)
  }
  const textOf = ([body, blob, codec]: TextRow, bytesOf: BytesOf): string | undefined => {
    if (body !== null) return unseal(body)
    const bytes = bytesOf(blob ?? -1)
    return bytes === undefined ? undefined : decompress({ codec: codec ?? CODEC.plain, bytes })
  }
  return {
    prepare(kind, text) {
      const mark = kind === TEXT.events ? markOf(text) : null
      if (text.length <= INLINE_CHARACTERS) return { kind, mark, is: 'inline', text }
      const { codec, bytes } = compress(text)
      return { kind, mark, is: 'blob', blob: blobs.prepare([bytes]), codec }
    },
    insert: insertText,
    append(run, text) {
      const [id, body, mark] = (text.is === 'inline' ? last.get(run, text.kind) : undefined) ?? [0, null, null]
      const before = body === null ? undefined : unseal(body)
      if (text.is !== 'inline' || before === undefined || before.length + text.text.length > MERGED_CHARACTERS) {
        insertText(run, text)
      } else {
        const both = `${before.slice(0, -1)},${text.text.slice(1)}`
        replace.run(seal(both), own?.isOwn(before, mark) === true ? markOf(both) : null, id)
      }
    },
    read(run, kind, bytesOf) {
      const texts = select.all(run, kind).map(row => textOf(row, bytesOf))
      return texts.every(text => text !== undefined) ? texts : 'damaged'
    },
    isOwn: (run, bytesOf) =>
      select.all(run, TEXT.events).every(row => {
        const text = textOf(row, bytesOf)
        return text !== undefined && own?.isOwn(text, row[3]) === true
      }),
  }
}

type TextRow = [body: string | null, blob: number | null, codec: number | null, mark: Mark]
