/**
 * The console of user code: Node's own, on the captured streams. Node's global one also tells every call, with its stack,
 * to any inspector that is connected, and the session always has one: that made a printed line cost ten times as much.
 * What one call leaves for the next (open groups, counts) can be read and put back; when timers began is left to Node.
 */
import { Console } from 'node:console'
import type { Setting } from '../values/settings.ts'

type Method = (...args: readonly unknown[]) => unknown

/** Gives the global console the methods of a console that no inspector listens to. Colours as for a file: none. */
export const takeOverConsole = (): readonly Setting[] => {
  const { stdout, stderr } = process
  // The captured streams never fail; looking out for it would cost a tick a line.
  const own = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false })
  const groups = groupsOf(own)
  const counts = countsOf(own)
  for (const [name, value] of Object.entries({ ...own, ...groups.methods, ...counts.methods }) as [string, unknown][]) {
    const shared = Object.getOwnPropertyDescriptor(console, name)
    if (typeof value === 'function' && shared !== undefined)
      Object.defineProperty(console, name, { ...shared, value: value as Method })
  }
  return [groups.setting, counts.setting]
}

interface Kept {
  readonly methods: Readonly<Record<string, Method>>
  readonly setting: Setting
}

/** Node indents by the groups that it knows: these are opened and closed until they are as many. */
const groupsOf = (own: Console): Kept => {
  const [open, close] = [own.group, own.groupEnd]
  let depth = 0
  const put = (wanted: number): void => {
    for (; depth < wanted; depth++) open()
    for (; depth > wanted; depth--) close()
  }
  const group: Method = (...label) => {
    if (label.length > 0) own.log(...label)
    put(depth + 1)
  }
  return {
    methods: { group, groupCollapsed: group, groupEnd: () => put(Math.max(0, depth - 1)) },
    setting: { name: 'console.groups', read: () => depth, write: value => put(value as number) },
  }
}

const countsOf = (own: Console): Kept => {
  let counts = new Map<string, number>()
  return {
    methods: {
      count: (label = 'default') => {
        const now = (counts.get(`${label}`) ?? 0) + 1
        counts.set(`${label}`, now)
        own.log(`${label}: ${now}`)
      },
      countReset: (label = 'default') => {
        if (!counts.delete(`${label}`)) process.emitWarning(`Count for '${label}' does not exist`)
      },
    },
    setting: {
      name: 'console.counts',
      read: () => Object.fromEntries(counts),
      write: value => {
        counts = new Map(Object.entries(value as Record<string, number>))
      },
    },
  }
}
