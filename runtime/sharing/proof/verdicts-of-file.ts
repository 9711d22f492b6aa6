/** The verdicts on a notebook file: its cells analysed as its folder's tsconfig says, its proofs compared with the files beside it. */
import { analyse } from '../../analysis/analyse.ts'
import { readTsconfig } from '../../analysis/tsconfig.ts'
import { isCommand } from '../../notebook/commands.ts'
import type { NotebookCell } from '../../notebook/ipynb.ts'
import { proofIn } from './cell-proof.ts'
import { checkProofs, type Verdict } from './check-proofs.ts'
import { folderOf, portableVersionOnDisk } from './portable.ts'

/** Of its code cells; commands and blank cells show nothing that could be wrong. */
export const verdictsOf = (cells: readonly NotebookCell[], path: string): readonly Verdict[] => {
  const folder = folderOf(path)
  const { erasure } = readTsconfig(folder)
  const shown = cells.flatMap(({ id, source, json }) => {
    if (isCommand(source) || source.trim() === '') return []
    return [
      { id, source, hash: () => analyse(source, erasure).hash, outputs: json.outputs, proof: proofIn(json.metadata) },
    ]
  })
  return checkProofs(shown, location => portableVersionOnDisk(location, folder))
}
