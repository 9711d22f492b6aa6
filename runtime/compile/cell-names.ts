/**
 * Which names of a cell live in boxes: what it declares, what it assigns, and those free names that the notebook defines.
 * Every other free name stays a bare reference to a global.
 */
import type { Name } from '../brand.ts'
import type { Dissection } from '../analysis/dissect.ts'
import { mergedEnums } from '../analysis/definitions.ts'
import { emitHelpers } from '../analysis/erase-slowly.ts'
import type { Reference } from '../analysis/scopes.ts'
import type { Identifier } from '../analysis/syntax-tree.ts'
import { disposalContext, helperObject } from '../analysis/using-block.ts'

export interface CellNames {
  /** The references that go through a box. */
  readonly boxed: ReadonlyMap<Identifier, Reference>
  /** Each boxed name once, in order of appearance. */
  readonly names: readonly Name[]
  isBoxed(name: Name): boolean
  /** Declared here by `const` or `import`: this cell can't assign them. */
  readonly constants: ReadonlySet<Name>
  /** Names that closures of this cell hold, and those that they assign. */
  readonly captured: ReadonlySet<Name>
  readonly assignedByClosures: ReadonlySet<Name>
}

export const neverBoxed: ReadonlySet<Name> = new Set([
  'undefined',
  'NaN',
  'Infinity',
  'eval',
  'arguments',
  'globalThis',
])

export const namesOf = (cell: Dissection, notebookNames: ReadonlySet<Name>): CellNames => {
  const { scopes, program } = cell
  const hidden = disposalContext(program)
  const merged = mergedEnums(program)
  const assigned = new Set<Name>()
  for (const { identifier, access } of scopes.references) if (access !== 'read') assigned.add(identifier.name)
  const isBoxed = ({ identifier: { name }, binding }: Reference): boolean => {
    if (binding) return binding.top && name !== hidden
    if (neverBoxed.has(name) || name === helperObject || emitHelpers.has(name)) return false
    return assigned.has(name) || notebookNames.has(name)
  }
  const boxed = new Map<Identifier, Reference>()
  const names = new Set<Name>()
  const constants = new Set<Name>()
  const captured = new Set<Name>()
  const assignedByClosures = new Set<Name>()
  for (const { name, kind } of scopes.top.values()) {
    if (name === hidden) continue
    names.add(name)
    if (kind === 'const' || kind === 'import') constants.add(name)
  }
  for (const reference of scopes.references) {
    const { identifier } = reference
    if (merged.has(identifier) || !isBoxed(reference)) continue
    boxed.set(identifier, reference)
    names.add(identifier.name)
    if (!reference.captured) continue
    captured.add(identifier.name)
    if (reference.access !== 'read') assignedByClosures.add(identifier.name)
  }
  return { boxed, names: [...names], isBoxed: name => names.has(name), constants, captured, assignedByClosures }
}
