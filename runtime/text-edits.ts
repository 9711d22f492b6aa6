/** Edits of a program's text that keep its lines. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export const insertion = (at: number, text: string): Edit => ({ start: at, end: at, text })

/** Edits don't overlap; insertions at one place come in the order in which they are given. */
export const edited = (text: string, edits: readonly Edit[]): string => {
  let out = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    out += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return out + text.slice(at)
}
