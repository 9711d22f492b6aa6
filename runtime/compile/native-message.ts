/**
 * V8 words its errors with the text of the code that runs: `(($$0m[2] || $$0m[2]) , $$f.v) is not a function`. Here they say what
 * stands in the cell: `f is not a function`. Compiled code asks for that wherever it catches, so that the user's code never sees ours.
 */
import { types } from 'node:util'
import { thisVariable } from './compiled.ts'

const part = String.raw`[\p{ID_Continue}$\u200c\u200d]`
/** A box's value, or the variable that stands for it in a loop. */
const ours = String.raw`\$\$1?((?!\d)${part}+?)(?:\.v|\$+)(?!${part})`
/** A variable of closures that has no value yet. */
const early = new RegExp(String.raw`(?<!${part})\$\$1(${part}+)`, 'gu')
const mark = String.raw`\$\$0m\[\d+\]`
const marking = String.raw`(?:0|\((?:${mark}|\(${mark} > 1\)) \|\| ${mark}\))`

/** A read that sets its mark, or is called without becoming `this`; then any other. */
const read = new RegExp(String.raw`\((?:${marking} , )+${ours}\)|${ours}`, 'gu')
/** Calls of ours around what the user wrote: V8 has no words for an `await` either. */
const call = /\$\$0rt(?:\.\w+)+(?:\(\.\.\.\)| is not a function or its return value)?/g

export const asWritten = (message: string): string =>
  message.includes('$$')
    ? message
        .replace(read, (_, marked: string | undefined, plain: string | undefined) => marked ?? plain ?? '')
        .replace(early, '$1')
        .replaceAll(thisVariable, 'this')
        .replace(call, '(intermediate value)')
    : message

/** What was thrown; its message mended in place where V8 made it. The stack is worded when it is first read. */
export const caught = <T>(thrown: T): T => {
  if (!types.isNativeError(thrown) || !(thrown instanceof TypeError || thrown instanceof ReferenceError)) return thrown
  const message = Object.getOwnPropertyDescriptor(thrown, 'message')
  if (message?.writable !== true || typeof message.value !== 'string') return thrown
  const mended = asWritten(message.value)
  if (mended !== message.value) thrown.message = mended
  return thrown
}
