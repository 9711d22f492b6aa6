/**
 * Figures in memory, for when there is no folder to write to. Bounded: of each figure the newest versions stay, of the
 * converted forms those made last.
 */
import type { FigureForm, FigureQuery, FigureRow, FigureStore, FigureVersion } from './figure-store.ts'

const MAX_VERSIONS = 20
const MAX_FORMS = 100

interface Kept {
  readonly row: FigureRow
  readonly version: FigureVersion
  readonly tags: Set<string>
}

export function memoryFigures(): FigureStore {
  /** Notebook and name → newest first. */
  const figures = new Map<string, Kept[]>()
  const forms = new Map<string, FigureForm>()
  const keptOf = ({ notebook, name, version }: FigureRow): Kept | undefined =>
    figures.get(keyOf(notebook, name))?.find(kept => kept.row.version === version)
  return {
    add(version) {
      const key = keyOf(version.notebook, version.name)
      const versions = figures.get(key) ?? []
      const newest = versions[0]
      if (newest?.row.hash === version.hash) return shownRow(newest)
      const { content, contentHash: _hash, origin: _origin, ...about } = version
      const row = { ...about, version: (newest?.row.version ?? 0) + 1, size: content.length, tags: [] }
      const kept = { row, version, tags: new Set<string>() }
      const all = [kept, ...versions]
      figures.set(
        key,
        all.filter((one, at) => at < MAX_VERSIONS || one.tags.size > 0),
      )
      return row
    },
    list: query =>
      [...figures.values()]
        .flat()
        .filter(kept => matches(kept, query))
        .map(shownRow),
    content: row => keptOf(row)?.version.content,
    origin: row => keptOf(row)?.version.origin,
    form: ({ hash, form }) => forms.get(keyOf(hash, form)),
    keepForm({ hash, form }, made) {
      forms.set(keyOf(hash, form), made)
      for (const oldest of forms.keys()) if (forms.size > MAX_FORMS) forms.delete(oldest)
    },
    tag: (row, tag) => void keptOf(row)?.tags.add(tag),
    untag: (row, tag) => void keptOf(row)?.tags.delete(tag),
  }
}

const keyOf = (a: string, b: string): string => `${a}\n${b}`

const shownRow = ({ row, tags }: Kept): FigureRow => ({ ...row, tags: [...tags].sort() })

const matches = ({ row, tags }: Kept, query: FigureQuery): boolean =>
  (query.notebook === undefined || row.notebook === query.notebook) &&
  (query.name === undefined || row.name === query.name) &&
  (query.tag === undefined || tags.has(query.tag))
