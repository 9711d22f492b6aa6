/**
 * A frozen cell reruns only when it is asked for: its first line says so, as the cell option `run: manual` (spec §10), so it is
 * seen, saved and undone like any edit, and makes nothing stale. Pure.
 */
const FROZEN = /^[ \t]*\/\/\|[ \t]*run:[ \t]*manual[ \t]*(\n|$)/m

/** Only among the options that the cell opens with. */
const optionsOf = (source: string): string => /^(?:[ \t]*\/\/\|[^\n]*(?:\n|$))*/.exec(source)?.[0] ?? ''

export const isFrozen = (source: string): boolean => FROZEN.test(optionsOf(source))

/** Frozen where it wasn't, and the other way about. */
export const toggleFrozen = (source: string): string => {
  const options = optionsOf(source)
  if (FROZEN.test(options)) return options.replace(FROZEN, '') + source.slice(options.length)
  const others = options.replace(/^[ \t]*\/\/\|[ \t]*run:[^\n]*(?:\n|$)/m, '')
  return `//| run: manual\n${others}${source.slice(options.length)}`
}
