/**
 * Which runs are sent to the kernel before those above them have ended, so that a chain of quick cells costs one round trip and
 * not one each. The kernel passes over what is not due when its turn comes, so a wrong guess costs a message and runs nothing;
 * only quick cells are sent ahead, so that nothing the user runs meanwhile waits long behind them. Pure.
 */
import type { CellView } from '../../../runtime/view.ts'

type ViewOf = (id: string) => CellView | undefined

/** The cells sent and not ended take together at most about this long, milliseconds: what nobody notices waiting for. */
const AHEAD_MS = 200
/** And are at most so many: their messages cost too. */
const AHEAD_CELLS = 16

export const mayFollow = (id: string, { sent, view }: { readonly sent: readonly string[]; readonly view: ViewOf }) =>
  sent.length < AHEAD_CELLS && total([...sent, id], view) <= AHEAD_MS

/** The quick cells below that a changed cell will probably make stale, by the names they define and read. */
export const likelyReruns = (
  id: string,
  { order, view }: { readonly order: readonly { readonly id: string }[]; readonly view: ViewOf },
): readonly string[] => {
  const changed = new Set(view(id)?.defines)
  const found: string[] = []
  for (const { id: below } of order.slice(order.findIndex(cell => cell.id === id) + 1)) {
    const seen = view(below)
    if (!seen?.reads.some(name => changed.has(name))) continue
    if (seen.state === 'new' || !mayFollow(below, { sent: found, view })) return found
    found.push(below)
    for (const name of seen.defines) changed.add(name)
  }
  return found
}

/** A cell that never ran may take for ever. */
const total = (ids: readonly string[], view: ViewOf): number =>
  ids.reduce((sum, id) => sum + (view(id)?.ms ?? Number.POSITIVE_INFINITY), 0)
