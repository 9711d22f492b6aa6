/**
 * The seed of the property tests: one for all of `npm test`, so that a red build means that something changed; another each night.
 * `CELLAR_SEED` repeats a run that failed.
 */
import fc from 'fast-check'

const nightly = process.env.CELLAR_NIGHTLY !== undefined

export const seed = Number(process.env.CELLAR_SEED ?? (nightly ? Date.now() % 2 ** 31 : 20_261_121))

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
