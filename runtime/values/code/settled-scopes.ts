/**
 * Which variables that closures hold nobody assigns any more, from the text of their scripts, which V8 gives for any function: packages' too.
 * Such variables are read once. Without V8's natives all are read again at each look.
 */
import { type SettledVariables, settledVariables } from '../../analysis/settled-variables.ts'
import { native, ofNatives } from '../natives.ts'
import { functionText, SafeMap } from '../originals.ts'

interface Natives {
  readonly scriptOf: (fn: object) => number
  readonly textOf: (fn: object) => string
  readonly positionOf: (fn: object) => number
}

const natives = ofNatives((): Natives | undefined => {
  const scriptOf = native('f', 'return %FunctionGetScriptId(f)') as Natives['scriptOf']
  const textOf = native('f', 'return %FunctionGetScriptSource(f)') as Natives['textOf']
  const positionOf = native('f', 'return %FunctionGetScriptSourcePosition(f)') as Natives['positionOf']
  const probe = (n: number): number => n
  const tells = typeof scriptOf(probe) === 'number' && textOf(probe).startsWith(functionText(probe), positionOf(probe))
  return tells ? { scriptOf, textOf, positionOf } : undefined
})

/** A closure is read in the time in which about so many characters are parsed. */
const charactersPerReading = 150

interface Script {
  readings: number
  variables?: SettledVariables
}

export class SettledScopes {
  readonly #scripts = new SafeMap<number, Script>()

  /** Names around a closure that has just been read again. A script is parsed once that has been done often enough to pay for it. */
  namesAround(fn: () => unknown): ReadonlySet<string> {
    if (natives === undefined) return none
    const id = natives.scriptOf(fn)
    let script = this.#scripts.get(id)
    if (script === undefined) this.#scripts.set(id, (script = { readings: 0 }))
    script.readings++
    if (script.variables === undefined) {
      const text = natives.textOf(fn)
      if (script.readings * charactersPerReading < text.length) return none
      script.variables = settledVariables(text)
    }
    return script.variables.around(natives.positionOf(fn), functionText(fn))
  }
}

const none: ReadonlySet<string> = new Set()
