/**
 * Completions at an offset: what TypeScript offers in scope, names of cells above included, narrowed to what was typed
 * and ordered by nearness. Refuses auto-imports. Signatures and documentation are worked out for the first items only:
 * an editor asks for the rest by inspecting.
 */
import type { Offers } from './completion-offers.ts'
import type { CodeRequest } from './code-request.ts'
import { type CompletionCandidate, completionCandidate } from './completion-candidate.ts'
import { completionKind, declaredKind } from './completion-kind.ts'
import type { Completion, CompletionItem } from './language.ts'
import { symbolText } from './symbol-text.ts'
import type { TypeScript } from './typescript.ts'

/** A list longer than this helps nobody; an editor asks again after another letter. */
const mostItems = 500
/** As many as a completion box shows at once. */
const mostDescribed = 12

/** `request` may be a letter or more ahead of the offers: the same word, typed on. */
export const complete = (api: TypeScript, offers: Offers, { code, offset }: CodeRequest): Completion => {
  const { program, wordStart, text } = offers
  const place = { program, text, code, offset, wordStart, members: offers.of === 'members' }
  const candidates = offers.entries.flatMap(entry => completionCandidate(place, entry) ?? [])
  const start = candidates.reduce((least, c) => Math.min(least, c.start), wordStart)
  const items = nearestFirst(candidates).map(({ entry, ...c }, i): CompletionItem => {
    const item = { text: code.slice(start, c.start) + c.text, kind: completionKind(api, program, entry) }
    if (i >= mostDescribed || entry.symbol === undefined) return item
    return { ...item, ...symbolText(api, program, entry.symbol, text.fileName) }
  })
  return { start, end: offset, items: [...items, ...namesBelow(offers, code.slice(wordStart, offset), items)] }
}

const nearestFirst = (candidates: readonly CompletionCandidate[]): readonly CompletionCandidate[] =>
  candidates.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).slice(0, mostItems)

const namesBelow = (offers: Offers, typed: string, items: readonly CompletionItem[]): readonly CompletionItem[] => {
  const offered = new Set(items.map(i => i.text))
  return offers.below
    .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()) && !offered.has(name))
    .map(({ name, definer }) => ({ text: name, kind: declaredKind[definer.kind] }))
}
