/**
 * Looks at live values for the screen without running user code: V8's `throwOnSideEffect` refuses getters, proxies and
 * everything else that could change state.
 */
import { type Runtime, Session } from 'node:inspector'
import { inspect } from 'node:util'
import type { Boxes } from './boxes.ts'

export interface LiveValues {
  inspect(expression: string): { readonly type: string; readonly preview: string } | null
}

/** characters of a preview in a hover */
const previewLimit = 400
const hook = Symbol.for('cellar.live-value')

export const openLiveValues = (boxes: Boxes): LiveValues => {
  const inspector = new Session()
  inspector.connect()
  const evaluate = (expression: string): { readonly found: unknown } | undefined => {
    let answer: { readonly found: unknown } | undefined
    const holder = globalThis as unknown as Record<symbol, unknown>
    holder[hook] = (value: unknown) => {
      answer = { found: value }
    }
    inspector.post('Runtime.evaluate', { expression, throwOnSideEffect: true, silent: true }, (error, answered) => {
      const evaluated = answered as Runtime.EvaluateReturnType
      if (error !== null || evaluated.exceptionDetails !== undefined) return
      const { objectId, value } = evaluated.result
      if (objectId === undefined) answer = { found: value }
      else
        inspector.post('Runtime.callFunctionOn', {
          objectId,
          functionDeclaration: `function () { globalThis[Symbol.for('cellar.live-value')](this) }`,
        })
    })
    delete holder[hook]
    return answer
  }
  return {
    inspect: expression => {
      const [root, ...path] = expression.split('.')
      if (root === undefined || root === '') return null
      const start = boxes.defined(root) ? { found: boxes.of(root).v } : evaluate(root)
      const found = path.reduce<{ readonly found: unknown } | undefined>(
        (at, key) => (at === undefined ? undefined : ownData(at.found, key)),
        start,
      )
      if (found === undefined) return null
      return {
        type: typeName(found.found),
        preview: inspect(found.found, { depth: 1, maxArrayLength: 5, getters: false }).slice(0, previewLimit),
      }
    },
  }
}

/** A property by its descriptor, up the prototypes; undefined for accessors and proxies. */
const ownData = (value: unknown, key: string): { readonly found: unknown } | undefined => {
  for (let at: unknown = Object(value); at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return 'value' in descriptor ? { found: descriptor.value } : undefined
  }
  return undefined
}

const typeName = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  const constructor = ownData(value, 'constructor')?.found
  return typeof constructor === 'function' ? constructor.name : 'object'
}
