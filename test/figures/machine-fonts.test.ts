/** Characters that the bundled fonts lack: drawn by a font of the machine where it has one, which is told and not kept for other machines. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { convert } from '../../runtime/figures/conversion/convert.ts'
import { missingGlyphs } from '../../runtime/figures/conversion/fonts.ts'
import { glyphsOf } from '../../runtime/figures/conversion/glyphs.ts'

const dejavu = join(
  dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
  'ttf/DejaVuSans.ttf',
)
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cellar-fonts-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** The bundled font, whose last group of characters (format 12) becomes one character that no font here has. */
const fontWith = (code: number): Buffer => {
  const font = Buffer.from(readFileSync(dejavu))
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + i * 16)
  const cmap = font.readUInt32BE((records.find(at => font.toString('latin1', at, at + 4) === 'cmap') ?? 0) + 8)
  const tables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8),
  )
  for (const at of tables.filter(table => font.readUInt16BE(table) === 12)) {
    const last = at + 16 + 12 * (font.readUInt32BE(at + 12) - 1)
    font.writeUInt32BE(code, last)
    font.writeUInt32BE(code, last + 4)
  }
  return font
}

const svg = (text: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><text y="30" font-size="30">${text}</text></svg>`,
  )
const png = (text: string) => convert({ mime: 'image/svg+xml', content: svg(text), type: 'png' })

test('a character that no font has is missing, and what stands for it is not kept', () => {
  expect(missingGlyphs('a \u{10fffe} b')).toEqual(['\u{10fffe}'])
  expect(png('\u{10fffe}').onlyHere).toBe(true)
  expect(png('Δ −5')).toMatchObject({ onlyHere: false, notes: [] })
})

test('a font of the machine draws what the bundled ones lack, and is named', () => {
  const box = Buffer.from(png('\u{10ff01}').bytes)
  mkdirSync(join(folder, 'fonts'))
  writeFileSync(join(folder, 'fonts/Odd.ttf'), fontWith(0x10ff02))
  vi.stubEnv('XDG_DATA_HOME', folder)
  expect(missingGlyphs('x\u{10ff02}')).toEqual([])
  const drawn = png('\u{10ff02}')
  expect(drawn).toMatchObject({ onlyHere: true, notes: ['Odd.ttf of this machine draws what the bundled fonts lack'] })
  expect(box.equals(Buffer.from(drawn.bytes))).toBe(false)
})

test('a file that is no font draws nothing', () => {
  writeFileSync(join(folder, 'a.ttf'), 'no font')
  expect(glyphsOf(join(folder, 'a.ttf'))('a')).toBe(false)
  expect(glyphsOf(join(folder, 'absent.ttf'))('a')).toBe(false)
  expect(glyphsOf(dejavu)('Δ')).toBe(true)
})
