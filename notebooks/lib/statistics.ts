/** Small statistics shared by the notebooks. Each takes finite numbers; of none there is no mean, so NaN. */
export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

/** Sample standard deviation (n − 1). */
export const deviation = (values: readonly number[]): number => {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1))
}

/** Pearson's correlation of paired values. */
export const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const [mx, my] = [mean(xs), mean(ys)]
  const products = xs.reduce((sum, x, i) => sum + (x - mx) * ((ys[i] ?? Number.NaN) - my), 0)
  return products / ((xs.length - 1) * deviation(xs) * deviation(ys))
}

/** The least-squares line through paired values. */
export const fitLine = (xs: readonly number[], ys: readonly number[]): { slope: number; intercept: number } => {
  const slope = (correlation(xs, ys) * deviation(ys)) / deviation(xs)
  return { slope, intercept: mean(ys) - slope * mean(xs) }
}

/** A seeded generator of numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
