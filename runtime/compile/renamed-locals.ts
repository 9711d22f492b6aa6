/** Locals of a cell whose names begin like ours (`$$`) get others, so that they hide no box from the code inside. */
import type { Dissection } from '../analysis/dissect.ts'

export const renamedLocals = ({ js, scopes }: Dissection): ReadonlyMap<string, string> => {
  const renamed = new Map<string, string>()
  if (!js.includes('$$')) return renamed
  for (const { name, top } of scopes.bindings.values()) {
    if (top || !name.startsWith('$$') || renamed.has(name)) continue
    let other = `_${name}`
    while (js.includes(other)) other = `_${other}`
    renamed.set(name, other)
  }
  return renamed
}
