/**
 * Sizes and ages as people write them on a command line (`2GB`, `30d`) and as they read them. Refuses a number without
 * its unit: 30 what?
 */
import { UsageError } from './usage-error.ts'

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 }
const MILLISECONDS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

export const parseSize = (text: string): number =>
  parse(text, { units: BYTES, unit: text.replace(/^[\d.\s]+/, '').toUpperCase(), example: '500MB or 2GB' })

/** In milliseconds. */
export const parseAge = (text: string): number =>
  parse(text, { units: MILLISECONDS, unit: text.replace(/^[\d.\s]+/, '').toLowerCase(), example: '12h, 30d or 8w' })

export const sizeText = (bytes: number): string => {
  const unit = Object.keys(BYTES).findLast(name => bytes >= (BYTES[name] ?? 0)) ?? 'B'
  const amount = bytes / (BYTES[unit] ?? 1)
  return `${amount < 10 && unit !== 'B' ? amount.toFixed(1) : Math.round(amount)} ${unit}`
}

interface Units {
  readonly units: Readonly<Record<string, number>>
  readonly unit: string
  readonly example: string
}

function parse(text: string, { units, unit, example }: Units): number {
  const factor = units[unit]
  const amount = /^\d+(\.\d+)?(?=\s*[a-z]+$)/i.exec(text)?.[0]
  if (factor === undefined || amount === undefined)
    throw new UsageError(`"${text}" is no amount. Write it as ${example}.`)
  return Number(amount) * factor
}
