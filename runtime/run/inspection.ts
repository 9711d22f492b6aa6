/** What a hover shows: the static signature and docs of the language service beside the live value, which no getter was run for. */
import type { CellId } from '../brand.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import type { LanguageService } from '../language/language.ts'
import type { MimeBundle } from './events.ts'

export interface InspectRequest {
  readonly cell?: CellId
  readonly code: string
  readonly offset: number
  readonly detail: 0 | 1
}

/** `session` is absent while a cell runs: the live value can't be had then. */
export const inspection = async (
  request: InspectRequest,
  language: LanguageService,
  session: SessionExecutor | undefined,
): Promise<MimeBundle | undefined> => {
  const expression = expressionAt(request.code, request.offset)
  const [found, live] = await Promise.all([
    language.inspect(request),
    expression === '' || session?.pid === undefined
      ? null
      : session.ask({ type: 'inspect', expression }).catch(() => null),
  ])
  if (found === undefined && live === null) return undefined
  const source =
    found?.definition === undefined ? '' : `\n\n${found.definition.title}\n\`\`\`ts\n${found.definition.source}\n\`\`\``
  const signature = found?.signature ?? `${expression}: ${live?.type ?? ''}`
  const value = live === null ? '' : `\n\nValue: \`${live.preview.replaceAll('`', "'")}\``
  const docs = found?.documentation ?? ''
  return {
    'text/markdown': `\`\`\`ts\n${signature}\n\`\`\`${value}${docs === '' ? '' : `\n\n${docs}`}${source}`,
    'text/plain': [signature, live === null ? '' : `Value: ${live.preview}`, docs, found?.definition?.source ?? '']
      .filter(t => t !== '')
      .join('\n\n'),
  }
}

/** The member chain around an offset, up to the end of the identifier under it: `a.b` in `a.b.c` when the offset is in `b`. */
const expressionAt = (code: string, offset: number): string => {
  const end = offset + (/^[\w$]*/.exec(code.slice(offset))?.[0].length ?? 0)
  return /(?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*$/.exec(code.slice(0, end))?.[0] ?? ''
}
