/** Which cell defines a name, nearest above or first below a place in the document. Built once per document. */
import { getOrInsert } from '../get-or-insert.ts'
import type { Definer } from './cell-header.ts'
import type { CellNames } from './cell-names.ts'

export interface NameIndex {
  before(index: number, name: string): Definer | undefined
  after(index: number, name: string): Definer | undefined
  definedBefore(index: number): readonly string[]
  definedOnlyAfter(index: number): readonly { readonly name: string; readonly definer: Definer }[]
}

interface Place extends Definer {
  readonly index: number
}

export const nameIndex = (cells: readonly { readonly serial: string; readonly names: CellNames }[]): NameIndex => {
  /** By name, in document order. */
  const places = new Map<string, Place[]>()
  cells.forEach(({ serial, names }, index) => {
    const add = (name: string, kind: Definer['kind']): void => {
      getOrInsert(places, name, () => []).push({ serial, kind, index })
    }
    for (const [name, { kind }] of names.declares) add(name, kind)
    for (const name of names.assigns) add(name, 'assignment')
  })
  const after = (index: number, name: string): Definer | undefined => places.get(name)?.find(p => p.index > index)
  return {
    before: (index, name) => places.get(name)?.findLast(p => p.index < index),
    after,
    definedBefore: index => [...places].filter(([, list]) => list[0]!.index < index).map(([name]) => name),
    definedOnlyAfter: index =>
      [...places].flatMap(([name, [first]]) => (first!.index > index ? [{ name, definer: first! }] : [])),
  }
}
