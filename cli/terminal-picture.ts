/**
 * A PNG as the escape codes that show it, in terminals that can: kitty's graphics protocol, iTerm2's inline images. Undefined for
 * others: half a megabyte of base64 on a screen helps nobody.
 */

/** bytes of base64 that kitty takes at once */
const CHUNK = 4096

export const pictureFor = (env: Readonly<Record<string, string | undefined>>, png: Uint8Array): string | undefined => {
  const base64 = Buffer.from(png).toString('base64')
  // Multiplexers swallow the codes.
  if (env.TMUX !== undefined || env.STY !== undefined) return undefined
  if (env.KITTY_WINDOW_ID !== undefined || env.TERM === 'xterm-kitty' || env.TERM_PROGRAM === 'ghostty')
    return kitty(base64)
  if (['iTerm.app', 'WezTerm', 'vscode'].includes(env.TERM_PROGRAM ?? ''))
    return `\u001b]1337;File=inline=1;size=${png.length}:${base64}\u0007\n`
  return undefined
}

const kitty = (base64: string): string => {
  const chunks = base64.match(new RegExp(`.{1,${CHUNK}}`, 'g')) ?? []
  const codes = chunks.map((chunk, i) => {
    const more = i < chunks.length - 1 ? 1 : 0
    return `\u001b_G${i === 0 ? 'a=T,f=100,' : ''}m=${more};${chunk}\u001b\\`
  })
  return `${codes.join('')}\n`
}
