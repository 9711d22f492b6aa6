/** The words of a list that a mistyped one comes near to, the nearest first. Pure. */

/** Edits (a letter added, left out, replaced) up to which a word is taken for a slip; short words less. */
const reach = (word: string): number => Math.min(3, Math.ceil(word.length / 3))
const shown = 3

export const nearest = (word: string, all: readonly string[]): readonly string[] =>
  all
    .map(other => ({ other, edits: editsBetween(word.toLowerCase(), other.toLowerCase()) }))
    .filter(({ edits }) => edits <= reach(word))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, shown)
    .map(({ other }) => other)

/** Levenshtein's distance, one row at a time. */
const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1))
    }
  }
  return row[b.length] as number
}
