/** The text of an output's data: nbformat keeps long text as a list of lines, and JSON as it is. */

/** A list of lines becomes the text that it spells; anything else stays. */
export const joinedLines = (value: unknown): unknown =>
  Array.isArray(value) && value.every(line => typeof line === 'string') ? value.join('') : value

export const textOf = (value: unknown): string => {
  const joined = joinedLines(value)
  return typeof joined === 'string' ? joined : JSON.stringify(joined)
}
