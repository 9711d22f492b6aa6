/** A number of bytes as a person reads it, in decimal units as disks are sold. */
export const byteSize = (bytes: number): string => {
  let amount = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (amount < 999.5) return `${unit === 'B' || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${unit}`
    amount /= 1_000
  }
  return `${amount.toFixed(1)} TB`
}
