/** Entry of the worker thread that converts figures (piscina calls it): off the event loop of whoever asks. */
import type { FigureForm } from '../../store/figure-store.ts'
import { type Conversion, convert } from './convert.ts'

export default (conversion: Conversion): FigureForm => convert(conversion)
