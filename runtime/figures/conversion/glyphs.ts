/**
 * Which characters a font file draws: reads the table `cmap` of TrueType and OpenType fonts and of collections of them (OpenType specification,
 * formats 4 and 12). Of a file that is none it says that it draws nothing.
 */
import { readFileSync } from 'node:fs'

export type Draws = (character: string) => boolean

const known = new Map<string, Draws>()

export const glyphsOf = (path: string): Draws => {
  let draws = known.get(path)
  if (draws === undefined) known.set(path, (draws = read(path)))
  return draws
}

const read = (path: string): Draws => {
  try {
    const ranges = rangesOfFont(readFileSync(path))
    return character => {
      const code = character.codePointAt(0) as number
      return ranges.some(([first, last]) => code >= first && code <= last)
    }
  } catch {
    return () => false // Gone, or no font: nobody can draw with it.
  }
}

type Range = readonly [first: number, last: number]

const rangesOfFont = (font: Buffer): readonly Range[] => {
  // Of a collection the first font: the others have the same characters in other shapes.
  const start = font.toString('latin1', 0, 4) === 'ttcf' ? font.readUInt32BE(12) : 0
  const records = Array.from({ length: font.readUInt16BE(start + 4) }, (_, i) => start + 12 + i * 16)
  const record = records.find(at => font.toString('latin1', at, at + 4) === 'cmap')
  if (record === undefined) return []
  const cmap = font.readUInt32BE(record + 8)
  return Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8),
  ).flatMap(at => rangesOf(font, at))
}

const rangesOf = (font: Buffer, at: number): readonly Range[] => {
  const format = font.readUInt16BE(at)
  if (format === 12) {
    const groups = font.readUInt32BE(at + 12)
    return Array.from({ length: groups }, (_, i) => [
      font.readUInt32BE(at + 16 + i * 12),
      font.readUInt32BE(at + 20 + i * 12),
    ])
  }
  if (format !== 4) return []
  const doubled = font.readUInt16BE(at + 6)
  return Array.from(
    { length: doubled / 2 },
    (_, i): Range => [font.readUInt16BE(at + 16 + doubled + i * 2), font.readUInt16BE(at + 14 + i * 2)],
  ).filter(([first]) => first !== 0xffff)
}
