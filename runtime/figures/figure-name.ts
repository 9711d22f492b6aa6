/**
 * Names of figures: unique in a notebook, the same at every run, and fit to be file names on every system. Pure.
 */

/** File systems take 255, the type's ending included. */
const maxBytes = 200

export interface NamedCell {
  readonly id: string
  readonly label?: string
  /** Stays whole, and is fit already. */
  readonly ending?: string
}

/** The n-th figure (from 1) of a cell: its label, else the cell's id with the number. */
export const figureName = (cell: NamedCell, n: number): string => {
  if (cell.label === undefined) return fileName(`${cell.id}-${n}`, cell.ending)
  return fileName(n === 1 ? cell.label : `${cell.label}-${n}`, cell.ending)
}

/** What no file system takes, and what leads out of a folder, becomes a hyphen. */
export const fileName = (wish: string, ending = ''): string => {
  const plain = wish
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
  const short = cut(plain, ending).replace(/[.-]+$/g, '')
  return (short === '' || reserved.test(short) ? `figure-${short}`.replace(/-$/, '') : short) + ending
}

const cut = (name: string, ending: string): string => {
  let kept = ''
  for (const character of name) {
    if (Buffer.byteLength(kept + character + ending) > maxBytes) break
    kept += character
  }
  return kept
}

/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
