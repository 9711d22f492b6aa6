/**
 * What a program printed, as HTML: colours and styles of ANSI sequences become spans, a carriage return overwrites its line as on a
 * terminal, other control sequences vanish. All text is escaped, and links keep only web addresses.
 */
import { AnsiUp } from 'ansi_up'
import { overwritten } from '../../notebook/overwritten.ts'

export const terminalHtml = (text: string): string => {
  // One a text: it carries colours over from call to call.
  const ansi = new AnsiUp()
  ansi.use_classes = true
  return ansi.ansi_to_html(overwritten(text))
}
