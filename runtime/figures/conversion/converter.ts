/**
 * Converts figures in a worker thread, started by the first conversion and ended when there was none for a while. A conversion
 * that fails or takes too long is a `FigureError`, and the next one gets a new thread.
 */
import type { Piscina } from 'piscina'
import { programFile } from '../../program.ts'
import { FigureError } from '../figures.ts'
import type { Conversion, Converted } from './convert.ts'

export interface Converter {
  convert(conversion: Conversion): Promise<Converted>
  close(): Promise<void>
}

/** milliseconds; a million points take a few seconds */
const patience = 60_000
/** milliseconds a thread waits for more to do */
const idle = 30_000
/** megabytes: a page of a million paths takes a few hundred */
const memory = 2_048

export const startConverter = (): Converter => {
  let started: Promise<Piscina> | undefined
  const pool = (): Promise<Piscina> => (started ??= startPool())
  return {
    async convert(conversion) {
      try {
        return (await (await pool()).run(conversion, { signal: AbortSignal.timeout(patience) })) as Converted
      } catch (error) {
        const why =
          (error as Error).name === 'AbortError' ? `it took more than ${patience / 1000} s` : (error as Error).message
        throw new FigureError(`The figure can't be converted to ${conversion.type}: ${why}.`, { cause: error })
      }
    },
    async close() {
      await (await started)?.destroy()
    },
  }
}

const startPool = async (): Promise<Piscina> => {
  // The class is loaded with the first figure that needs it.
  const { Piscina } = await import('piscina')
  return new Piscina({
    filename: programFile('figure-worker'),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idle,
    resourceLimits: { maxOldGenerationSizeMb: memory },
    atomics: 'disabled',
  })
}
