/**
 * What the store keeps of a function or class, and how it becomes one again. The facts travel with the source: text made anew
 * (without static initialisers, with other marks) would tell others, and the value's version would change on the way.
 */
import { types } from 'node:util'
import { marksParameter } from '../../compile/compiled.ts'
import { ValueFormatError } from '../errors.ts'
import type { Instantiate } from '../heap.ts'
import { functionText, SafeWeakMap } from '../originals.ts'
import type { Pieces } from '../pieces.ts'
import type { ClassParts } from './class-parts.ts'
import { type CodeFacts, codeFacts } from './code-facts.ts'
import { markNamesIn, markNumbersIn, type Marks } from './compiled-names.ts'

interface Stored {
  readonly expression: string
  readonly boxes: readonly string[]
  readonly free: readonly string[]
  readonly digest: string
  readonly class?: ClassParts
}

export class Sources {
  readonly #marks: Marks | undefined
  readonly #instantiate: Instantiate
  readonly #remade = new SafeWeakMap<object, CodeFacts>()

  constructor(parts: { readonly marks: Marks | undefined; readonly instantiate: Instantiate }) {
    this.#marks = parts.marks
    this.#instantiate = parts.instantiate
  }

  factsOf(fn: object): CodeFacts {
    return this.#remade.get(fn) ?? codeFacts(functionText(fn as () => unknown))
  }

  /** The members of a class in its text as it is here: what is stored has the marks of another session. */
  partsOf(fn: object): ClassParts | undefined {
    return codeFacts(functionText(fn as () => unknown)).class
  }

  /** Undefined where the text alone doesn't make it again. */
  bytesOf(facts: CodeFacts): Uint8Array | undefined {
    const expression = this.#portable(facts.expression)
    if (expression === undefined) return undefined
    const { boxes, free } = facts
    const stored: Stored = {
      expression,
      boxes,
      free,
      digest: Buffer.from(facts.digest).toString('hex'),
      ...(facts.class && { class: facts.class }),
    }
    return Buffer.from(JSON.stringify(stored))
  }

  #portable(expression: string | undefined): string | undefined {
    if (expression === undefined || !expression.includes(marksParameter)) return expression
    return this.#marks && markNamesIn(expression, this.#marks)
  }

  remake(bytes: Pieces, heritage: unknown): object {
    const stored = parse(bytes)
    const expression = this.#marks ? markNumbersIn(stored.expression, this.#marks) : stored.expression
    if (expression === undefined) throw new ValueFormatError('a function marks its reads in an unknown way')
    const made = this.#instantiate(expression, stored.boxes)
    const fn = stored.class?.extends ? (made as (heritage: unknown) => unknown)(heritage) : made
    if (typeof fn !== 'function' || types.isProxy(fn)) throw new ValueFormatError('the source of a function makes none')
    const { boxes, free } = stored
    const digest = Buffer.from(stored.digest, 'hex')
    this.#remade.set(fn, {
      digest,
      boxes,
      free,
      holdsThis: false,
      expression: stored.expression,
      ...(stored.class && { class: stored.class }),
    })
    return fn
  }
}

const parse = (bytes: Pieces): Stored => {
  const stored = JSON.parse(Buffer.concat(bytes).toString()) as Partial<Stored> | null
  const isStored =
    typeof stored?.expression === 'string' &&
    typeof stored.digest === 'string' &&
    isStrings(stored.boxes) &&
    isStrings(stored.free)
  if (!isStored) throw new ValueFormatError('the source of a function is damaged')
  return stored as Stored
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')
