/**
 * Measures inside the page, where a person waits: from a key or a moment to what shows, and the tasks that hold the page up. It
 * waits by `MutationObserver` and `PerformanceObserver`, never by polling.
 */
import type { Page } from 'playwright-core'

/** What is used of the page's own globals: this project is checked without the types of a browser. */
interface Shown {
  readonly textContent: string | null
  querySelectorAll(selector: string): ArrayLike<Shown>
}
interface Entry {
  readonly duration: number
}
interface Watch {
  reached?: Promise<number>
  longTasks?: number[]
}
declare const document: Shown & { readonly body: object }
declare const watch: Watch
declare const addEventListener: (
  type: string,
  heard: (event: { readonly key: string }) => void,
  capture: boolean,
) => void
declare const MutationObserver: new (
  changed: () => void,
) => { observe(node: object, what: object): void; disconnect(): void }
declare const PerformanceObserver: new (
  heard: (list: { getEntries(): readonly Entry[] }) => void,
) => { observe(what: object): void }

export interface Sight {
  /** A selector, which of what it finds (the first), and the text that it has to have. */
  readonly selector: string
  readonly nth?: number
  readonly text?: string
}

/** Milliseconds from the next press of `key` (now, where there is none) until the sight shows. Ask for it by `sighted`. */
export const watchFor = (page: Page, sight: Sight, { key }: { readonly key?: string } = {}): Promise<void> =>
  page.evaluate(
    ({ selector, nth = 0, text, key }) => {
      const all = globalThis as unknown as { watch?: Watch }
      all.watch ??= {}
      let start = performance.now()
      if (key !== undefined)
        addEventListener('keydown', event => event.key === key && (start = performance.now()), true)
      all.watch.reached = new Promise(done => {
        const look = (): void => {
          const found = document.querySelectorAll(selector)[nth]
          if (!found || (text !== undefined && found.textContent?.trim() !== text)) return
          observer.disconnect()
          done(performance.now() - start)
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
        look()
      })
    },
    { ...sight, ...(key !== undefined && { key }) },
  )

export const sighted = (page: Page): Promise<number> => page.evaluate(() => watch.reached ?? Number.NaN)

/** Notes from now on every task over 50 ms, which is how browsers define a long one. */
export const watchLongTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const all = globalThis as unknown as { watch?: Watch }
    const longTasks: number[] = []
    all.watch = { ...all.watch, longTasks }
    new PerformanceObserver(list => longTasks.push(...list.getEntries().map(entry => entry.duration))).observe({
      type: 'longtask',
    })
  })

/** The durations noted so far, and no longer noted. */
export const longTasks = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => watch.longTasks?.splice(0) ?? [])

export const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
