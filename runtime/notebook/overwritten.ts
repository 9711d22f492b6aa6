/**
 * What a terminal shows of printed text: a carriage return goes back to the line's start and what follows overwrites it, a backspace takes the
 * character before it. JupyterLab keeps text so in the file; exports and proofs read it the same way. Pure.
 */
export const overwritten = (text: string): string =>
  /[\r\b]/.test(text) ? text.split('\n').map(overwrittenLine).join('\n') : text

const overwrittenLine = (line: string): string => {
  let shown = ''
  let at = 0
  for (const [, mark, part = ''] of line.matchAll(/([\r\b]?)([^\r\b]*)/g)) {
    if (mark === '\r') at = 0
    if (mark === '\b' && at > 0) {
      shown = shown.slice(0, at - 1) + shown.slice(at)
      at--
    }
    shown = shown.slice(0, at) + part + shown.slice(at + part.length)
    at += part.length
  }
  return shown
}
