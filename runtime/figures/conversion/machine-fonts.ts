/**
 * Fonts of this machine for characters that the bundled ones lack (Chinese, Japanese, Korean, Arabic …): asked of fontconfig, else looked for where
 * macOS keeps them. It takes only what really draws them, and none where there is none.
 */
import { execFileSync } from 'node:child_process'
import { glyphsOf } from './glyphs.ts'

export interface MachineFonts {
  readonly files: readonly string[]
  /** Characters that none of them draws. */
  readonly missing: readonly string[]
}

const known = new Map<string, MachineFonts>()

export const machineFonts = (characters: readonly string[]): MachineFonts => {
  const key = characters.join('')
  let found = known.get(key)
  if (found === undefined) {
    found = search(characters)
    if (known.size > maxKnown) known.clear()
    known.set(key, found)
  }
  return found
}

const maxKnown = 1_000
/** Scripts in one figure. */
const maxFonts = 4

const search = (characters: readonly string[]): MachineFonts => {
  const files: string[] = []
  let missing = characters
  while (missing.length > 0 && files.length < maxFonts) {
    const file = [...byFontconfig(missing), ...ofMacOs].find(path => missing.some(glyphsOf(path)))
    if (file === undefined) break
    files.push(file)
    missing = missing.filter(character => !glyphsOf(file)(character))
  }
  return { files, missing }
}

/** milliseconds: after an installation it may read all fonts first */
const patience = 5_000
/** Characters that one question names. */
const maxAsked = 50

/** What it likes best for all of them, and for the first; it answers with some font even where none fits. */
const byFontconfig = (characters: readonly string[]): readonly string[] => {
  const codes = characters.slice(0, maxAsked).map(character => (character.codePointAt(0) as number).toString(16))
  return [codes.join(' '), codes[0]].flatMap(charset => {
    try {
      const pattern = `sans-serif:charset=${charset}`
      const asked = execFileSync('fc-match', ['--format=%{file}', pattern], {
        timeout: patience,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return [asked.toString()]
    } catch {
      return [] // No fontconfig here.
    }
  })
}

const ofMacOs: readonly string[] = [
  '/System/Library/Fonts/PingFang.ttc',
  '/System/Library/Fonts/Hiragino Sans GB.ttc',
  '/System/Library/Fonts/AppleSDGothicNeo.ttc',
  '/System/Library/Fonts/Supplemental/Arial Unicode.ttf',
  '/Library/Fonts/Arial Unicode.ttf',
]
