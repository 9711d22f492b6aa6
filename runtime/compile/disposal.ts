/**
 * `using` and `await using` on a Node that doesn't know them: resources are disposed of in reverse, and an error while disposing
 * wraps the one before it (SuppressedError), as the proposal says. Both oxc's and TypeScript's calling forms.
 */
interface Resource {
  readonly dispose: (() => unknown) | undefined
  readonly isAsync: boolean
}

interface Failure {
  readonly error: unknown
}

const disposeSymbol: symbol = Symbol.dispose ?? Symbol.for('Symbol.dispose')
const asyncDisposeSymbol: symbol = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')

const resourceOf = (value: unknown, isAsync: boolean): Resource => {
  if (value === null || value === undefined) return { dispose: undefined, isAsync }
  if (typeof value !== 'object' && typeof value !== 'function')
    throw new TypeError('A `using` declaration needs an object')
  const methods = value as Record<symbol, unknown>
  const method = (isAsync ? methods[asyncDisposeSymbol] : undefined) ?? methods[disposeSymbol]
  if (typeof method !== 'function')
    throw new TypeError(`The object has no [Symbol.${isAsync ? 'asyncDispose' : 'dispose'}]() method`)
  return { dispose: () => method.call(value), isAsync }
}

const suppressed = (error: unknown, earlier: Failure | undefined): Failure => {
  if (!earlier) return { error }
  const wrapped = new Error('An error was suppressed during disposal.')
  wrapped.name = 'SuppressedError'
  return { error: Object.assign(wrapped, { error, suppressed: earlier.error }) }
}

/** Returns a promise as soon as one resource is asynchronous. */
const disposeOf = (resources: Resource[], failure: Failure | undefined): unknown => {
  const next = (earlier: Failure | undefined): unknown => {
    let failed = earlier
    for (let resource = resources.pop(); resource; resource = resources.pop()) {
      try {
        const done = resource.dispose?.()
        if (resource.isAsync) {
          const before = failed
          return Promise.resolve(done).then(
            () => next(before),
            (error: unknown) => next(suppressed(error, before)),
          )
        }
      } catch (error) {
        failed = suppressed(error, failed)
      }
    }
    if (failed) throw failed.error
    return undefined
  }
  return next(failure)
}

/** oxc: `var _ = usingCtx(); try { x = _.u(…) } catch (e) { _.e = e } finally { _.d() }` */
export const usingContext = () => {
  const resources: Resource[] = []
  let failure: Failure | undefined
  const add = (value: unknown, isAsync: boolean) => {
    resources.push(resourceOf(value, isAsync))
    return value
  }
  return {
    set e(error: unknown) {
      failure = { error }
    },
    u: (value: unknown) => add(value, false),
    a: (value: unknown) => add(value, true),
    d: () => disposeOf(resources, failure),
  }
}

interface Environment {
  readonly stack: Resource[]
  error: unknown
  hasError: boolean
}

export const addDisposable = (environment: Environment, value: unknown, isAsync: boolean): unknown => {
  environment.stack.push(resourceOf(value, isAsync))
  return value
}

export const disposeAll = (environment: Environment): unknown =>
  disposeOf(environment.stack, environment.hasError ? { error: environment.error } : undefined)
