/**
 * The texts of scripts that cells and restored code were compiled from, by V8's number of the script: where a closure stands in one of
 * them, its text around says which of its variables never change.
 */
import { type ConstantCaptures, type Constants, constantCaptures } from '../../analysis/constant-captures.ts'
import type { CodePlace, Inspector } from '../inspector.ts'
import { SafeMap } from '../originals.ts'

interface ScriptText {
  readonly text: string
  captures?: ConstantCaptures
  lines?: readonly number[]
}

/** Scripts remembered; closures of older ones that nobody looked at yet count as changing. */
const limit = 1000

export class ScriptTexts {
  readonly #inspector: Inspector
  readonly #texts = new SafeMap<string, ScriptText>()
  /** Scripts whose number nobody asked for yet. */
  #learnt: { readonly fn: object; readonly text: string }[] = []

  constructor(inspector: Inspector) {
    this.#inspector = inspector
  }

  /** `fn` is what the script evaluates to. */
  learn(fn: object, text: string): void {
    if (this.#learnt.length >= limit) this.#learnt = this.#learnt.slice(limit / 2)
    this.#learnt[this.#learnt.length] = { fn, text }
  }

  constantsOf(place: CodePlace, functionText: string): Constants {
    const script = this.#at(place.scriptId)
    if (script === undefined) return none
    script.captures ??= constantCaptures(script.text)
    script.lines ??= lineStarts(script.text)
    return script.captures.of((script.lines[place.lineNumber] ?? 0) + place.columnNumber, functionText)
  }

  #at(id: string): ScriptText | undefined {
    const known = this.#texts.get(id)
    if (known !== undefined) return known
    for (let last = this.#learnt.length - 1; last >= 0 && !this.#texts.has(id); last--) {
      const { fn, text } = this.#learnt[last] as { readonly fn: object; readonly text: string }
      this.#learnt.length = last
      const at = this.#inspector.closure(fn).place
      if (at !== undefined && !this.#texts.has(at.scriptId)) this.#texts.set(at.scriptId, { text })
    }
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= limit) break
      if (oldest !== id) this.#texts.delete(oldest)
    }
    return this.#texts.get(id)
  }
}

const none: Constants = new Map()

const lineStarts = (text: string): readonly number[] => {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length)
  return starts
}
