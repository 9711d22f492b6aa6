/**
 * What a notebook's first figure would wait for in the front, done ahead: once a run has loaded a package that draws, a small drawing is cleaned and
 * measured for nobody, so that the code is warm and the fonts are read. A notebook that loads none pays nothing.
 */
import { drawingPackages } from '../capture/drawing-packages.ts'
import { keyOf, kindOf } from '../location.ts'
import type { RunReport } from '../executor/executor.ts'
import type { RunEvent } from '../run/events.ts'
import { capturedFigures, type FigureCell } from './captured-figures.ts'

/** After the cell's answer. */
const SOON_MS = 50

export class FirstFigure {
  readonly #missingGlyphs: FigureCell['missingGlyphs']
  #isPrepared = false

  constructor(missingGlyphs: FigureCell['missingGlyphs']) {
    this.#missingGlyphs = missingGlyphs
  }

  /** After each run, by what it read. */
  ran(reads: RunReport['reads']): void {
    if (
      this.#isPrepared ||
      !reads.some(({ location }) => kindOf(location) === 'package' && drawingPackages.has(keyOf(location)))
    )
      return
    this.#isPrepared = true
    setTimeout(
      () => capturedFigures([drawing], { id: '', types: ['png'], missingGlyphs: this.#missingGlyphs }),
      SOON_MS,
    ).unref()
  }
}

const drawing: RunEvent = {
  type: 'result',
  data: {
    'image/svg+xml': `<svg viewBox="0 0 9 9"><style>:where(.a) { fill: url(#b); }</style><g id="b1" class="a" style="color: red" aria-label="x">${'<path d="M0,0L9,9"/><text x="1" dy="0.3em">↑ y</text>'.repeat(50)}</g></svg>`,
  },
  metadata: {},
}
