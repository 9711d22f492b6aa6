/**
 * The functions of Node as they were before user code's effects were watched. What Cellar itself does in the user
 * process (its pipe, its output batches, hashing) goes through these, so that it never counts as a cell's effect.
 * Must be imported before `installEffects` is called; holds references only.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import { performance } from 'node:perf_hooks'
import timersPromises from 'node:timers/promises'

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis
const { nextTick } = process

export const native = {
  fs: { ...fs },
  timers: { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate },
  timersPromises: { ...timersPromises },
  Date: globalThis.Date,
  /** milliseconds since 1970 */
  now: Date.now,
  /** milliseconds since the process began */
  ticks: performance.now.bind(performance),
  /** turns that the event loop has made */
  loopTurns: () => performance.nodeTiming.uvMetricsInfo.loopCount,
  /** Calls it once no microtask is queued any more, before timers and whatever else the event loop has. */
  afterMicrotasks: (call: () => void): void => nextTick(call),
  randomBytes: crypto.randomBytes,
  cwd: process.cwd.bind(process),
  chdir: process.chdir.bind(process),
  env: process.env,
} as const
