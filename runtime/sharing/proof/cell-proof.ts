/**
 * What a cell of a notebook file carries, in `metadata.cellar`, to prove that its outputs are those of its code on its inputs: hashes, in a
 * steady order, so that an unchanged result changes nothing in the file. A proof finds mistakes; it is no signature.
 */
import { createHash } from 'node:crypto'
import { isNote, type NotebookOutput } from '../../notebook/outputs.ts'
import { outputsInFile } from '../../notebook/file-outputs.ts'
import { overwritten } from '../../notebook/overwritten.ts'
import { digest } from './portable.ts'

export interface CellProof {
  /** Of the run: its code and everything that it read. */
  readonly key: string
  /** Of the normalised source that ran. */
  readonly code: string
  /** portable location → version that was read */
  readonly inputs: Readonly<Record<string, string>>
  /** What came of it: `shown`, of the outputs, and each location written → version (null: removed). */
  readonly results: Readonly<Record<string, string | null>>
  /** Inputs beyond those listed, which nobody can check. */
  readonly unlisted?: number
}

/**
 * Of a file's outputs, whoever wrote them: nbformat allows several spellings of the same. Counts, view metadata and the kernel's own notes
 * are no result.
 */
export const hashOfOutputs = (outputs: unknown): string => {
  const parts = outputsInFile(outputs)
    .filter(output => !isNote(output))
    .map(partOf)
  const merged: Part[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (part.stream !== undefined && last?.stream === part.stream) last.text += part.text
    else merged.push({ ...part })
  }
  const whole = createHash('sha256')
  for (const { stream, text } of merged)
    whole.update(stream === undefined ? `\0${text}\0` : `${stream}\0${overwritten(text)}\0`)
  return digest(whole.digest('hex'))
}

interface Part {
  readonly stream?: 'stdout' | 'stderr'
  text: string
}

const partOf = (output: NotebookOutput): Part => {
  switch (output.output_type) {
    case 'stream':
      return { stream: output.name, text: output.text.join('') }
    case 'error':
      return { text: JSON.stringify([output.ename, output.evalue, ...output.traceback]) }
    case 'display_data':
    case 'execute_result':
      return { text: canonical(output.data) }
    default:
      return output satisfies never
  }
}

/** JSON with sorted keys; a list of lines is the text that it spells. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value))
    return value.every(line => typeof line === 'string')
      ? JSON.stringify(value.join(''))
      : `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

/** From a cell's metadata; undefined where there is none, or none that we wrote. */
export const proofIn = (metadata: unknown): CellProof | undefined => {
  const proof = isObject(metadata) ? metadata.cellar : undefined
  if (!isObject(proof) || typeof proof.key !== 'string' || typeof proof.code !== 'string') return undefined
  const { key, code, inputs, results, unlisted } = proof
  if (!isVersions(inputs) || !isVersions(results)) return undefined
  const listed = Object.entries(inputs).filter((entry): entry is [string, string] => entry[1] !== null)
  const more = typeof unlisted === 'number' ? { unlisted } : {}
  return { key, code, inputs: Object.fromEntries(listed), results, ...more }
}

const isVersions = (value: unknown): value is Readonly<Record<string, string | null>> =>
  isObject(value) && Object.values(value).every(version => typeof version === 'string' || version === null)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
