/** Rows of the store as figures with their versions, as a screen or a table shows them; and one version by its number. Pure. */
import { getOrInsert } from '../get-or-insert.ts'
import type { FigureRow } from '../store/figure-store.ts'
import type { FigureView } from '../view.ts'
import { FigureError } from './figures.ts'

/** Versions of one figure that a screen is told; the store has all. */
const maxVersions = 100

export const viewsOf = (rows: readonly FigureRow[]): readonly FigureView[] => {
  const figures = new Map<string, FigureRow[]>()
  for (const row of rows) getOrInsert(figures, row.name, () => []).push(row)
  return [...figures].map(([name, versions]) => {
    const { cell, caption } = versions[0] as FigureRow
    const shown = versions
      .slice(0, maxVersions)
      .map(({ version, hash, run, at, mime, size, tags }) => ({ version, hash, run, at, mime, size, tags }))
    return { name, cell, ...(caption === undefined ? {} : { caption }), versions: shown }
  })
}

export const versionOf = (rows: readonly FigureRow[], name: string, version: number): FigureRow => {
  const versions = rows.filter(row => row.name === name)
  const found = versions.find(row => row.version === version)
  if (found !== undefined) return found
  if (versions.length > 0) {
    const there = versions.map(row => row.version).join(', ')
    throw new FigureError(`Figure ${name} has no version ${version}; there are ${there}.`)
  }
  const names = [...new Set(rows.map(row => row.name))].slice(0, 20).join(', ')
  throw new FigureError(
    `There is no figure ${name}. ${names === '' ? 'No cell has shown a figure yet.' : `There are ${names}.`}`,
  )
}
