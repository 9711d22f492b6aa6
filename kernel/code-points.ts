/**
 * Jupyter counts cursors in code points, JavaScript in UTF-16 units. These two functions are the only bridge; both clamp, so
 * that a cursor outside the text is its nearest end.
 */
export const toUtf16 = (text: string, codePoints: number): number => {
  let units = 0
  for (let left = codePoints; left > 0 && units < text.length; left--) units += unitsAt(text, units)
  return units
}

export const toCodePoints = (text: string, utf16: number): number => {
  let points = 0
  for (let at = 0; at < utf16 && at < text.length; at += unitsAt(text, at)) points++
  return points
}

const unitsAt = (text: string, at: number) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
