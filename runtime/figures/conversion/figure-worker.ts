/** Entry of the worker thread that converts figures (piscina calls it): off the event loop of whoever asks. */
import { type Conversion, convert, type Converted } from './convert.ts'

export default (conversion: Conversion): Converted => convert(conversion)
