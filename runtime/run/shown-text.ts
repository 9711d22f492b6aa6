/** What a run showed, as one text by which two runs can be compared. */
import type { RunEvent } from './events.ts'

/** All that a run showed, whatever pieces it came in. */
export const textOf = (events: readonly RunEvent[]): string => {
  let stream = ''
  return events
    .map(event => {
      if (event.type !== 'stream') return JSON.stringify(event)
      const head = event.name === stream ? '' : `\0${event.name}\0`
      stream = event.name
      return head + event.text
    })
    .join('')
}
