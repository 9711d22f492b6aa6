/**
 * What the `stack` of an error says to user code: frames in cells by the cell's own lines, none of Cellar's or Node's insides, as a traceback.
 * V8 asks when a stack is first read. Its own frames are remembered: a traceback needs the very text that ran.
 */
import { caught } from '../compile/native-message.ts'
import { type Frame, framesOf, type MapOf } from '../compile/stack-frames.ts'

export type AsRun = (error: object, stack: string) => string

export interface Stacks {
  /** V8's own frames, of an error whose stack still ends as it was said. */
  readonly asRun: AsRun
  /** For an error that comes from elsewhere, with the frames it had there. */
  give(error: Error, frames: string): void
}

export interface StackOptions {
  readonly mapOf: MapOf
  /** Frames of functions made from their texts, by the cells' texts. */
  readonly placed: (stack: string) => string
  /** Does work of ours in the midst of user code. */
  readonly onOwnBuiltins: <T>(work: () => T) => T
}

/** A cell's text as it was compiled: `cell:<id>:<hash>`. */
const hash = /:[^:]*$/

const errorText = Error.prototype.toString

/** Formats stacks from now on. */
export const formatStacks = ({ mapOf, placed, onOwnBuiltins }: StackOptions): Stacks => {
  const formatted = new WeakMap<object, { readonly said: string; readonly own: string }>()
  const say = (error: object, frames: string): string => {
    const own = placed(frames)
    const said = framesOf({ stack: own }, mapOf)
      .map(frame => `\n    at ${placeOf(frame)}`)
      .join('')
    formatted.set(error, { said, own })
    return said
  }
  const format = (error: object, sites: readonly NodeJS.CallSite[]): string => {
    const said = onOwnBuiltins(() => say(error, sites.map(site => `\n    at ${site}`).join('')))
    return Reflect.apply(errorText, caught(error), []) + said
  }
  // As other tools set it: to be written over, and not seen by those who list what Error has.
  Object.defineProperty(Error, 'prepareStackTrace', { value: format, writable: true, configurable: true })
  return {
    asRun: (error, stack) => {
      const { said, own } = formatted.get(error) ?? { said: '', own: '' }
      return stack.endsWith(said) ? stack.slice(0, stack.length - said.length) + own : stack
    },
    give: (error, frames) => {
      error.stack = `${error.name}: ${error.message}${onOwnBuiltins(() => say(error, frames))}`
    },
  }
}

/** A cell by its id, which stays: errors are values, and this is part of them. */
const placeOf = ({ name, isAsync, cell, where }: Frame): string => {
  const place = cell === undefined ? where : `${cell.map.file.replace(hash, '')}:${cell.line}:${cell.column + 1}`
  return `${isAsync ? 'async ' : ''}${name === undefined ? place : `${name} (${place})`}`
}
