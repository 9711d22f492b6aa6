/**
 * Do the outputs that a notebook file shows belong to the code that it shows? Told from the proofs in the file, cell by cell from the top, and
 * from the files beside it; no store, no run. It claims nothing about a cell without a proof.
 */
import type { CellId } from '../../brand.ts'
import { getOrInsert } from '../../get-or-insert.ts'
import type { Cell } from '../../notebook/notebook.ts'
import { kindOf, nameOf, type Location } from '../../location.ts'
import { missing } from '../../plan/mismatch.ts'
import type { StateWord } from '../../view.ts'
import { type CellProof, hashOfOutputs } from './cell-proof.ts'
import { short } from './portable.ts'

export interface ShownCell extends Cell {
  /** Of its normalised source, in full. Asked only where there is a proof: finding it out takes parsing. */
  readonly hash: () => string
  readonly outputs: unknown
  readonly proof: CellProof | undefined
}

export interface Verdict {
  readonly id: CellId
  readonly state: Extract<StateWord, 'new' | 'fresh' | 'stale' | 'failed'>
  /** Why the outputs don't belong to the code, or what nobody can tell. */
  readonly because: readonly string[]
}

/** `onDisk`: the portable version of what no cell above wrote; undefined where it can't be told. */
export const checkProofs = (
  cells: readonly ShownCell[],
  onDisk: (location: string) => string | undefined,
): readonly Verdict[] => {
  const above: Above = new Map()
  return cells.map((cell, index) => {
    const { id, proof } = cell
    if (proof === undefined) return unproven(cell)
    const inputs = inputsOf(proof, above, onDisk)
    const because = [...claimsOf(cell, proof), ...inputs.wrong]
    for (const [location, version] of Object.entries(proof.results))
      if (location !== 'shown')
        above.set(location, { version: because.length === 0 ? version : undefined, by: index + 1 })
    if (because.length > 0) return { id, state: 'stale', because }
    const unchecked = inputs.absent.length === 0 ? [] : [`Not here to compare: ${inputs.absent.join(', ')}.`]
    return { id, state: hasError(cell.outputs) ? 'failed' : 'fresh', because: unchecked }
  })
}

/** What the cells above wrote; undefined where the writer's proof doesn't hold. */
type Above = Map<string, { readonly version: string | null | undefined; readonly by: number }>

const unproven = ({ id, outputs }: ShownCell): Verdict => ({
  id,
  state: 'new',
  because: [Array.isArray(outputs) && outputs.length > 0 ? 'Its output carries no proof.' : 'Never run.'],
})

const claimsOf = (cell: ShownCell, proof: CellProof): readonly string[] => [
  ...(short(cell.hash()) === proof.code ? [] : ['Its code was edited since it ran.']),
  ...(hashOfOutputs(cell.outputs) === proof.results.shown ? [] : ['Its output is not what its run showed.']),
]

const inputsOf = (
  proof: CellProof,
  above: Above,
  onDisk: (location: string) => string | undefined,
): { readonly wrong: readonly string[]; readonly absent: readonly string[] } => {
  const [changed, fromDoubt, absent]: [string[], Map<number, string[]>, string[]] = [[], new Map(), []]
  for (const [location, was] of Object.entries(proof.inputs)) {
    const title = `\`${nameOf(location as Location)}\``
    const written = above.get(location)
    if (written?.version === undefined && written !== undefined) {
      getOrInsert(fromDoubt, written.by, () => []).push(title)
    } else if (written !== undefined) {
      if ((written.version ?? missing) !== was) changed.push(`${title} changed in [${written.by}].`)
    } else if (kindOf(location as Location) === 'name') {
      if (was !== missing) changed.push(`${title} is not defined above any more.`)
    } else {
      const now = onDisk(location)
      // A notebook that was sent alone: what it read can't be looked at, which says nothing against it.
      if (now === missing && was !== missing) absent.push(title)
      else if (now !== undefined && now !== was) changed.push(`${title} is another here.`)
    }
  }
  const doubts = [...fromDoubt].map(([by, titles]) => `${titles.join(', ')} from [${by}], which doesn't hold.`)
  return { wrong: [...changed, ...doubts], absent }
}

const hasError = (outputs: unknown): boolean =>
  Array.isArray(outputs) && outputs.some(output => Object(output).output_type === 'error')
