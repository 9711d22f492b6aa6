/**
 * What a set-up script says while it works: one line when a step begins, its duration when it ends.
 * It writes to stderr, so that stdout keeps what other programs read.
 */

/**
 * @template T
 * @param {string} title what is being done, as a gerund: "Installing packages"
 * @param {() => Promise<T>} work
 */
export const step = async (title, work) => {
  const start = performance.now()
  process.stderr.write(`• ${title} …\n`)
  const result = await work()
  process.stderr.write(`  ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`)
  return result
}
