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
// Node calls it a relic and keeps it: runs what `nextTick` and promises have queued, with what that queues, until nothing is left.
const { nextTick, _tickCallback: runQueued } = process as typeof process & { readonly _tickCallback: () => void }

/** What throws leaves it to the next tick, as Node does: the error is told like any other, and the rest goes on. */
const drain = (call: () => void): void => {
  let isDrained = false
  try {
    runQueued()
    isDrained = true
  } finally {
    if (!isDrained) nextTick(drain, call)
  }
  call()
}

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
  /** Calls it once neither a tick nor a microtask is queued any more, before timers and whatever else the event loop has. */
  whenDrained: (call: () => void): void => nextTick(drain, call),
  randomBytes: crypto.randomBytes,
  cwd: process.cwd.bind(process),
  chdir: process.chdir.bind(process),
  umask: process.umask.bind(process),
  env: process.env,
} as const
