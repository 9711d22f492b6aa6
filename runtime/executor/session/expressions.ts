/** Evaluates `user_expressions` on the live values: each by itself, an error of one is that one's answer. */
import type { EvaluateResult } from '../../runtime.ts'
import type { Boxes } from './boxes.ts'
import type { CellHooks } from './run-cell.ts'

export const evaluateAll = async (
  expressions: Readonly<Record<string, string>>,
  parts: { readonly boxes: Boxes; readonly show: CellHooks['show']; readonly describe: CellHooks['describe'] },
): Promise<Readonly<Record<string, EvaluateResult>>> => {
  const scope = scopeOf(parts.boxes)
  const answers: Record<string, EvaluateResult> = {}
  for (const [key, expression] of Object.entries(expressions)) {
    try {
      // `with` makes every free name a look-up in the boxes; strict code has no such thing, and needs none here.
      const value: unknown = await new Function('scope', `with (scope) { return (${expression}\n) }`)(scope)
      const shown = await parts.show(value)
      answers[key] = {
        status: 'ok',
        data: shown?.data ?? { 'text/plain': 'undefined' },
        metadata: shown?.metadata ?? {},
      }
    } catch (error) {
      answers[key] = { status: 'error', ...parts.describe(error) }
    }
  }
  return answers
}

const scopeOf = (boxes: Boxes): object =>
  new Proxy(Object.create(null) as object, {
    has: (_, name) => typeof name === 'string' && boxes.defined(name),
    get: (_, name) => {
      if (typeof name !== 'string') return undefined
      boxes.noteRead(name)
      return boxes.of(name).v
    },
    set: () => {
      throw new TypeError('An expression cannot assign to a name of the notebook: run a cell.')
    },
  })
