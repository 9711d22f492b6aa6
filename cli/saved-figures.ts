/** What a headless run says of figures: a line for each file as it is written, and the summary that `--json` prints. */
import { relative } from 'node:path'
import type { Figures } from '../runtime/figures/figures.ts'
import { getOrInsert } from '../runtime/get-or-insert.ts'

export interface FigureSummary {
  readonly name: string
  readonly cell: string
  readonly version: number
  /** Files that this run wrote; those that were as they should be are not among them. */
  readonly saved: readonly string[]
}

/** Says lines from now on; the result gives the summary when all is written. */
export const followFigures = (
  figures: Figures,
  say: (line: string) => void,
): (() => Promise<readonly FigureSummary[]>) => {
  const saved = new Map<string, string[]>()
  figures.onSaved(({ name, type, path, notes }) => {
    say(path === undefined ? `Not saved: figure ${name} as ${type}` : `Saving ${relative(process.cwd(), path)}`)
    for (const note of notes) say(`  ${note}`)
    if (path !== undefined) getOrInsert(saved, name, () => []).push(path)
  })
  return async () => {
    await figures.settled()
    return figures.list().map(({ name, cell, versions }) => ({
      name,
      cell,
      version: versions[0]?.version ?? 0,
      saved: saved.get(name) ?? [],
    }))
  }
}
