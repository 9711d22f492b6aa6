/**
 * The levelled log of a run: one line a message on stderr, formatted like console.log. It writes no time of day, because what
 * a cell shows must be the same in every run of the same code; when a run started is in its record.
 */
import { formatWithOptions } from 'node:util'
import type { CellHost } from './host.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]

type Write = (...message: readonly unknown[]) => void

/** Called itself, it logs at `info`. */
export interface Log extends Readonly<Record<LogLevel, Write>> {
  (...message: readonly unknown[]): void
}

export const createLog = (host: Pick<CellHost, 'emit'>): Log => {
  const writer =
    (level: LogLevel): Write =>
    (...message) => {
      if (levels.indexOf(level) < levels.indexOf(threshold())) return
      const label = level.toUpperCase().padEnd(5)
      const text = formatWithOptions({ colors: false }, ...message).replaceAll('\n', '\n      ')
      host.emit({ type: 'stream', name: 'stderr', text: `${label} ${text}\n` })
    }
  const [debug, info, warn, error] = levels.map(writer) as [Write, Write, Write, Write]
  return Object.assign((...message: readonly unknown[]) => info(...message), { debug, info, warn, error })
}

// Read at each message: the environment is an input of the cell like any other.
const threshold = (): LogLevel => levels.find(level => level === process.env.CELLAR_LOG_LEVEL) ?? 'info'
