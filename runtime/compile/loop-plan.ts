/**
 * What a loop does about boxed names: which marks it sets once on entry, and which names it keeps in plain variables while it
 * runs. A name becomes a variable only where nobody else can see it change, or change it, meanwhile.
 */
import { eachChild, isFunction, type Node } from '../analysis/syntax-tree.ts'
import type { Name } from '../brand.ts'
import type { CellNames } from './cell-names.ts'
import type { LoopUse } from './loop-use.ts'
import { defined, read, written } from './mark-bits.ts'

export interface LoopPlan {
  /** Marks to set on entry, by name, as bits. */
  readonly marks: ReadonlyMap<Name, number>
  readonly locals: ReadonlyMap<Name, LoopLocal>
  /** Locals that may be undefined on entry; then the loop runs on boxes, so that the error comes where it belongs. */
  readonly guards: readonly Name[]
  /** Something after the loop goes on although the loop was left by force. */
  readonly mayBeLeft: boolean
  /** A `for` whose first part is run ahead of the loop. */
  readonly initFirst: boolean
}

export interface LoopLocal {
  /** What it is known to hold on entry, as a literal: V8 types a counter that starts from one far better. */
  readonly initial?: string
  readonly isWritten: boolean
  readonly marksWrite: boolean
}

export interface Sharing {
  /** Names that functions of other cells mention. */
  readonly shared: ReadonlySet<Name>
  /** Off when the cell holds `eval`, which may touch anything. */
  readonly localise: boolean
}

export interface LoopSurroundings {
  readonly names: CellNames
  readonly sharing: Sharing
  /** What is known of each name on entry. */
  readonly known: ReadonlyMap<Name, number>
  readonly literals: ReadonlyMap<Name, string>
  readonly mayBeLeft: boolean
  readonly initFirst: boolean
}

export const planLoop = (uses: ReadonlyMap<Name, LoopUse>, around: LoopSurroundings): LoopPlan => {
  const marks = new Map<Name, number>()
  const locals = new Map<Name, LoopLocal>()
  const guards: Name[] = []
  for (const [name, use] of uses) {
    const known = around.known.get(name) ?? 0
    const isTouched = (known & (read | written)) !== 0
    const isSurelyReadFirst = use.surelyRead && !use.written
    if (canBeLocal(name, use, around) && (isTouched || isSurelyReadFirst)) {
      locals.set(name, localOf(name, use, around))
      if (!(known & defined)) guards.push(name)
      if (!isTouched) marks.set(name, read)
    } else if (isSurelyReadFirst && !around.names.constants.has(name)) {
      const bits = (isTouched ? 0 : read) | (use.surelyUpdated && !(known & written) ? written : 0)
      if (bits) marks.set(name, bits)
    }
  }
  return { marks, locals, guards, mayBeLeft: around.mayBeLeft, initFirst: around.initFirst && locals.size > 0 }
}

const isWrittenBy = (use: LoopUse): boolean => use.written || use.updated

const localOf = (name: Name, use: LoopUse, { known, literals }: LoopSurroundings): LoopLocal => {
  const isWritten = isWrittenBy(use)
  const initial = literals.get(name)
  const marksWrite = isWritten && !((known.get(name) ?? 0) & written)
  return { isWritten, marksWrite, ...(initial === undefined ? {} : { initial }) }
}

const canBeLocal = (name: Name, use: LoopUse, { names, sharing }: LoopSurroundings): boolean => {
  if (!sharing.localise || sharing.shared.has(name)) return false
  if (isWrittenBy(use)) return !names.captured.has(name) && !names.constants.has(name)
  return !names.assignedByClosures.has(name)
}

/** Whether a loop can be left for one of these labels around it. */
export const breaksTo = (node: Node, labels: readonly string[]): boolean => {
  if (labels.length === 0 || isFunction(node)) return false
  if (node.type === 'BreakStatement') return node.label ? labels.includes(node.label.name) : false
  let found = false
  eachChild(node, child => {
    found ||= breaksTo(child, labels)
  })
  return found
}
