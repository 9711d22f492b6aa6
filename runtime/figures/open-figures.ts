/** Makes the keeper of a notebook's figures: settings from files, conversions in a thread. The composition root of `figures/`. */
import { dirname } from 'node:path'
import { configLayers } from '../config/config-layers.ts'
import type { Layer } from '../config/settings.ts'
import type { Store } from '../store/store.ts'
import { drawnChart } from './charts/drawn-chart.ts'
import { startConverter } from './conversion/converter.ts'
import { missingGlyphs } from './conversion/fonts.ts'
import { figureForms } from './figure-forms.ts'
import { FigureKeeper } from './figure-keeper.ts'

export const openFigures = (options: {
  readonly store: Store
  readonly notebook: string
  readonly onNotice: (text: string) => void
  /** Whatever is set: nothing is kept. */
  readonly off?: boolean
}): FigureKeeper => {
  const { store, notebook, onNotice, off = false } = options
  const converter = startConverter()
  const told = new Set<string>()
  const layers = (): readonly Layer[] => {
    const read = configLayers({ env: process.env, notebook })
    for (const problem of read.flatMap(layer => layer.problems)) {
      if (!told.has(problem)) onNotice(problem)
      told.add(problem)
    }
    return read
  }
  return new FigureKeeper({
    store: store.figures,
    detailsOf: run => store.details(run),
    notebook,
    layers,
    off,
    missingGlyphs,
    formOf: figureForms({
      store: store.figures,
      converter,
      drawChart: (mime, specification) => drawnChart(mime, specification, dirname(notebook)),
    }),
    close: () => converter.close(),
  })
}
