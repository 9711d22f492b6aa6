/**
 * What a program printed, as HTML: colours and styles of ANSI sequences become spans, a carriage return overwrites its line as on a
 * terminal, other control sequences vanish. All text is escaped, and links keep only web addresses.
 */
import { AnsiUp } from 'ansi_up'

export const terminalHtml = (text: string): string => {
  // One a text: it carries colours over from call to call.
  const ansi = new AnsiUp()
  ansi.use_classes = true
  return ansi.ansi_to_html(overwritten(text))
}

/** Of a progress bar that redraws itself, what remains on the line. */
export const overwritten = (text: string): string =>
  text.includes('\r')
    ? text
        .split('\n')
        .map(line => {
          const parts = line.split('\r')
          return parts.findLast(part => part !== '') ?? ''
        })
        .join('\n')
    : text
