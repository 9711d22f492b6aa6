/**
 * What only V8's inspector can read, without running user code: variables that a closure holds, private fields, the state of
 * promises and generators, what stands behind a proxy, the entries of weak collections. A session on this same thread
 * answers synchronously; values come over as the real objects, through a holder that nobody else sees.
 */
import { type Runtime, Session } from 'node:inspector'
import { SafeMap } from './originals.ts'

export interface ClosureScope {
  /** `Closure (makeCounter)`, `Block`, `Module`, … */
  readonly description: string
  /** Name → value, as own properties; `variableIn` reads them. */
  readonly object: Readonly<Record<string, unknown>>
}

/** Undefined where it has no value yet: there Node 22's V8 throws. */
export const variableIn = ({ object }: Pick<ClosureScope, 'object'>, name: string): unknown => {
  try {
    return object[name]
  } catch {
    return undefined
  }
}

/** By its URL or path: neither a cell nor made again from text. */
export const isModuleScript = (script: string): boolean => /^(file:|node:|\/)/.test(script)

/** Where a function's text stands, lines and columns from 0. */
export interface CodePlace {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface Closure {
  /** Innermost first; without the global and script scopes. */
  readonly scopes: readonly ClosureScope[]
  readonly place: CodePlace | undefined
}

export interface WeakEntry {
  readonly key?: WeakKey
  readonly value: unknown
}

export interface Inspector {
  closure(fn: object): Closure
  /** Of a function or generator, as `closure` has them. */
  scopes(fn: object): readonly ClosureScope[]
  /** Name (`#n`) and value of private fields and accessors; methods, which belong to the class, are left out. */
  privateFields(object: object): readonly (readonly [string, unknown])[]
  /** `[[Target]]`, `[[PromiseState]]`, … by name without brackets. */
  internals(object: object, ...names: readonly string[]): ReadonlyMap<string, unknown>
  /** Of a weak collection; a set's members are values without keys. */
  entries(object: object): readonly WeakEntry[]
  /** The URL of the script that a function's text stands in; '' where it has none. */
  scriptOf(fn: object): string
  /** Learns the URLs of the scripts that are loaded, which the next `scriptOf` would do. */
  listScripts(): void
}

/** @types/node leaves out what the protocol marks experimental. */
interface Properties extends Runtime.GetPropertiesReturnType {
  readonly privateProperties?: readonly { readonly name: string; readonly value?: Runtime.RemoteObject }[]
}

const group = 'cellar.values'

export const openInspector = (): Inspector => {
  const session = new Session()
  session.connect()
  const post = <Result>(method: string, parameters?: object): Result => {
    let answer: { readonly result: Result } | undefined
    let failure: Error | null = null
    session.post(method, parameters, (error: Error | null, result?: object) => {
      failure = error
      answer = { result: result as Result }
    })
    if (failure !== null || answer === undefined) throw failure ?? new Error(`The inspector didn't answer ${method}.`)
    return answer.result
  }
  const holder = new Holder(post)
  const scripts = new ScriptUrls(session, post)

  const properties = (object: object): Properties =>
    post('Runtime.getProperties', {
      objectId: holder.idOf(object),
      ownProperties: true,
      nonIndexedPropertiesOnly: true,
    })
  const released = <T>(work: () => T): T => {
    try {
      return work()
    } finally {
      post('Runtime.releaseObjectGroup', { objectGroup: group })
      holder.value = undefined
    }
  }
  const internal = (object: object, name: string): Runtime.RemoteObject | undefined => named(properties(object), name)
  const closure = (fn: object): Closure =>
    released(() => {
      const found = properties(fn)
      const place = named(found, 'FunctionLocation')?.value as CodePlace | undefined
      const id = named(found, 'Scopes')?.objectId
      if (id === undefined) return { scopes: [], place }
      const all = holder.valueOf({ objectId: id }) as ArrayLike<ClosureScope>
      return { scopes: Array.from(all).filter(({ description }) => !/^(Global|Script)/.test(description)), place }
    })

  return {
    closure,
    scopes: fn => closure(fn).scopes,
    privateFields: object =>
      released(() => {
        const fields: (readonly [string, unknown])[] = []
        for (const { name, value } of properties(object).privateProperties ?? []) {
          if (value !== undefined) fields.push([name, holder.valueOf(value)])
        }
        return fields
      }),
    internals: (object, ...names) =>
      released(() => {
        const found = new SafeMap<string, unknown>()
        for (const { name, value } of properties(object).internalProperties ?? []) {
          const bare = name.slice(2, -2)
          if (value !== undefined && names.includes(bare)) found.set(bare, holder.valueOf(value))
        }
        return found
      }),
    entries: object =>
      released(() => {
        const id = internal(object, 'Entries')?.objectId
        return id === undefined ? [] : Array.from(holder.valueOf({ objectId: id }) as ArrayLike<WeakEntry>)
      }),
    scriptOf: fn =>
      released(() => {
        const location = internal(fn, 'FunctionLocation')?.value as { readonly scriptId?: string } | undefined
        return location?.scriptId === undefined ? '' : scripts.urlOf(location.scriptId)
      }),
    listScripts: () => scripts.list(),
  }
}

const named = ({ internalProperties }: Properties, name: string): Runtime.RemoteObject | undefined =>
  internalProperties?.find(p => p.name === `[[${name}]]`)?.value

type Post = <Result>(method: string, parameters?: object) => Result

/** An object of ours that the inspector knows by id; values cross through its one property. */
class Holder {
  value: unknown
  readonly #post: Post
  readonly #id: string

  constructor(post: Post) {
    this.#post = post
    const key = Symbol.for('cellar.holder')
    Object.defineProperty(globalThis, key, { value: this, configurable: true })
    const { result } = post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
      expression: `globalThis[Symbol.for('cellar.holder')]`,
    })
    this.#id = result.objectId as string
    delete (globalThis as { [key]?: unknown })[key]
  }

  idOf(object: object): string {
    this.value = object
    const { result } = this.#post<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', {
      objectId: this.#id,
      functionDeclaration: 'function () { return this.value }',
      objectGroup: group,
    })
    return result.objectId as string
  }

  valueOf({ objectId, value, unserializableValue }: Partial<Runtime.RemoteObject>): unknown {
    const argument =
      objectId !== undefined ? { objectId } : unserializableValue !== undefined ? { unserializableValue } : { value }
    this.#post('Runtime.callFunctionOn', {
      objectId: this.#id,
      functionDeclaration: 'function (value) { this.value = value }',
      arguments: [argument],
      objectGroup: group,
    })
    return this.value
  }
}

/** Script id → URL. Learnt from the debugger domain, which is on only while it lists its scripts (20 ms). */
class ScriptUrls {
  readonly #urls = new SafeMap<string, string>()
  readonly #post: Post

  constructor(session: Session, post: Post) {
    this.#post = post
    session.on('Debugger.scriptParsed', ({ params }) => void this.#urls.set(params.scriptId, params.url))
  }

  list(): void {
    this.#post('Debugger.enable')
    this.#post('Debugger.disable')
  }

  urlOf(id: string): string {
    const known = this.#urls.get(id)
    if (known !== undefined) return known
    this.list()
    if (!this.#urls.has(id)) this.#urls.set(id, '')
    return this.#urls.get(id) as string
  }
}
