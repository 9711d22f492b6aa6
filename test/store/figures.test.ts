/** What every store promises of figures, and what of them gc takes and verify finds. */
import { describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { FigureRow, FigureStore, FigureVersion } from '../../runtime/store/figure-store.ts'
import { lastingStore } from '../../runtime/store/lasting-store.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import type { Store } from '../../runtime/store/store.ts'
import { aRun, idOf, LARGE, NOTEBOOK, open } from './opened.ts'

const stores: Readonly<Record<string, () => Store>> = {
  'in a folder': () => open().store,
  'in memory': memoryStore,
  lasting: () => lastingStore(open().store, () => {}),
}

const version = (over: Partial<FigureVersion> & { readonly hash: string }): FigureVersion => ({
  notebook: NOTEBOOK,
  name: 'fig-1',
  cell: cellId('a'),
  run: idOf('r1'),
  at: 5,
  mime: 'image/svg+xml',
  content: Buffer.from(`<svg>${over.hash}</svg>`),
  origin: { code: 'plot()', inputs: [{ location: 'name:rows', version: 'v1' }], parameters: { n: 3 } },
  ...over,
})
const textOf = (figures: FigureStore, row: FigureRow | undefined): string | undefined => {
  const bytes = row === undefined ? undefined : figures.content(row)
  return bytes && Buffer.from(bytes).toString()
}
const numbers = (figures: FigureStore, name = 'fig-1'): readonly number[] =>
  figures.list({ notebook: NOTEBOOK, name }).map(row => row.version)

describe.each(Object.entries(stores))('a store %s', (_, make) => {
  test('numbers the versions of a figure, and makes none of what is unchanged', () => {
    const { figures } = make()
    expect(figures.add(version({ hash: 'h1' })).version).toBe(1)
    expect(figures.add(version({ hash: 'h1', run: idOf('r2'), at: 6 }))).toMatchObject({ version: 1, run: 'r1', at: 5 })
    expect(figures.add(version({ hash: 'h2' })).version).toBe(2)
    expect(figures.add(version({ hash: 'h1' })).version).toBe(3)
    expect(numbers(figures)).toEqual([3, 2, 1])
  })

  test('gives content and origin back as they were', () => {
    const { figures } = make()
    const large = version({ hash: 'h1', content: Buffer.alloc(LARGE, 7), caption: 'Length' })
    const row = figures.add(large)
    expect(row).toMatchObject({ size: LARGE, caption: 'Length', mime: 'image/svg+xml', tags: [] })
    expect(Buffer.from(figures.content(row) ?? []).equals(large.content)).toBe(true)
    expect(figures.origin(row)).toEqual(large.origin)
    expect(figures.content({ ...row, version: 9 })).toBeUndefined()
  })

  test('keeps figures of one name in two notebooks, and of two names in one, apart', () => {
    const { figures } = make()
    figures.add(version({ hash: 'h1' }))
    figures.add(version({ hash: 'h2', notebook: '/nb/b.ipynb' }))
    figures.add(version({ hash: 'h3', name: 'fig-2' }))
    expect(figures.list({ notebook: NOTEBOOK }).map(row => [row.name, textOf(figures, row)])).toEqual([
      ['fig-1', '<svg>h1</svg>'],
      ['fig-2', '<svg>h3</svg>'],
    ])
    expect(figures.list({}).length).toBe(3)
  })

  test('keeps a form with its notes until it is made anew', () => {
    const { figures } = make()
    const key = { hash: 'h1', form: 'png 1' }
    expect(figures.form(key)).toBeUndefined()
    figures.keepForm(key, { bytes: Buffer.from('one'), notes: ['no glyph for 温'] })
    figures.keepForm(key, { bytes: Buffer.from('two'), notes: [] })
    expect(Buffer.from(figures.form(key)?.bytes ?? []).toString()).toBe('two')
    expect(figures.form({ ...key, form: 'pdf 1' })).toBeUndefined()
  })

  test('finds versions by tag until it is taken off', () => {
    const { figures } = make()
    const row = figures.add(version({ hash: 'h1' }))
    figures.add(version({ hash: 'h2' }))
    figures.tag(row, 'paper')
    expect(figures.list({ tag: 'paper' })).toMatchObject([{ version: 1, tags: ['paper'] }])
    figures.untag(row, 'paper')
    expect(figures.list({ tag: 'paper' })).toEqual([])
  })
})

describe('gc', () => {
  /** Three runs of a cell, each with a version of its figure. */
  const threeRuns = () => {
    const opened = open({ clock: () => 100 })
    for (const n of [1, 2, 3]) {
      opened.store.record(aRun({ id: `r${n}`, startedAt: n }), [])
      opened.store.figures.add(version({ hash: `h${n}`, run: idOf(`r${n}`), content: Buffer.alloc(LARGE, n) }))
      opened.store.figures.keepForm({ hash: `h${n}`, form: 'png 1' }, { bytes: Buffer.alloc(LARGE, 10 + n), notes: [] })
    }
    return opened
  }

  test('takes a version with its run, its content and its forms, and never gives its number again', () => {
    const { store } = threeRuns()
    store.gc({ maxAge: 50 })
    expect(numbers(store.figures)).toEqual([3])
    expect(store.figures.form({ hash: 'h1', form: 'png 1' })).toBeUndefined()
    expect(store.figures.form({ hash: 'h3', form: 'png 1' })).toBeDefined()
    expect(store.figures.add(version({ hash: 'h4' })).version).toBe(4)
    expect(store.verify().problems).toEqual([])
  })

  test('leaves tagged versions, and says beforehand what it will take', () => {
    const { store } = threeRuns()
    store.figures.tag(store.figures.list({})[2] as FigureRow, 'paper')
    const said = store.gc({ maxAge: 50, dryRun: true })
    const done = store.gc({ maxAge: 50 })
    expect(numbers(store.figures)).toEqual([3, 1])
    expect({ runs: said.runs, blobs: said.blobs }).toEqual({ runs: done.runs, blobs: done.blobs })
  })

  test('leaves what a figure shows though the run that made it is collected', () => {
    const { store } = threeRuns()
    store.record(aRun({ id: 'r4', startedAt: 4 }), [])
    store.gc({ maxAge: 50 })
    const [row] = store.figures.list({})
    expect(store.runs({ limit: 9, offset: 0 }).map(run => run.id)).toEqual(['r4'])
    expect(row && store.figures.content(row)?.length).toBe(LARGE)
    expect(row && store.figures.origin(row)?.code).toBe('plot()')
  })
})
