/**
 * The console of user code: Node's own, on the captured streams. Node's global one also tells every call, with its stack,
 * to any inspector that is connected, and the session always has one: that made a printed line cost ten times as much.
 */
import { Console } from 'node:console'

type Method = (...args: readonly unknown[]) => unknown

/** Gives the global console the methods of a console that no inspector listens to. Colours as for a file: none. */
export const takeOverConsole = (): void => {
  const { stdout, stderr } = process
  // The captured streams never fail; looking out for it would cost a tick a line.
  const own = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false })
  for (const [name, value] of Object.entries(own) as [string, unknown][]) {
    const shared = Object.getOwnPropertyDescriptor(console, name)
    if (typeof value === 'function' && shared !== undefined)
      Object.defineProperty(console, name, { ...shared, value: value as Method })
  }
}
