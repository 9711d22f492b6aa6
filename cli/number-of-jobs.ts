/** What `-j` says: how many notebooks, or points of a sweep, run at once. Nothing but a whole number from 1 is taken. */
import { UsageError } from './usage-error.ts'

export const numberOfJobs = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`-j takes a whole number from 1, not "${text}".`)
  return Number(text)
}
