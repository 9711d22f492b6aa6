/**
 * Makes the proofs of what cells show, and writes them into a notebook whose cells hold the outputs of their shown runs. Cells without a run
 * keep what they have.
 */
import type { CellId, RunId } from '../../brand.ts'
import { isCommand } from '../../notebook/commands.ts'
import type { NotebookCell, NotebookFile } from '../../notebook/ipynb.ts'
import type { NotebookRuntime } from '../../runtime.ts'
import type { RunTrace } from '../../store/store.ts'
import { type CellProof, hashOfOutputs } from './cell-proof.ts'
import { folderOf, portableLocation, portableVersion, short } from './portable.ts'

/** A cell that reads a folder of files would fill the notebook with their hashes. */
const MAX_LISTED = 200

interface ProvenNotebook {
  readonly runtime: Pick<NotebookRuntime, 'trace' | 'runs'>
  readonly path: string
}

export const withProofs = (notebook: NotebookFile, proven: ProvenNotebook): NotebookFile => ({
  ...notebook,
  cells: notebook.cells.map(cell => {
    if (cell.type !== 'code' || isCommand(cell.source) || cell.source.trim() === '') return cell
    const proof = shownProof(cell.id, () => cell.json.outputs, proven)?.proof
    return proof === undefined ? cell : withProof(cell, proof)
  }),
})

/** Of the run that a cell shows; undefined where the store knows none. */
export const shownProof = (
  cell: CellId,
  outputsOf: (run: RunId) => unknown,
  { runtime, path }: ProvenNotebook,
): { readonly run: RunId; readonly proof: CellProof } | undefined => {
  const trace = runtime.trace(cell)
  const [row] = trace === undefined ? [] : runtime.runs({ run: trace.id, limit: 1, offset: 0 })
  if (trace === undefined || row === undefined) return undefined
  const proof = proofOf({ trace, key: row.key, outputs: outputsOf(trace.id), folder: folderOf(path) })
  return { run: trace.id, proof }
}

const withProof = (cell: NotebookCell, proof: CellProof): NotebookCell => {
  const metadata = Object(cell.json.metadata) as Readonly<Record<string, unknown>>
  return { ...cell, json: { ...cell.json, metadata: { ...metadata, cellar: proof } } }
}

const proofOf = (of: {
  readonly trace: RunTrace
  readonly key: string
  readonly outputs: unknown
  readonly folder: string
}): CellProof => {
  const { trace, key, outputs, folder } = of
  const inputs: [string, string][] = []
  for (const { location, version } of trace.reads) {
    const portable = portableLocation(location, folder)
    const seen = portable === undefined ? undefined : portableVersion(location, version, folder)
    if (portable !== undefined && seen !== undefined) inputs.push([portable, seen])
  }
  const results: [string, string | null][] = []
  for (const { location, version } of trace.writes) {
    const portable = portableLocation(location, folder)
    if (portable !== undefined) results.push([portable, version === null ? null : short(version)])
  }
  inputs.sort(byLocation)
  return {
    key: short(key),
    code: short(trace.hash),
    inputs: Object.fromEntries(inputs.slice(0, MAX_LISTED)),
    results: { shown: hashOfOutputs(outputs), ...Object.fromEntries(results.sort(byLocation)) },
    ...(inputs.length > MAX_LISTED ? { unlisted: inputs.length - MAX_LISTED } : {}),
  }
}

const byLocation = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)
