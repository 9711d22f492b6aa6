/**
 * Holds user code to the memory that its job is given: V8's own limit is for its heap, and leaves out typed arrays and what native code allocates.
 * Beyond it V8 first collects garbage, then throws. Only while the job's code runs: our own work on what it left needs room for copies.
 * Without the calls of the system there is no such limit.
 */
import { native } from '../effects/native.ts'
import type { SystemCalls } from './system-calls.ts'

export interface DataLimit {
  /** A job's code runs from now on, or no longer. What the process had before is not counted. */
  during(running: boolean): void
}

/** bytes by which V8's heap may grow beyond its limit (what it keeps free, its young generation): that one is to be met first */
const slack = 64 * 2 ** 20

/** `memory`: bytes; absent: as much as there is. */
export const dataLimit = (memory: number | undefined, systemCalls: () => SystemCalls | undefined): DataLimit => {
  const calls = memory === undefined ? undefined : systemCalls()
  if (memory === undefined || calls === undefined) return { during: () => {} }
  return { during: running => calls.boundData(running ? dataNow() + memory + slack : undefined) }
}

/** Bytes of private memory that this process may write to, as the system counts it. */
const dataNow = (): number => {
  const [, kilobytes] = /^VmData:\s+(\d+) kB$/m.exec(native.fs.readFileSync('/proc/self/status', 'latin1')) ?? []
  return Number(kilobytes) * 1024
}
