/**
 * What the store keeps of a function or class, and how it becomes one again. The facts travel with the source: text made anew
 * (without static initialisers, with other marks) would tell others, and the value's version would change on the way.
 */
import { types } from 'node:util'
import { givenVariables } from '../../analysis/constant-captures.ts'
import { marksParameter } from '../../compile/compiled.ts'
import { ValueFormatError } from '../errors.ts'
import type { Instantiate, ReferenceTable } from '../heap.ts'
import { type Inspector, isModuleScript } from '../inspector.ts'
import { functionText, SafeWeakMap } from '../originals.ts'
import type { Pieces } from '../pieces.ts'
import type { ClassParts } from './class-parts.ts'
import { type CodeFacts, codeFacts } from './code-facts.ts'
import { markNamesIn, markNumbersIn, type Marks } from './compiled-names.ts'
import { type Constructor, PrivateLayouts } from './private-layouts.ts'
import { givesBlank } from './private-parts.ts'

interface Stored {
  readonly expression: string
  readonly boxes: readonly string[]
  readonly free: readonly string[]
  readonly digest: string
  readonly class?: ClassParts
}

export interface Closure {
  readonly fn: object
  /** Its variables' values, by name. */
  readonly give: (values: Readonly<Record<string, unknown>>) => void
}

export interface SourceParts {
  readonly marks: Marks | undefined
  readonly instantiate: Instantiate
  readonly references: Pick<ReferenceTable, 'nameOf'>
  readonly inspector: Pick<Inspector, 'scriptOf'>
  readonly isWorker: boolean
}

export class Sources {
  readonly #marks: Marks | undefined
  readonly #instantiate: Instantiate
  readonly layouts: PrivateLayouts
  /** By function: its text never changes, and costs more to look up than it does. */
  readonly #facts = new SafeWeakMap<object, CodeFacts>()
  /** Of facts whose text is the same in every session. */
  readonly #bytes = new SafeWeakMap<CodeFacts, Uint8Array>()

  constructor(parts: SourceParts) {
    this.layouts = new PrivateLayouts({
      factsOf: fn => this.factsOf(fn),
      isOfModule: fn => parts.references.nameOf(fn) !== undefined || isModuleScript(parts.inspector.scriptOf(fn)),
      isWorker: parts.isWorker,
    })
    this.#marks = parts.marks
    this.#instantiate = parts.instantiate
  }

  factsOf(fn: object): CodeFacts {
    let facts = this.#facts.get(fn)
    if (facts === undefined) this.#facts.set(fn, (facts = codeFacts(functionText(fn as () => unknown))))
    return facts
  }

  /** The members of a class in its text as it is here: what is stored has the marks of another session. */
  partsOf(fn: object): ClassParts | undefined {
    return codeFacts(functionText(fn as () => unknown)).class
  }

  /** Undefined where the text alone doesn't make it again. */
  bytesOf(facts: CodeFacts): Uint8Array | undefined {
    const known = this.#bytes.get(facts)
    if (known !== undefined) return known
    const expression = this.#portable(facts.expression)
    if (expression === undefined) return undefined
    const bytes = storedBytes(expression, facts)
    if (expression === facts.expression) this.#bytes.set(facts, bytes)
    return bytes
  }

  #portable(expression: string | undefined): string | undefined {
    if (expression === undefined || !expression.includes(marksParameter)) return expression
    return this.#marks && markNamesIn(expression, this.#marks)
  }

  remake(bytes: Pieces, heritage: unknown): object {
    const stored = parse(bytes)
    return this.#finished(this.#instantiate(this.#local(stored.expression), stored.boxes), heritage, stored)
  }

  /** What an expression gives is a class, or makes one. */
  #finished(made: unknown, heritage: unknown, stored: Stored): object {
    if (stored.class === undefined) return this.#known(made, stored)
    if (givesBlank(stored.class.privates)) return this.#blank(made, heritage, stored)
    return this.#known(stored.class.extends ? (made as (heritage: unknown) => unknown)(heritage) : made, stored)
  }

  /** A class whose private names a first, blank instance tells. */
  #blank(make: unknown, heritage: unknown, stored: Stored): object {
    const [made, done] = (make as (heritage: unknown) => readonly [object, () => void])(heritage)
    const fn = this.#known(made, stored)
    this.layouts.learnBlank(fn as Constructor, stored.class as ClassParts)
    done()
    return fn
  }

  /** A function or class with those of the variables around it that it uses; they have no values yet. */
  remakeClosure(bytes: Pieces, around: readonly string[], heritage: unknown): Closure {
    const stored = parse(bytes)
    const names = around.filter(name => stored.free.includes(name))
    if (names.length === 0) return { fn: this.remake(bytes, heritage), give: () => undefined }
    if (!names.every(isVariable)) throw new ValueFormatError('a function captures what is no variable')
    const source = closureSource(this.#local(stored.expression), names)
    const { fn, give } = this.#instantiate(source, stored.boxes) as Closure
    return { fn: this.#finished(fn, heritage, stored), give }
  }

  #local(expression: string): string {
    const local = this.#marks ? markNumbersIn(expression, this.#marks) : expression
    if (local === undefined) throw new ValueFormatError('a function marks its reads in an unknown way')
    return local
  }

  #known(fn: unknown, { expression, boxes, free, ...stored }: Stored): object {
    if (typeof fn !== 'function' || types.isProxy(fn)) throw new ValueFormatError('the source of a function makes none')
    const digest = Buffer.from(stored.digest, 'hex')
    const parts = stored.class && { class: stored.class }
    this.#facts.set(fn, { digest, boxes, free, assigned: [], holdsThis: false, expression, ...parts })
    return fn
  }
}

const storedBytes = (expression: string, { boxes, free, digest, ...rest }: CodeFacts): Uint8Array => {
  const stored: Stored = {
    expression,
    boxes,
    free,
    digest: Buffer.from(digest).toString('hex'),
    ...(rest.class && { class: rest.class }),
  }
  return Buffer.from(JSON.stringify(stored))
}

const isVariable = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name)

/** The outer function has a name, because the nameless one around a whole script is taken for a module. */
const closureSource = (expression: string, names: readonly string[]): string =>
  `(function $$0closure() { let ${names.join()}; return { fn: ${expression}, give: ${givenVariables} => { ({ ${names.join()} } = ${givenVariables}) } } })()`

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
