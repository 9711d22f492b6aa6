/**
 * What going to a name's definition and renaming it come to: where to go, and which text to replace. A definition is looked for as
 * a run would bind the name: above first, nearest first (spec §3). Pure.
 */
import type { PlaceView } from '../../../runtime/view.ts'

/** `order`: the cells' ids as they stand. */
export const definitionOf = (
  places: readonly PlaceView[],
  at: { readonly id: string; readonly offset: number; readonly order: readonly string[] },
): PlaceView | undefined => {
  const rank = new Map(at.order.map((id, index) => [id, index]))
  const here = rank.get(at.id) ?? 0
  const rankOf = (place: PlaceView): number => rank.get(place.id) ?? 0
  const declared = places.filter(place => place.declares)
  const above = declared.findLast(place => rankOf(place) < here || (place.id === at.id && place.start <= at.offset))
  return above ?? declared.find(place => rankOf(place) >= here)
}

/** The sources with the name written anew, of the cells that it changes. */
export const renamed = (
  places: readonly PlaceView[],
  { to, sourceOf }: { readonly to: string; readonly sourceOf: (id: string) => string },
): ReadonlyMap<string, string> => {
  const sources = new Map<string, string>()
  for (const { id, start, end, before, after } of places.toSorted((a, b) => b.start - a.start)) {
    const source = sources.get(id) ?? sourceOf(id)
    sources.set(id, `${source.slice(0, start)}${before}${to}${after}${source.slice(end)}`)
  }
  return sources
}

/** Whether a word can name a variable at all; what is taken, the person renaming has to know. */
export const isName = (word: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(word)
