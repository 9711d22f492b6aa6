/** What recorded runs were made by: a run of another engine is no candidate for anything. */

/** Raised with every change to analysis, compilation or encoding that makes earlier records wrong. */
const cacheVersion = 7

export const engine = `cellar ${cacheVersion}, node ${process.versions.node.split('.')[0]}`
