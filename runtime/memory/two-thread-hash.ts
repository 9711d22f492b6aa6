/**
 * SHA-256 of large bytes, piece by piece, while they are copied into a file: another thread follows the copy from the first piece on, this one
 * comes towards it from the last when the copy is done. This one never waits: what the other has begun and not ended by then is hashed
 * here too.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { type Place, placeOf } from './mapped-bytes.ts'

/** For the other thread, which reads the bytes from their file. */
export interface HashJob extends Place {
  /** bytes */
  readonly length: number
  /** bytes of each piece but the last */
  readonly pieceSize: number
  /** 32-bit words: how many pieces are copied, then the `state` of each; behind them a digest for each. */
  readonly board: SharedArrayBuffer
}

/** Hands a job to the other thread. */
export type Hand = (job: HashJob) => void

const { readSync } = fs
const digestSize = 32
const wordSize = Int32Array.BYTES_PER_ELEMENT
const state = { free: 0, taken: 1, done: 2 } as const
/** milliseconds without a further piece: the copy has been given up */
const patience = 100

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

/** Each part as `keep` gives it back, which puts them one behind the other in a file, and its digest. All parts but the last are of one size. */
export const keptAndHashed = (
  parts: readonly Uint8Array[],
  keep: (part: Uint8Array) => Uint8Array,
  hand: Hand,
): { readonly pieces: readonly Uint8Array[]; readonly digests: readonly Uint8Array[] } => {
  const pieces: Uint8Array[] = []
  const digests: Uint8Array[] = []
  const { job, copied, states, digestAt } = newBoard(parts)
  for (let i = 0; i < parts.length; i++) {
    pieces[i] = keep(parts[i] as Uint8Array)
    Atomics.store(copied, 0, i + 1)
    Atomics.notify(copied, 0)
    const place = i === 0 ? placeOf(pieces[i] as Uint8Array) : undefined
    if (place !== undefined) hand({ ...place, ...job })
  }
  for (let i = parts.length - 1; i >= 0; i--) {
    const isDone = Atomics.compareExchange(states, i, state.free, state.taken) === state.done
    digests[i] = isDone ? Uint8Array.from(digestAt(i)) : sha256(parts[i] as Uint8Array)
  }
  return { pieces, digests }
}

/** What the other thread does. */
export const takePart = ({ descriptor, offset, length, pieceSize, board }: HashJob): void => {
  const count = Math.ceil(length / pieceSize)
  const { copied, states, digestAt } = read(board, count)
  const buffer = Buffer.allocUnsafeSlow(pieceSize)
  for (let i = 0; i < count; i++) {
    if (Atomics.wait(copied, 0, i, patience) === 'timed-out') return
    if (Atomics.compareExchange(states, i, state.free, state.taken) !== state.free) return
    const bytes = buffer.subarray(0, Math.min(pieceSize, length - i * pieceSize))
    if (!isRead(descriptor, bytes, offset + i * pieceSize)) return
    digestAt(i).set(sha256(bytes))
    Atomics.store(states, i, state.done)
  }
}

/** Where this thread was too slow the file may be closed by now: nobody waits for it any more. */
const isRead = (descriptor: number, into: Uint8Array, at: number): boolean => {
  try {
    return readSync(descriptor, into, 0, into.length, at) === into.length
  } catch {
    return false
  }
}

const newBoard = (parts: readonly Uint8Array[]) => {
  const board = new SharedArrayBuffer(wordSize * (1 + parts.length) + digestSize * parts.length)
  const pieceSize = parts[0]?.length ?? 0
  const length = pieceSize * (parts.length - 1) + (parts.at(-1)?.length ?? 0)
  return { job: { length, pieceSize, board }, ...read(board, parts.length) }
}

const read = (board: SharedArrayBuffer, count: number) => {
  const copied = new Int32Array(board, 0, 1)
  const states = new Int32Array(board, wordSize, count)
  const digestAt = (i: number): Uint8Array => new Uint8Array(board, wordSize * (1 + count) + digestSize * i, digestSize)
  return { copied, states, digestAt }
}
