/**
 * history_request: what was typed, by tail, range or search, over earlier sessions too. Every entry carries its absolute
 * session number, the present session's too (ipykernel answers 0 there, so a range it gave can't be asked for again).
 */
import { ContentError, readFlag, readInteger, readText } from '../content.ts'
import type { History, HistoryEntry } from '../history/history.ts'
import type { Fields } from '../message.ts'
import { atOnce, ok } from '../request.ts'

export const historyRoute = (history: History) =>
  atOnce(({ content }) => {
    const withOutput = readFlag(content, 'output', false)
    const entries = find(content, history)
    return ok({
      history: entries.map(({ session, line, source, output }) => [
        session,
        line,
        withOutput ? [source, output] : source,
      ]),
    })
  })

const find = (content: Fields, history: History): readonly HistoryEntry[] => {
  const access = readText(content, 'hist_access_type', 'tail')
  switch (access) {
    case 'tail':
      return history.tail(readInteger(content, 'n', 10))
    case 'range':
      return history.range({
        session: readInteger(content, 'session', 0),
        start: readInteger(content, 'start', 1),
        stop: optionalInteger(content, 'stop'),
      })
    case 'search':
      return history.search({
        pattern: readText(content, 'pattern', '*'),
        n: optionalInteger(content, 'n'),
        unique: readFlag(content, 'unique', false),
      })
    default:
      throw new ContentError(`The request's 'hist_access_type' must be tail, range or search, not '${access}'.`)
  }
}

const optionalInteger = (content: Fields, name: string) =>
  content[name] === undefined || content[name] === null ? undefined : readInteger(content, name, 0)
